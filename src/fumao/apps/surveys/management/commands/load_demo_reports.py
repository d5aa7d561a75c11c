"""Load the demo's reports; a second time changes nothing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.clock import today
from fumao.apps.surveys.demo.load import MONTHS, load_demo
from fumao.packs.load import SHIPPED, load_pack


class Command(BaseCommand):
    help = "Load synthetic reports into the demo's cities (DEMO=1 only)."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many months back the reports go, this one included."""
        parser.add_argument("--months", type=int, default=MONTHS, help="months, for benchmarks")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load them and print how many were filed."""
        if not settings.DEMO:
            raise CommandError("load_demo_reports invents data: it runs with DEMO=1 only")
        if options["months"] < 1:
            raise CommandError("--months：至少 1 个月。 --months: 1 at least.")
        done = load_demo(Actor(None, today()), load_pack(SHIPPED / "demo"), options["months"])
        self.stdout.write(f"reports {done}")
