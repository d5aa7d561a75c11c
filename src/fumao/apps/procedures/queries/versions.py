"""Versions of procedures as their designers see them."""

from dataclasses import dataclass

from django.db.models import Count

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.orgs.policy import Action, may, visible_to
from fumao.apps.orgs.policy.facts import Facts
from fumao.apps.procedures.models import ProcedureVersion


@dataclass(frozen=True, slots=True)
class Designed:
    """A procedure with its versions, the newest first; `own` tells whether the actor designs it."""

    key: str
    title: str
    title_en: str
    kind: str
    versions: tuple[ProcedureVersion, ...]
    own: bool


def designed(actor: Actor) -> list[Designed]:
    """Return every procedure with its versions, each with `case_count` (three queries).

    Drafts are shown to those who may design them alone.
    """
    paths = dict(Area.objects.values_list("code", "path"))
    root = next(iter(Area.objects.filter(parent=None).values_list("path", flat=True)), "/")
    rows = visible_to(actor, ProcedureVersion.objects.defer("text")).annotate(
        case_count=Count("cases")
    )
    groups: dict[str, list[ProcedureVersion]] = {}
    for row in rows.order_by("key", "-id"):
        groups.setdefault(row.key, []).append(row)
    found = []
    for key, versions in groups.items():
        own = all(
            may(actor, Action.DESIGN_PROCEDURE, Facts(path))
            for one in versions
            for path in ([paths.get(code, "") for code in one.areas] or [root])
        )
        shown = tuple(v for v in versions if own or v.state != ProcedureVersion.State.DRAFT)
        if shown:
            first = shown[0]
            found.append(Designed(key, first.title, first.title_en, first.kind, shown, own))
    return found
