"""Queue rolls of enterprises whose reading was cut off: after a crash, before a worker starts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from fumao.apps.enterprises.actions.resume_rolls import resume_rolls


class Command(BaseCommand):
    help = "Queue again every roll of enterprises whose reading was cut off."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare whether a worker runs."""
        parser.add_argument(
            "--at-start", action="store_true", help="no worker runs: all running tasks are lost"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Queue them and print how many."""
        self.stdout.write(f"{resume_rolls(at_start=options['at_start'])} rolls taken up again")
