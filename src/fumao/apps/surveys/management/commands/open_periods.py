"""Open the reporting periods whose day has come; a second time changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand

from fumao.apps.orgs.clock import today
from fumao.apps.surveys.actions.open_ahead import open_ahead


class Command(BaseCommand):
    help = "Open the reporting periods whose day has come, for areas that run the survey."

    def handle(self, *args: Any, **options: Any) -> None:
        """Open them and print how many."""
        self.stdout.write(f"periods {open_ahead(today())}")
