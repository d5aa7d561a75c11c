"""Load the shipped packs: units first, then plans; a second time changes nothing."""

import hashlib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from fumao import __version__
from fumao.apps.orgs import clock
from fumao.apps.orgs.actions import load_org_pack as org_loader
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import LoadedPack
from fumao.apps.plans import content as plan_content
from fumao.apps.plans.actions import load_plan_pack as plan_loader
from fumao.apps.plans.actions.recompute_lights import recompute_lights
from fumao.packs.load import SHIPPED, load_packs

# The row that remembers what was loaded last time.
ALL: dict[str, Any] = {"key": "*", "part": "files"}
_LOADERS = (org_loader, plan_loader, plan_content)  # what makes rows of the files


class Command(BaseCommand):
    help = "Load packs: areas, departments, documents, plans. Idempotent and versioned."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the packs to load."""
        parser.add_argument("keys", nargs="*", help="keys of packs; all shipped ones where empty")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load each pack in its own transactions and print one line a pack."""
        actor = Actor(None, clock.today())
        digest = _digest_of_files()
        if not options["keys"] and LoadedPack.objects.filter(**ALL, digest=digest).exists():
            self.stdout.write("all packs: unchanged")
            return
        for pack in load_packs(options["keys"] or None):
            # What a demo invents comes with its people, and never outside a demo.
            invented = pack.head.kind == "demo"
            changed = not invented and org_loader.load_org_pack(actor, pack)
            versions = plan_loader.load_plan_pack(actor, pack)
            what = [f"{v.plan.key} v{v.number}" for v in versions] or (
                ["units"] if changed else ["unchanged"]
            )
            self.stdout.write(f"{pack.head.key} {pack.head.version}: {', '.join(what)}")
        self.stdout.write(f"lights: {recompute_lights(None, actor.today)} recomputed")
        if not options["keys"]:
            row = {"version": __version__, "digest": digest, "loaded_at": timezone.now()}
            LoadedPack.objects.update_or_create(**ALL, defaults=row)


def _digest_of_files() -> str:
    """Return a digest over all pack files and the code that loads them: reading them takes long."""
    files = {Path(str(module.__file__)) for module in _LOADERS}
    files |= {p for p in SHIPPED.rglob("*") if p.suffix in {".yaml", ".csv", ".py"}}
    digest = hashlib.sha256(__version__.encode())
    for path in sorted(files):
        digest.update(f"{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()
