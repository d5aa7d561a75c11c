"""Working days as the lights count them, over the calendar that ships with the national pack."""

from datetime import date
from functools import cache

from fumao.core.calendar import WorkingCalendar, load_calendar
from fumao.packs.load import SHIPPED


class WorkDays:
    """Counts of working days over a calendar."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self.calendar = calendar

    def between(self, start: date, end: date) -> int:
        """Return the number of working days in (start, end]; negative where `end` is earlier."""
        return self.calendar.left(start, end).days

    def add(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day`."""
        return self.calendar.add(day, count).date

    def provisional(self, start: date, end: date) -> bool:
        """Return whether a count between the two rests on a year whose notice is not loaded."""
        return self.calendar.left(start, end).provisional


@cache
def working_days() -> WorkDays:
    """Return the shipped calendar, read once a process."""
    return WorkDays(load_calendar(SHIPPED / "national" / "calendars"))
