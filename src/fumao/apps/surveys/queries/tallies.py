"""Tallies by district: what was filed in time, late, returned, explained, and how long review took.

Plain records of numbers; the bulletin prints them (item 87: 核查、退回和通报).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from fumao.apps.orgs.models import Area
from fumao.apps.plans.days import working_days
from fumao.apps.surveys.models import Filing
from fumao.apps.surveys.queries.standing import LATE, UNFILED, with_standing


@dataclass(slots=True)
class Tally:
    """What the respondents of an area did, and its reviewers.

    `due` counts those whose due day is over or who have filed: of the others nothing can be said.
    `refused` filed, or still owe, beyond the day that a reminder gave: they are among the late ones
    (`refused_late`) and those unfiled. `returned` are reports sent
    back at least once, `returns` all returns, `rounds` all filings. `explained` are the soft
    findings with an explanation in accepted reports. `review_days` are the working days from the
    last filing to acceptance, summed over `accepted`.
    """

    area: Area
    respondents: int = 0
    due: int = 0
    filed: int = 0
    on_time: int = 0
    late: int = 0
    unfiled: int = 0
    refused: int = 0
    refused_late: int = 0
    returned: int = 0
    returns: int = 0
    rounds: int = 0
    explained: int = 0
    accepted: int = 0
    review_days: int = field(default=0)

    @property
    def on_time_share(self) -> Decimal | None:
        """Return the share filed in time, in per cent of `due`; None without any."""
        return _share(self.on_time, self.due)

    @property
    def return_share(self) -> Decimal | None:
        """Return the share of filed reports that were sent back, in per cent."""
        return _share(self.returned, self.filed)

    @property
    def average_days(self) -> Decimal | None:
        """Return the working days from filing to acceptance, on average."""
        return round(Decimal(self.review_days) / self.accepted, 1) if self.accepted else None

    def add(self, other: "Tally") -> None:
        """Add the numbers of another area."""
        for name in _NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))


_NUMBERS = (
    "respondents", "due", "filed", "on_time", "late", "unfiled", "refused", "refused_late",
    "returned", "returns", "rounds", "explained", "accepted", "review_days",
)  # fmt: skip


def tallies(rows: QuerySet[Filing], today: date) -> list[Tally]:
    """Return the tallies of filings by area, the best on time first (two queries).

    The caller passes the filings that its reader sees.
    """
    areas: dict[int, Tally] = {}
    told = with_standing(rows, today).select_related("accepted").defer("accepted__data")
    held = Area.objects.in_bulk(set(rows.order_by().values_list("area", flat=True)))
    for row in told:
        _count(areas.setdefault(row.area_id, Tally(held[row.area_id])), row)
    return ranked(areas.values())


def ranked(found: Iterable[Tally]) -> list[Tally]:
    """Return tallies in the order of lists: by the share on time, then by the share returned."""
    return sorted(
        found,
        key=lambda one: (
            -(one.on_time_share if one.on_time_share is not None else Decimal(-1)),
            one.return_share or Decimal(0),
            one.area.path,
        ),
    )


def whole(found: Iterable[Tally], area: Area) -> Tally:
    """Return the sum of tallies under an area's name."""
    sums = Tally(area)
    for one in found:
        sums.add(one)
    return sums


def _count(tally: Tally, row: Any) -> None:
    standing, breach = row.standing, row.breach
    filed, late_unfiled = standing not in UNFILED, standing in LATE
    tally.respondents += 1
    tally.due += filed or late_unfiled
    tally.filed += filed
    tally.on_time += filed and not breach
    tally.late += filed and bool(breach)
    tally.unfiled += late_unfiled
    tally.refused += breach == "refused"
    tally.refused_late += filed and breach == "refused"
    tally.returned += row.returns > 0
    tally.returns += row.returns
    tally.rounds += row.round
    if row.accepted is not None:
        tally.explained += len(row.accepted.explained)
    if row.phase == Filing.Phase.ACCEPTED and row.filed_on and row.accepted_on:
        tally.accepted += 1
        tally.review_days += working_days().between(row.filed_on, row.accepted_on)


def _share(part: int, of: int) -> Decimal | None:
    return round(Decimal(part * 100) / of, 1) if of else None
