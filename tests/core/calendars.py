"""The shipped calendar, read once for the tests."""

from functools import cache
from pathlib import Path

from fumao.core.calendar import WorkingCalendar, load_calendar

CALENDARS = Path(__file__).parents[2] / "src/fumao/packs/national/calendars"


@cache
def shipped() -> WorkingCalendar:
    return load_calendar(CALENDARS)
