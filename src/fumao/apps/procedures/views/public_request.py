"""What the public pages take from a request: the frame, and how often one address may ask."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from fumao.apps.orgs.request import actor_of
from fumao.apps.orgs.service import Limit

# Codes are 8 of 32 characters: at this rate guessing one takes millions of years, while a counter
# of a bank behind one address is not locked out.
VERIFY = Limit("verify", 120, timedelta(minutes=10))
OBJECT = Limit("objection", 5, timedelta(hours=1))


def asker(request: HttpRequest) -> str:
    """Return whose limit is used: the person, or the address of one who has not signed in."""
    person = actor_of(request).person
    return str(person.pk) if person else str(request.META.get("REMOTE_ADDR", ""))


def frame_of(request: HttpRequest) -> str:
    """Return the frame of a page that is also for those who have not signed in."""
    return "base.html" if actor_of(request).person else "procedures/public/frame.html"


def sent_file(body: bytes, name: str, content_type: str, *, inline: bool = False) -> HttpResponse:
    """Send a file that was made now; a browser opens it in place where `inline`."""
    response = HttpResponse(body, content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition_header(not inline, name) or ""
    response.headers["Cache-Control"] = "private, no-cache"
    return response
