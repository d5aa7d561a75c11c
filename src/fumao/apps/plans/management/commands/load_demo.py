"""Load the demo: accounts, invented progress and figures; a second time changes nothing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.clock import today
from fumao.apps.plans.demo.load import load_demo
from fumao.packs.load import SHIPPED, load_pack


class Command(BaseCommand):
    help = "Load synthetic people and two years of synthetic progress (DEMO=1 only)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the size and the seed."""
        parser.add_argument("--scale", type=int, default=1, help="times the data, for benchmarks")
        parser.add_argument("--seed", type=int, default=None, help="another seed than the pack's")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the demo pack and print what was written."""
        if not settings.DEMO:
            raise CommandError("load_demo invents data: it runs with DEMO=1 only")
        done = load_demo(
            Actor(None, today()),
            load_pack(SHIPPED / "demo"),
            scale=options["scale"],
            seed=options["seed"],
        )
        if not done.events:
            self.stdout.write("the demo was loaded before; another size or seed needs a new DATA")
            return
        self.stdout.write(
            f"people {done.people}, tasks {done.tasks}, events {done.events}, "
            f"figures {done.actuals}"
        )
