"""Django's management commands: python -m fumao.web.manage COMMAND."""

import os
import sys


def main() -> None:
    """Run a management command."""
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fumao.web.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
