"""What views take from a request, and how often a visitor may ask."""

from datetime import timedelta

from django.http import HttpRequest

from fumao.apps.orgs.request import actor_of
from fumao.apps.orgs.service import Limit, spend

# Two answers a second for ten minutes: a room of people behind one address is not locked out.
CALCULATE = Limit("calculate", 1200, timedelta(minutes=10))


def spend_one(request: HttpRequest) -> None:
    """Count one calculation of a person or an address; raises TooOftenError."""
    person = actor_of(request).person
    spend(CALCULATE, str(person.pk) if person else request.META.get("REMOTE_ADDR", ""))


def frame_of(request: HttpRequest) -> str:
    """Return the frame of a page that is also for those who have not signed in."""
    return "base.html" if actor_of(request).person else "grants/base_open.html"
