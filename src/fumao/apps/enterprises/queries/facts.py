"""Facts at a day: the current ones of one enterprise, or of all as columns.

The wall of 统计法 art. 28 stands here: callers ask with ADMINISTRATIVE or with STATISTICAL and with
nothing else, and the app's service has no way to ask with the second.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import batched

from django.db.models import Q, QuerySet

from fumao.apps.enterprises.models import (
    ADMINISTRATIVE,
    STATISTICAL,
    Enterprise,
    Fact,
    FactRows,
    Purpose,
    Stated,
)
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to

_KEYS = 2000  # a query
type Tables = dict[str, list[dict[str, str]]]  # rows of each child table, exact texts by field


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


def rows_on(actor: Actor, enterprise: Enterprise, day: date) -> dict[str, FactRows]:
    """Return the current administrative rows of each child table on a day, by its name."""
    rows = _standing(visible_to(actor, FactRows.objects.all()), day, ADMINISTRATIVE, None)
    return {
        told.name: told
        for told in rows.filter(enterprise=enterprise).order_by("name", "holds_from", "id")
    }


def rows_of(keys: Iterable[int], day: date) -> dict[int, Tables]:
    """Return the administrative rows current on a day by key of the enterprise and table.

    The keys are those of enterprises that the caller may see.
    """
    wanted = set(keys)
    values = _standing(FactRows.objects.all(), day, ADMINISTRATIVE, None)
    last: dict[tuple[int, str], int] = {}
    order = values.order_by("enterprise_id", "name", "holds_from", "id")
    for key, name, pk in order.values_list("enterprise_id", "name", "pk").iterator():
        if key in wanted:
            last[key, name] = pk  # a later one takes the place of an earlier one
    found: dict[int, Tables] = {}
    for part in batched(last.values(), _KEYS):
        told = FactRows.objects.filter(pk__in=part).values_list("enterprise_id", "name", "rows")
        for key, name, rows in told:
            found.setdefault(key, {})[name] = rows
    return found


def _standing[M: Stated](
    rows: QuerySet[M], day: date, purposes: frozenset[Purpose], known_on: date | None
) -> QuerySet[M]:
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


def fold(rows: QuerySet[Fact], day: date) -> dict[int, dict[str, str]]:
    """Return the administrative values current on a day by enterprise and name."""
    found: dict[int, dict[str, str]] = {}
    values = _standing(rows, day, ADMINISTRATIVE, None).values_list(
        "enterprise_id", "name", "value"
    )
    for key, name, value in values.order_by("enterprise_id", "name", "holds_from", "id").iterator(
        chunk_size=20_000
    ):
        found.setdefault(key, {})[name] = value
    return found


def as_json(told: dict[str, str]) -> str:
    """Return values by name as the text they are kept and handed on as."""
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Columns:
    """Enterprises as columns of equal length: place n of every list is the same enterprise.

    `told` holds one JSON text an enterprise: its values by name of input, exact texts.
    """

    day: date
    keys: list[int] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    areas: list[int] = field(default_factory=list)
    parks: list[int | None] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    industries: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.keys)

    def values(self, place: int) -> dict[str, str]:
        """Return the values of one enterprise by name."""
        found: dict[str, str] = json.loads(self.told[place])
        return found


_ROW = ("pk", "code", "name", "area_id", "park_id", "kind", "industry", "current__told")


def current_columns(actor: Actor, day: date) -> Columns:
    """Return every active enterprise the actor sees with its administrative facts on a day.

    One query for today, two for an earlier day, whatever the number of enterprises.
    """
    seen = visible_to(actor, Enterprise.objects.filter(status=Enterprise.Status.ACTIVE))
    return columns_of(seen, day, actor.today)


def columns_of(seen: QuerySet[Enterprise], day: date, today: date) -> Columns:
    """Return enterprises that the caller may see, by code, as columns on a day."""
    rows = list(seen.order_by("code").values_list(*_ROW))
    found = Columns(
        day, *([] if not rows else [list(column) for column in zip(*rows, strict=True)])
    )
    if day >= today:
        found.told[:] = [told or "{}" for told in found.told]
        return found
    past = fold(Fact.objects.filter(enterprise__in=seen.order_by().values("pk")), day)
    found.told[:] = [as_json(past.get(key, {})) for key in found.keys]
    return found
