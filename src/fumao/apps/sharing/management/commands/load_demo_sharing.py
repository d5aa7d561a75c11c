"""Load the demo's exchanges; a second time changes nothing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from fumao.apps.sharing.demo.load import load_demo_sharing


class Command(BaseCommand):
    help = "Load invented exchanges between departments into the demo city (DEMO=1 only)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load them and print how many grants there are."""
        if not settings.DEMO:
            raise CommandError("load_demo_sharing invents data: it runs with DEMO=1 only")
        self.stdout.write(f"grants {load_demo_sharing()}")
