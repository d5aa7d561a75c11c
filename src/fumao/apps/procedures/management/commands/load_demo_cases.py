"""Load the demo's cases; a second time changes nothing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.clock import today
from fumao.apps.procedures.demo.load import PER_CITY, load_demo_cases
from fumao.packs.load import SHIPPED, load_pack


class Command(BaseCommand):
    help = "Load synthetic cases of every procedure into the demo's cities (DEMO=1 only)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare how many."""
        parser.add_argument("--per-city", type=int, default=PER_CITY, help="cases a city")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load them and print what was written."""
        if not settings.DEMO:
            raise CommandError("load_demo_cases invents data: it runs with DEMO=1 only")
        done = load_demo_cases(
            Actor(None, today()), load_pack(SHIPPED / "demo"), options["per_city"]
        )
        self.stdout.write(f"cases {done}" if done else "the demo's cases were loaded before")
