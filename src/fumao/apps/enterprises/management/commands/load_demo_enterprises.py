"""Load the demo's enterprises; a second time changes nothing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from fumao.apps.enterprises.demo.load import PER_CITY, load_demo
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.clock import today
from fumao.packs.load import SHIPPED, load_pack


class Command(BaseCommand):
    help = "Load synthetic enterprises of the demo's cities (DEMO=1 only)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare how many."""
        parser.add_argument("--per-city", type=int, default=PER_CITY, help="enterprises a city")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load them and print what was written."""
        if not settings.DEMO:
            raise CommandError("load_demo_enterprises invents data: it runs with DEMO=1 only")
        done = load_demo(Actor(None, today()), load_pack(SHIPPED / "demo"), options["per_city"])
        if not done.enterprises:
            self.stdout.write("the demo's enterprises were loaded before")
            return
        self.stdout.write(f"enterprises {done.enterprises}, facts {done.facts}")
