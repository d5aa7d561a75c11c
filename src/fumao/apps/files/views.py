"""Looking at evidence: a page of a file as a picture, in a panel or on a page of its own."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from fumao.apps.files.previews import Preview, is_drawn, preview
from fumao.apps.files.queries import OpenedFile, open_file
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.request import actor_of
from fumao.apps.orgs.service import Limit, spend
from fumao.core.errors import CoreError

# A case of a hundred pages leafed through at once, thrice; pages that lie ready cost nothing.
DRAW = Limit("draw", 300, timedelta(minutes=10))


@login_required
@require_safe
def view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a page of an attachment; for htmx the part that changes."""
    actor = actor_of(request)
    opened = open_file(actor, pk)
    page = _number(request.GET.get("page", "1"))
    context: dict[str, Any] = {"pk": pk, "opened": opened, "page": page}
    try:
        context["preview"] = _drawn(actor, opened, page)
    except CoreError as error:
        context["error"] = error.message(get_language() or "zh")
    panel = request.headers.get("HX-Request") == "true"
    name = "files/viewer_body.html" if panel else "files/viewer.html"
    response = render(request, name, context | {"panel": panel})
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@login_required
@require_safe
def page_image(request: HttpRequest, pk: int, page: int) -> FileResponse:
    """Send a page of an attachment as PNG; raises Http404 where there is none."""
    actor = actor_of(request)
    opened = open_file(actor, pk)
    try:
        found = _drawn(actor, opened, page)
    except CoreError as error:
        raise Http404 from error
    response = FileResponse(found.path.open("rb"), content_type="image/png")
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _drawn(actor: Actor, opened: OpenedFile, page: int) -> Preview:
    if not is_drawn(opened, page):
        spend(DRAW, str(actor.person.pk if actor.person else ""))
    return preview(opened, page)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
