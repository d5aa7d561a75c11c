"""Load the demo's funds; a second time changes nothing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from fumao.apps.funds.demo.load import load_demo
from fumao.apps.orgs.clock import today
from fumao.packs.load import SHIPPED, load_pack


class Command(BaseCommand):
    help = "Load synthetic funds with claims in the demo's cities (DEMO=1 only)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load them and print what was written."""
        if not settings.DEMO:
            raise CommandError("load_demo_funds invents data: it runs with DEMO=1 only")
        self.stdout.write(f"claims {load_demo(load_pack(SHIPPED / 'demo'), today())}")
