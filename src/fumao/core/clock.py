"""A running term: budget + consumed + running since. No due date and no lateness is ever stored.

A stored due date cannot say "paused with 19 days left"; it is worked out from the calendar each
time, so loading a year's notice moves every clock that needs it.
"""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from fumao.core.calendar import Count, Projection, WorkingCalendar
from fumao.core.errors import CoreError, Words

Unit = Literal["wd", "cd", "mo"]
_DURATION = re.compile(r"([1-9]\d{0,3})(wd|cd|mo)")
_UNITS: dict[str, Unit] = {"wd": "wd", "cd": "cd", "mo": "mo"}
_NAMES: dict[str, Words] = {
    "wd": Words("个工作日", "working days"),
    "cd": Words("日", "days"),
    "mo": Words("个月", "months"),
}


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time with its unit: wd working days, cd calendar days, mo months."""

    amount: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> "Duration":
        """Read "3wd", "60cd" or "6mo"; a number without its unit is refused with CoreError."""
        match = _DURATION.fullmatch(text.strip())
        if match is None:
            raise CoreError(
                "duration",
                f"期限“{text}”应写明单位：3wd（工作日）、60cd（自然日）或 6mo（月）",
                f'the term "{text}" needs a unit: 3wd (working days), 60cd (calendar days) '
                "or 6mo (months)",
            )
        return cls(int(match[1]), _UNITS[match[2]])

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"

    def words(self) -> Words:
        """Say the duration: 3个工作日, 3 working days."""
        name = _NAMES[self.unit]
        plural = name.en if self.amount != 1 else name.en.removesuffix("s")
        return Words(f"{self.amount}{name.zh}", f"{self.amount} {plural}")


def due_date(
    calendar: WorkingCalendar, start: date, term: Duration, *, roll: bool = True
) -> Projection:
    """Return the last day of a term whose first day is the day after `start`.

    A term in months ends on the same day of the month, or on the month's last (民法典 art. 202). A
    term in days or months that ends on a day off ends on the next working day (art. 203) unless
    `roll` is False.
    """
    if term.unit == "wd":
        return calendar.add(start, term.amount)
    if term.unit == "cd":
        end = start + timedelta(days=term.amount)
    else:
        end = _add_months(start, term.amount)
    return calendar.next_working(end) if roll else Projection(end)


@dataclass(frozen=True, slots=True)
class Clock:
    """A term in working or calendar days that can be stopped and resumed; immutable.

    `consumed` counts whole days of the budget's unit; `running_since` is None while stopped.
    `estimated` keeps the reason where days were consumed in a year not loaded at the time.
    """

    budget: Duration
    consumed: int = 0
    running_since: date | None = None
    estimated: Words | None = None

    def __post_init__(self) -> None:
        if self.budget.unit == "mo":
            raise CoreError(
                "clock_in_months",
                "以月计的期限不能暂停，请改用 due_date",
                "a term in months cannot be stopped: use due_date for it",
            )

    @classmethod
    def start(cls, budget: Duration, on: date) -> "Clock":
        """Start a clock; the day after `on` is its first day."""
        return cls(budget, 0, on)

    def stop(self, on: date, calendar: WorkingCalendar) -> "Clock":
        """Stop at the end of `on`; raises CoreError if it is not running or `on` is too early."""
        if self.running_since is None:
            raise CoreError("clock_stopped", "计时已经暂停", "the clock is already stopped")
        ran = self._elapsed(self.running_since, on, calendar)
        reason = self.estimated or ran.reason
        return replace(
            self, consumed=self.consumed + ran.days, running_since=None, estimated=reason
        )

    def resume(self, on: date) -> "Clock":
        """Run again; the day after `on` is the next day counted."""
        if self.running_since is not None:
            raise CoreError("clock_running", "计时正在进行", "the clock is already running")
        return replace(self, running_since=on)

    def due(self, calendar: WorkingCalendar) -> Projection | None:
        """Return the last day in time, None while stopped.

        Where the budget was used up before the last stop it is the day the clock resumed.
        """
        if self.running_since is None:
            return None
        days = max(0, self.budget.amount - self.consumed)
        if self.budget.unit == "cd":
            found = Projection(self.running_since + timedelta(days=days))
        else:
            found = calendar.add(self.running_since, days)
        return Projection(found.date, self.estimated or found.reason)

    def left(self, on: date, calendar: WorkingCalendar) -> Count:
        """Count the days of the budget left at the end of `on`; negative when it is over-run."""
        ran = Count(0)
        if self.running_since is not None:
            ran = self._elapsed(self.running_since, on, calendar)
        days = self.budget.amount - self.consumed - ran.days
        return Count(days, self.estimated or ran.reason)

    def _elapsed(self, start: date, end: date, calendar: WorkingCalendar) -> Count:
        if self.budget.unit == "wd":
            return calendar.used(start, end)
        if end < start:
            raise CoreError("end_before_start", f"{end} 早于 {start}", f"{end} lies before {start}")
        return Count((end - start).days)


def _add_months(start: date, months: int) -> date:
    total = start.year * 12 + start.month - 1 + months
    year, month = divmod(total, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
