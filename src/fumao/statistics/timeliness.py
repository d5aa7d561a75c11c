"""Completeness and timeliness of reporting by district: what the periodic bulletin tells.

Counts of what was owed and what came, for any day. Late filing and not filing after a reminder are
two things (统计法 art. 44, 45); a filing that is not due yet is neither. What a respondent owes and
when it was reminded is the affair of the surveys: here it is counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from fumao.statistics.measures import Figure, share

type Outcome = Literal["on_time", "late", "open", "missing", "refused"]
ORDER: tuple[Outcome, ...] = ("on_time", "late", "open", "missing", "refused")


@dataclass(frozen=True, slots=True)
class Owed:
    """One filing that one respondent owes for one period.

    `filed_on` is the day it was first handed in, `answer_by` the first day that a reminder sent
    after the due day gave. `rounds` counts how often it was returned, `accepted` tells that it went
    through.
    """

    district: str
    respondent: str
    due: date
    filed_on: date | None = None
    answer_by: date | None = None
    rounds: int = 0
    accepted: bool = False

    def outcome(self, today: date) -> Outcome:
        """Tell what it is on a day; what was filed after that day is not filed yet."""
        if self.filed_on is not None and self.filed_on <= today:
            if self.answer_by is not None and self.filed_on > self.answer_by:
                return "refused"
            return "on_time" if self.filed_on <= self.due else "late"
        if today <= self.due:
            return "open"
        return "refused" if self.answer_by is not None and today > self.answer_by else "missing"


@dataclass(frozen=True, slots=True)
class Tally:
    """The filings of one district, or of all, on a day.

    `filed` counts what has come, whenever; `returned` the filings sent back at least once and
    `rounds` how often in all.
    """

    counts: dict[Outcome, int]
    filed: int
    accepted: int
    returned: int
    rounds: int

    @property
    def owed(self) -> int:
        """Return how many filings there are in all."""
        return sum(self.counts.values())

    @property
    def due(self) -> int:
        """Return how many have come or should have: all but those still open."""
        return self.owed - self.counts["open"]

    @property
    def completeness(self) -> Figure:
        """Return what has come in per cent of what is owed; None where nothing is."""
        return share(Decimal(self.filed), Decimal(self.owed))

    @property
    def timeliness(self) -> Figure:
        """Return what came on time in per cent of what came or should have; None before that."""
        return share(Decimal(self.counts["on_time"]), Decimal(self.due))


def tally(filings: Iterable[Owed], today: date) -> Tally:
    """Count filings on a day."""
    counts: dict[Outcome, int] = dict.fromkeys(ORDER, 0)
    filed = accepted = returned = rounds = 0
    for one in filings:
        counts[one.outcome(today)] += 1
        filed += one.filed_on is not None and one.filed_on <= today
        accepted += one.accepted
        returned += one.rounds > 0
        rounds += one.rounds
    return Tally(counts, filed, accepted, returned, rounds)


def by_district(filings: Iterable[Owed], today: date) -> dict[str, Tally]:
    """Count filings by district, in the order of their codes."""
    districts: dict[str, list[Owed]] = {}
    for one in filings:
        districts.setdefault(one.district, []).append(one)
    return {code: tally(districts[code], today) for code in sorted(districts)}
