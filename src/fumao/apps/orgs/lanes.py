"""Delegations drawn as bars over the days around today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from fumao.apps.orgs.models import Delegation

WIDTH = 1000  # of the drawing; it is stretched to its cell
BACK, AHEAD = 14, 46  # days before and from today on that are drawn
DAY = WIDTH / (BACK + AHEAD)

type State = Literal["running", "coming", "over"]


@dataclass(frozen=True, slots=True)
class Lane:
    """A delegation with its bar from `x` on, `width` wide; no width where it lies outside."""

    delegation: Delegation
    state: State
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Lanes:
    """Bars over sixty days, with the places of today and of every Monday."""

    rows: list[Lane]
    today: float
    weeks: list[tuple[float, date]]

    @property
    def named(self) -> list[tuple[float, date]]:
        """Return every second Monday, whose day has room before the end of the drawing."""
        return [(x, day) for x, day in self.weeks[::2] if x < WIDTH * 0.9]


def lanes(delegations: Iterable[Delegation], today: date) -> Lanes:
    """Return the drawing of some delegations; a bar covers its last day."""
    first = today - timedelta(days=BACK)

    def at(day: date) -> float:
        return round(min(max((day - first).days, 0), BACK + AHEAD) * DAY, 1)

    rows = []
    for one in delegations:
        begun = at(one.valid_from)
        rows.append(Lane(one, state_of(one, today), begun, round(at(_after(one)) - begun, 1)))
    monday = first + timedelta(days=-first.weekday() % 7)
    weeks = [monday + timedelta(days=7 * n) for n in range((BACK + AHEAD) // 7 + 1)]
    last = first + timedelta(days=BACK + AHEAD)
    return Lanes(rows, at(today), [(at(day), day) for day in weeks if day < last])


def state_of(delegation: Delegation, today: date) -> State:
    """Return whether a delegation runs, is to come, or is over."""
    if delegation.holds_on(today):
        return "running"
    return "coming" if delegation.ended_on is None and today < delegation.valid_from else "over"


def _after(delegation: Delegation) -> date:
    """Return the first day on which it does not count; its first where it never did."""
    end = delegation.valid_to + timedelta(days=1)
    return end if delegation.ended_on is None else max(delegation.valid_from, delegation.ended_on)
