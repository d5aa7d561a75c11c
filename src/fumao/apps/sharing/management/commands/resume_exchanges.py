"""Queue exchanged files whose reading was cut off: after a crash, before a worker starts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from fumao.apps.sharing.actions.resume_exchanges import resume_exchanges


class Command(BaseCommand):
    help = "Queue again every exchanged file whose reading was cut off."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare whether a worker runs."""
        parser.add_argument(
            "--at-start", action="store_true", help="no worker runs: all running tasks are lost"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Queue them and print how many."""
        done = resume_exchanges(at_start=options["at_start"])
        self.stdout.write(f"{done} exchanges taken up again")
