"""Facts at a day: the current ones of one enterprise, or of all as columns.

The wall of 统计法 art. 28 stands here: callers ask with ADMINISTRATIVE or with STATISTICAL and with
nothing else, and the app's service has no way to ask with the second.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from fumao.apps.enterprises.models import ADMINISTRATIVE, STATISTICAL, Enterprise, Fact, Purpose
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to


def facts_on(
    actor: Actor,
    enterprise: Enterprise,
    day: date,
    purposes: frozenset[Purpose] = ADMINISTRATIVE,
    *,
    known_on: date | None = None,
) -> dict[str, Fact]:
    """Return the current fact of each name on a day, with what was recorded until `known_on`.

    Raises ValueError for any other set of purposes than the two there are.
    """
    rows = _standing(visible_to(actor, Fact.objects.all()), day, purposes, known_on)
    # The order of the index: a later row of a name takes the place of an earlier one.
    return {
        fact.name: fact
        for fact in rows.filter(enterprise=enterprise).order_by("name", "holds_from", "id")
    }


def _standing(
    rows: QuerySet[Fact], day: date, purposes: frozenset[Purpose], known_on: date | None
) -> QuerySet[Fact]:
    if purposes not in (ADMINISTRATIVE, STATISTICAL):
        raise ValueError(f"facts are for the administration or for statistics, not {purposes}")
    uncorrected = Q(correction=None)
    if known_on is not None:
        uncorrected |= Q(correction__on__gt=known_on)
        rows = rows.filter(on__lte=known_on)
    rows = rows.filter(uncorrected, holds_from__lte=day)
    if purposes == ADMINISTRATIVE:
        rows = rows.exclude(purpose=Purpose.STATISTICS)
    return rows


@dataclass(frozen=True, slots=True)
class Columns:
    """Enterprises as columns of equal length: place n of every list is the same enterprise.

    `facts` holds exact texts by input name, None where unknown.
    """

    day: date
    keys: list[int] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    areas: list[int] = field(default_factory=list)
    parks: list[int | None] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    industries: list[str] = field(default_factory=list)
    facts: dict[str, list[str | None]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.keys)


def current_columns(actor: Actor, day: date, names: Sequence[str]) -> Columns:
    """Return every active enterprise the actor sees with its administrative facts on a day.

    Two queries, whatever the number of enterprises: the enterprises and their facts.
    """
    seen = visible_to(actor, Enterprise.objects.filter(status=Enterprise.Status.ACTIVE))
    found = Columns(day, facts={name: [] for name in names})
    places: dict[int, int] = {}
    rows = seen.order_by("code").values_list(
        "pk", "code", "name", "area_id", "park_id", "kind", "industry"
    )
    for place, row in enumerate(rows.iterator(chunk_size=5000)):
        places[row[0]] = place
        for column, cell in zip(
            (found.keys, found.codes, found.names, found.areas, found.parks, found.kinds,
             found.industries),
            row, strict=True,
        ):  # fmt: skip
            column.append(cell)  # type: ignore[arg-type]
    for name in names:
        found.facts[name] = [None] * len(places)
    facts = _standing(Fact.objects.all(), day, ADMINISTRATIVE, None).filter(
        enterprise__in=seen.order_by().values("pk"), name__in=list(names)
    )
    values = facts.order_by("enterprise_id", "name", "holds_from", "id").values_list(
        "enterprise_id", "name", "value"
    )
    for key, name, value in values.iterator(chunk_size=20_000):
        place = places.get(key)
        if place is not None:
            found.facts[name][place] = value
    return found
