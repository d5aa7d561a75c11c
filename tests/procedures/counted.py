"""An oracle of terms: days counted one by one over the notices of 2021 to 2023, written here by
hand from the State Council's notices, and over where a case stood at the end of each day.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from fumao.procedures.definitions import Procedure
from fumao.procedures.state import CaseState

_DAY = timedelta(days=1)
# 国办发明电〔2020〕27号, 〔2021〕11号, 〔2022〕16号: days off, and weekend days worked.
_OFF = """
2021-01-01+3 2021-02-11+7 2021-04-03+3 2021-05-01+5 2021-06-12+3 2021-09-19+3 2021-10-01+7
2022-01-01+3 2022-01-31+7 2022-04-03+3 2022-04-30+5 2022-06-03+3 2022-09-10+3 2022-10-01+7
2022-12-31+3 2023-01-21+7 2023-04-05+1 2023-04-29+5 2023-06-22+3 2023-09-29+8
"""
_WORKED = """
2021-02-07 2021-02-20 2021-04-25 2021-05-08 2021-09-18 2021-09-26 2021-10-09
2022-01-29 2022-01-30 2022-04-02 2022-04-24 2022-05-07 2022-10-08 2022-10-09
2023-01-28 2023-01-29 2023-04-23 2023-05-06 2023-06-25 2023-10-07 2023-10-08
"""


def _off() -> frozenset[date]:
    found = set()
    for text in _OFF.split():
        first, _, count = text.partition("+")
        found |= {date.fromisoformat(first) + n * _DAY for n in range(int(count))}
    return frozenset(found)


OFF = _off()
WORKED = frozenset(date.fromisoformat(text) for text in _WORKED.split())


def is_worked(day: date) -> bool:
    return day in WORKED or (day.weekday() < 5 and day not in OFF)


def stands_still(procedure: Procedure, state: CaseState) -> bool:
    """Tell whether the law lets the term stand still where the case stands."""
    stops = procedure.clock.stops_while
    if state.ordered_stop:
        return True
    if state.phase == "correcting":
        return "correcting" in stops
    open_now = {procedure.step(run.key.step).do for run in state.runs if run.is_open}
    return bool(open_now & set(stops))


@dataclass
class Counted:
    """How a case stood at the end of every day since its submission, and when it went on again."""

    procedure: Procedure
    still: dict[date, bool] = field(default_factory=dict)
    resumed: list[date] = field(default_factory=list)
    _now: bool = False

    def note(self, day: date, state: CaseState) -> None:
        """Note where the case stands after an event, or at the end of a day."""
        now = stands_still(self.procedure, state)
        if self._now and not now:
            self.resumed.append(day)
        self._now = self.still[day] = now

    def used(self, started: date, day: date, unit: str) -> int:
        """Count the days used: those at whose beginning the term ran."""
        return sum(not self.still[one - _DAY] and counts(one, unit) for one in _days(started, day))

    def stood(self, started: date, day: date, unit: str) -> int:
        """Count the days on which the term stood still."""
        return sum(self.still[one - _DAY] and counts(one, unit) for one in _days(started, day))

    def due(self, started: date, today: date, budget: int, unit: str) -> date | None:
        """Return the last day in time, None while the term stands still."""
        if self.still[today]:
            return None
        day = max([started, *(one for one in self.resumed if one > started)])
        return last_day(day, max(0, budget - self.used(started, day, unit)), unit)


def counts(day: date, unit: str) -> bool:
    return unit == "cd" or is_worked(day)


def last_day(start: date, days: int, unit: str) -> date:
    """Return the last day of so many days after `start`; calendar days end on a working day."""
    while days:
        start += _DAY
        days -= counts(start, unit)
    while unit == "cd" and not is_worked(start):
        start += _DAY
    return start


def _days(after: date, until: date) -> Iterator[date]:
    while after < until:
        after += _DAY
        yield after
