"""A timeline of tasks: one bar a row, today as a line; drawn by the server, so it prints."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fumao.apps.plans.models import Task

WIDTH = 1000  # of the drawing; it is stretched to its cell


@dataclass(frozen=True, slots=True)
class Bar:
    """One task's bar from `x` on, `width` wide, in units of the drawing."""

    task: Task
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars over a span of days, with today's place and the months' first days."""

    bars: list[Bar]
    today: float
    months: list[tuple[float, date]]
    first: date
    last: date

    @property
    def named(self) -> list[tuple[float, date]]:
        """Return the months whose name has room before the end of the drawing."""
        return [(x, month) for x, month in self.months if x < WIDTH * 0.9]


def timeline(tasks: Sequence[Task], today: date) -> Timeline | None:
    """Return the drawing of tasks that have a due date; None where there is none.

    It begins two months back, ends with the latest due date, and a bar begins with the start on
    record, else with the plan.
    """
    dated = [(task, task.due) for task in tasks if task.due is not None]
    if not dated:
        return None
    dated.sort(key=lambda pair: pair[1])
    first = (today - timedelta(days=61)).replace(day=1)
    last = max(*(due for _task, due in dated), today + timedelta(days=30))
    scale = WIDTH / (last - first).days

    def at(day: date) -> float:
        return round(max(0, (min(day, last) - first).days) * scale, 1)

    bars = []
    for task, due in dated:
        begun = at(task.started_on or task.plan.starts_on)
        bars.append(Bar(task, begun, max(4.0, round(at(due) - begun, 1))))
    return Timeline(bars, at(today), [(at(day), day) for day in _months(first, last)], first, last)


def _months(first: date, last: date) -> list[date]:
    """Return first days of months between the two, at most about eight, evenly."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    step = max(1, -(-count // 8))
    index = first.year * 12 + first.month - 1
    days = [date(i // 12, i % 12 + 1, 1) for i in range(index, index + count, step)]
    return [day for day in days if first <= day <= last]
