"""The business date and the moment: today in China, or the fixed day of a demo."""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """Return the day that lights, clocks and validity count from."""
    fixed: date | None = settings.TODAY
    return fixed or timezone.localdate()


def moment() -> datetime:
    """Return the moment that an hour of publication is compared with; a demo's clock runs on its
    day."""
    now = timezone.now()
    fixed: date | None = settings.TODAY
    if fixed is None:
        return now
    return datetime.combine(fixed, timezone.localtime(now).timetz())
