"""Load the shipped packs: units first, then plans; a second time changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from fumao.apps.orgs import clock
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.service import load_org_pack
from fumao.apps.plans.actions.load_plan_pack import load_plan_pack
from fumao.apps.plans.actions.recompute_lights import recompute_lights
from fumao.packs.load import load_packs


class Command(BaseCommand):
    help = "Load packs: areas, departments, documents, plans. Idempotent and versioned."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the packs to load."""
        parser.add_argument("keys", nargs="*", help="keys of packs; all shipped ones where empty")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load each pack in its own transactions and print one line a pack."""
        actor = Actor(None, clock.today())
        for pack in load_packs(options["keys"] or None):
            changed = load_org_pack(actor, pack)
            versions = load_plan_pack(actor, pack)
            what = [f"{v.plan.key} v{v.number}" for v in versions] or (
                ["units"] if changed else ["unchanged"]
            )
            self.stdout.write(f"{pack.head.key} {pack.head.version}: {', '.join(what)}")
        self.stdout.write(f"lights: {recompute_lights(None, actor.today)} recomputed")
