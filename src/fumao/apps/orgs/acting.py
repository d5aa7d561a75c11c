"""A form sent, taken by an action, answered by a message and a way back: one path for all pages."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from fumao.apps.orgs.request import is_htmx

NOT_TAKEN = 422  # the form comes back with what was typed


def taken(form: Form, act: Callable[[], object]) -> bool:
    """Run the action of a valid form; what it refuses becomes an error of the form.

    Raises PermissionDenied where the actor may not: a page of its own says so.
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
    """Say what was done on the next page and go there; htmx is told to load it whole."""
    messages.success(request, words)
    if is_htmx(request):
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address, status=303)


def way_back(request: HttpRequest, default: str) -> str:
    """Return the address of ?next= or the form's `next` where it is ours, else the default."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if ours else default
