"""Load the organisation part of a pack: areas, departments, groups, parks."""

import hashlib
import json
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone

from fumao.apps.orgs.actions.pack_rows import PackRows
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.journal import tell
from fumao.apps.orgs.models import Area, LoadedPack
from fumao.packs.model import Pack

PART = "orgs"


def _without_place(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_place(v) for k, v in value.items() if k != "place"}
    return [_without_place(v) for v in value] if isinstance(value, list | tuple) else value


def digest_of(pack: Pack) -> str:
    """Return the SHA-256 of what this part of a pack says; line numbers do not count."""
    body = {
        "areas": [asdict(a) for a in pack.areas],
        "departments": [asdict(d) for d in pack.departments],
        "groups": [asdict(g) for g in pack.groups],
        "parks": [asdict(p) for p in pack.parks],
    }
    canonical = json.dumps(_without_place(body), ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def load_org_pack(actor: Actor, pack: Pack) -> bool:
    """Load a pack's areas, departments, groups and parks; return whether anything changed.

    For the command line and `make up`: whoever runs them holds the installation, so no policy is
    asked. The packs it requires must have been loaded. Nothing is deleted: a unit that ended has a
    last day. The same content again changes nothing and records no event.
    """
    digest = digest_of(pack)
    with transaction.atomic():
        loaded = LoadedPack.objects.select_for_update().filter(key=pack.head.key, part=PART).first()
        if loaded is not None and loaded.digest == digest:
            return False
        rows = PackRows(pack)
        rows.write()
        LoadedPack.objects.update_or_create(
            key=pack.head.key,
            part=PART,
            defaults={
                "version": pack.head.version,
                "digest": digest,
                "loaded_at": timezone.now(),
            },
        )
        tell(
            f"pack:{pack.head.key}",
            "org_pack_loaded",
            actor=actor,
            area=Area.objects.order_by("path")[0],
            data={"version": pack.head.version, "digest": digest, "rows": rows.written},
        )
    return True
