"""What the views of procedures take from a request, and how an act is answered."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language

from fumao.apps.orgs.actor import Actor
from fumao.core.errors import Words

NOT_TAKEN = 422  # the form comes back with what was typed


def actor_of(request: HttpRequest) -> Actor:
    """Return the actor that the middleware put on the request."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def is_htmx(request: HttpRequest) -> bool:
    """Return whether htmx asks for a fragment; a history restore wants the whole page."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in headers


def done(request: HttpRequest, words: str, address: str) -> HttpResponse:
    """Say what was done on the next page and go there."""
    messages.success(request, words)
    return HttpResponseRedirect(address, status=303)


def refused_by(act: Callable[[], object]) -> list[str]:
    """Run an act; return the sentences with which it was refused, none where it was taken.

    Raises PermissionDenied where the actor may not.
    """
    try:
        act()
    except ValidationError as error:
        return error.messages
    return []


def said(words: Words) -> str:
    """Return words of a definition in the language of the page."""
    return words.say(get_language() or "zh")
