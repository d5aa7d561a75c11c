"""The business date: today in China, or the fixed day of a demo."""

from datetime import date

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """Return the day that lights, clocks and validity count from."""
    fixed: date | None = settings.TODAY
    return fixed or timezone.localdate()
