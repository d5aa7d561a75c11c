"""Whole months and years between days, and later days: one meaning for every evaluator."""

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date


def months_between(first: date, last: date) -> int:
    """Return whole months from the first day to the last, negative where it is earlier.

    31 January to 28 February is no month yet; to 1 March it is one.
    """
    if last < first:
        return -months_between(last, first)
    months = (last.year - first.year) * 12 + last.month - first.month
    return months - (last.day < first.day)


def years_between(first: date, last: date) -> int:
    """Return whole years from the first day to the last, negative where it is earlier."""
    months = months_between(first, last)
    return months // 12 if months >= 0 else -(-months // 12)


def add_months(day: date, months: int) -> date | None:
    """Return the day so many months later; the last of the month where it is shorter.

    None beyond the years 1 to 9999.
    """
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    if not MINYEAR <= year <= MAXYEAR:
        return None
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def add_days(day: date, days: int) -> date | None:
    """Return the day so many days later; None beyond the years 1 to 9999."""
    place = day.toordinal() + int(days)
    return date.fromordinal(place) if 1 <= place <= date.max.toordinal() else None
