"""The respondents of a period: search, filters, order."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from fumao.apps.orgs.actor import Actor
from fumao.apps.surveys.models import ReportingPeriod
from fumao.apps.surveys.queries.periods import filings_of
from fumao.apps.surveys.queries.standing import LATE, STANDINGS, with_standing

MOST = 50_000  # rows of a spreadsheet
_ORDERS = {
    "name": ("enterprise__name", "department__name"),
    "area": ("area__path", "enterprise__name"),
    "filed": ("filed_on",),
    "returns": ("returns",),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the list is asked for; `standing` is one of STANDINGS, "unfiled_late", or a breach
    as "breach:late"."""

    search: str = ""
    standing: str = ""
    area: str = ""
    level: str = ""
    sort: str = "name"


def respondents(actor: Actor, row: ReportingPeriod, wanted: Wanted) -> QuerySet[Any]:
    """Return the filings of a period that the actor sees, with their standing."""
    rows = with_standing(filings_of(actor, row), actor.today)
    if wanted.search.strip():
        words = wanted.search.strip()
        rows = rows.filter(
            Q(enterprise__name__icontains=words)
            | Q(enterprise__code__startswith=words.upper())
            | Q(department__name__icontains=words)
        )
    if wanted.standing in STANDINGS:
        rows = rows.filter(standing=wanted.standing)
    elif wanted.standing == "unfiled_late":
        rows = rows.filter(standing__in=LATE)
    elif wanted.standing == "filed_late":
        rows = rows.exclude(breach="").exclude(standing__in=LATE)
    if wanted.area:
        rows = rows.filter(area__code=wanted.area)
    if wanted.level:
        rows = rows.filter(level=wanted.level)
    down = wanted.sort.startswith("-")
    columns = _ORDERS.get(wanted.sort.removeprefix("-"), _ORDERS["name"])
    order = [f"-{one}" if down else one for one in columns]
    return rows.select_related("enterprise", "department", "area", "period").order_by(*order, "pk")
