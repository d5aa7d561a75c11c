"""What the views of enterprises take from a request, and how a form's act is answered."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from fumao.apps.orgs.actor import Actor

NOT_TAKEN = 422  # the form comes back with what was typed


def actor_of(request: HttpRequest) -> Actor:
    """Return the actor that the middleware put on the request."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def is_htmx(request: HttpRequest) -> bool:
    """Return whether htmx asks for a fragment; a history restore wants the whole page."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in headers


def taken(form: Form, act: Callable[[], object]) -> bool:
    """Run the act of a valid form; what it refuses becomes an error of the form.

    Raises PermissionDenied where the actor may not.
    """
    if not form.is_valid():
        return False
    try:
        act()
    except ValidationError as refused:
        form.add_error(refused.code if refused.code in form.fields else None, refused.messages)
        return False
    return True


def done(request: HttpRequest, words: str, address: str) -> HttpResponse:
    """Say what was done on the next page and go there."""
    messages.success(request, words)
    return HttpResponseRedirect(address, status=303)
