"""Load the demo's reports; a second time changes nothing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.clock import today
from fumao.apps.surveys.demo.load import load_demo
from fumao.packs.load import SHIPPED, load_pack


class Command(BaseCommand):
    help = "Load synthetic reports into the demo's cities (DEMO=1 only)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load them and print how many were filed."""
        if not settings.DEMO:
            raise CommandError("load_demo_reports invents data: it runs with DEMO=1 only")
        done = load_demo(Actor(None, today()), load_pack(SHIPPED / "demo"))
        self.stdout.write(f"reports {done}")
