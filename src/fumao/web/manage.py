"""Django's management commands: python -m fumao.web.manage COMMAND."""

import os
import sys

from django.core.management import execute_from_command_line


def use_settings() -> None:
    """Name the settings module unless the environment does."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fumao.web.settings")


def main() -> None:
    """Run a management command."""
    use_settings()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
