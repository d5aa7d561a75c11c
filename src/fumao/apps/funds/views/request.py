"""What the views of funds take from a request, and how a form's act is answered."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import content_disposition_header

from fumao.apps.audit.service import record
from fumao.apps.grants.words import language
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.service import EXPORT, spend
from fumao.apps.plans.views.request import actor_of, is_htmx

__all__ = ["NOT_TAKEN", "actor_of", "done", "is_htmx", "language", "sent", "take_away", "taken"]

NOT_TAKEN = 422  # the form comes back with what was typed
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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


def take_away(actor: Actor, kind: str, query: str) -> None:
    """Count an export and put it on record; raises TooOftenError."""
    spend(EXPORT, str(actor.person.pk if actor.person else ""))
    if actor.person is not None and actor.home is not None:
        with transaction.atomic():
            record(
                f"person:{actor.person.username}", kind, actor=actor, area=actor.home.area_id,
                department=actor.home.department_id, data={"query": query[:400]},
            )  # fmt: skip


def sent(body: bytes, name: str, content_type: str = XLSX) -> HttpResponse:
    """Send a file to be kept."""
    response = HttpResponse(body, content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
