"""Publish the demo city's bulletins, so that the pages have something to show."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from fumao.apps.releases.demo.load import load_demo_releases


class Command(BaseCommand):
    help = "Publish a year of invented bulletins for the demo city (DEMO=1 only)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish them where none is there, and print how many."""
        if not settings.DEMO:
            raise CommandError("load_demo_releases acts for invented people: DEMO=1 only")
        self.stdout.write(f"releases {load_demo_releases()}")
