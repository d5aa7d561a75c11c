"""How a procedure goes, in figures for anybody: counts that could point at somebody are held back.

Counted are first applications, not later cases on an outcome. Every query returns groups, never a
case: this is why policy is not asked about rows here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q
from django.db.models.functions import TruncMonth

from fumao.apps.procedures.models import Case, CaseClock

FEWEST = 3  # counts of one or two are not published
MONTHS = 12
_OUTCOMES = {
    "granted": ("granted",),
    "refused": ("refused", "not_accepted"),
    "withdrawn": ("withdrawn", "lapsed", "terminated"),
}
_COLUMNS = ("received", *_OUTCOMES)
_GROUP = {phase: key for key, phases in _OUTCOMES.items() for phase in phases}


@dataclass(frozen=True, slots=True)
class Figure:
    """A count as it is published: held back where it is one or two, or would give such a one away.

    `few` says that the count itself is small; a held-back larger one is only `hidden`.
    """

    value: int | None
    few: bool = False

    @property
    def hidden(self) -> bool:
        """Tell whether the count is not published."""
        return self.value is None


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month: what came in and how cases ended in it."""

    month: date
    figures: tuple[Figure, ...]  # received, granted, refused, withdrawn


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures of a procedure since it began, and of the latest months.

    `median` is in working days of the statutory term (of the service term where there is none);
    `on_time` is a share of 1. Both are None where fewer than three cases were decided.
    """

    received: Figure
    granted: Figure
    refused: Figure
    withdrawn: Figure
    median: Decimal | None
    on_time: Decimal | None
    timed: Figure
    months: tuple[MonthRow, ...]


def statistics_of(procedure: str, today: date) -> Statistics:
    """Return the figures of a procedure, all versions together (four queries)."""
    cases = Case.objects.filter(procedure__key=procedure, variant="").order_by()
    by_phase = dict(cases.values_list("phase").annotate(n=Count("pk")).values_list("phase", "n"))
    granted, refused, withdrawn = protected(
        [sum(by_phase.get(p, 0) for p in phases) for phases in _OUTCOMES.values()]
    )
    days = _days_used(procedure)
    number = sum(n for _used, _late, n in days)
    on_time = sum(n for _used, late, n in days if not late)
    enough = number >= FEWEST
    return Statistics(
        _figure(sum(by_phase.values())),
        granted,
        refused,
        withdrawn,
        _median(days) if enough else None,
        Decimal(on_time) / number if enough else None,
        _figure(number),
        tuple(_months(procedure, today)),
    )


def protected(counts: Sequence[int]) -> list[Figure]:
    """Return counts with small ones held back.

    Where one alone is held back, the smallest other goes with it: the sum would give it away.
    """
    few = {place for place, n in enumerate(counts) if 0 < n < FEWEST}
    hidden = set(few)
    if len(few) == 1:
        others = [(n, place) for place, n in enumerate(counts) if n >= FEWEST]
        hidden |= {min(others)[1]} if others else set()
    return [Figure(None if place in hidden else n, place in few) for place, n in enumerate(counts)]


def _figure(count: int) -> Figure:
    return Figure(None, few=True) if 0 < count < FEWEST else Figure(count)


def _days_used(procedure: str) -> list[tuple[int, bool, int]]:
    """Return (working days used, whether late, how many cases) of decided cases.

    The term that binds is the statutory one; the service term counts where the law sets none.
    """
    rows = CaseClock.objects.filter(
        case__procedure__key=procedure, case__variant="", unit="wd",
        case__phase__in=_OUTCOMES["granted"] + _OUTCOMES["refused"], ended_on__isnull=False,
    ).order_by()  # fmt: skip
    for kind in (CaseClock.Kind.STATUTORY, CaseClock.Kind.SERVICE):
        found: dict[tuple[int, bool], int] = {}
        counted = rows.filter(kind=kind).values_list("consumed").annotate(
            late=Count("pk", filter=Q(consumed__gt=F("budget"))), n=Count("pk")
        )  # fmt: skip
        for used, late, n in counted.values_list("consumed", "late", "n"):
            found[used, True], found[used, False] = late, n - late
        if found:
            return sorted((used, late, n) for (used, late), n in found.items() if n)
    return []


def _median(days: list[tuple[int, bool, int]]) -> Decimal:
    number = sum(n for _used, _late, n in days)
    low, high = (number - 1) // 2, number // 2
    found: dict[int, int] = {}
    passed = 0
    for used, _late, n in days:
        for place in (low, high):
            if passed <= place < passed + n:
                found[place] = used
        passed += n
    return Decimal(found[low] + found[high]) / 2


def _months(procedure: str, today: date) -> Iterable[MonthRow]:
    months = _latest_months(today)
    cases = Case.objects.filter(procedure__key=procedure, variant="").order_by()
    counts: dict[tuple[date, str], int] = {}
    came = cases.filter(submitted_on__gte=months[0]).annotate(month=TruncMonth("submitted_on"))
    for month, n in came.values_list("month").annotate(n=Count("pk")).values_list("month", "n"):
        counts[month, "received"] = n
    ended = cases.filter(closed_on__gte=months[0]).annotate(month=TruncMonth("closed_on"))
    grouped = ended.values_list("month", "phase").annotate(n=Count("pk"))
    for month, phase, n in grouped.values_list("month", "phase", "n"):
        key = (month, _GROUP[phase])
        counts[key] = counts.get(key, 0) + n
    columns = [protected([counts.get((month, key), 0) for month in months]) for key in _COLUMNS]
    for month, *figures in zip(months, *columns, strict=True):
        yield MonthRow(month, tuple(figures))


def _latest_months(today: date) -> list[date]:
    last = today.year * 12 + today.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(last - MONTHS + 1, last + 1)]
