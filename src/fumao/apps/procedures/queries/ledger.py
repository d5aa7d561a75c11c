"""Every case the actor sees, found by applicant, procedure, number and phase."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to
from fumao.apps.procedures.models import Case, ProcedureVersion

ORDERS = {
    "number": "pk", "-number": "-pk", "submitted": "submitted_on", "-submitted": "-submitted_on",
    "closed": "closed_on", "-closed": "-closed_on",
}  # fmt: skip
MOST = 20_000  # rows of an export


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the cases is asked for; `phase` is one of a case's, or open or closed."""

    search: str = ""
    procedure: str = ""
    phase: str = ""
    sort: str = "-number"


def ledger(actor: Actor, wanted: Wanted) -> QuerySet[Case]:
    """Return the cases wanted, in the order wanted."""
    rows = visible_to(actor, Case.objects.select_related("procedure", "enterprise", "area"))
    rows = rows.defer("data", "course", "procedure__text")
    if wanted.procedure:
        rows = rows.filter(procedure__key=wanted.procedure)
    if wanted.phase in ("open", "closed"):
        rows = rows.filter(closed_on__isnull=wanted.phase == "open")
    elif wanted.phase:
        rows = rows.filter(phase=wanted.phase)
    if wanted.search.strip():
        rows = rows.filter(_found_by(wanted.search.strip()))
    return rows.order_by(ORDERS.get(wanted.sort, "-pk"), "-pk")


def _found_by(words: str) -> Q:
    condition = Q(enterprise__name__icontains=words) | Q(enterprise__code__iexact=words)
    tail = words.rpartition("-")[2]
    return condition | Q(pk=int(tail)) if tail.isdecimal() and len(tail) < 12 else condition


def phase_counts(actor: Actor) -> dict[str, int]:
    """Return how many cases the actor sees by phase (one query)."""
    rows = visible_to(actor, Case.objects.all()).order_by().values_list("phase")
    return dict(rows.annotate(n=Count("pk")).values_list("phase", "n"))


def procedures_seen() -> list[ProcedureVersion]:
    """Return the procedures for the filter, the newest version of each."""
    rows = ProcedureVersion.objects.exclude(state=ProcedureVersion.State.DRAFT).defer("text")
    return list({row.key: row for row in rows.order_by("key", "id")}.values())


PHASES = Case.Phase.choices
