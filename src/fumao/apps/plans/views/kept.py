"""Parts of a page as drawn last, for everybody in the same position, until something happens.

Every change is an event, so the newest event's number says whether a part still holds. Lights also
change by the recomputation of the day, which is no event: nothing is kept for more than a minute. A
form's CSRF token belongs to a session: a kept part holds a mark that a reply replaces by its own.
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from django.core.cache import caches
from django.db.models import Max
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from fumao.apps.audit.models import Event
from fumao.apps.orgs.actor import Actor

KEPT = 60  # seconds
TOKEN = "0token0of0this0session0"  # noqa: S105 - the mark, not a token


def kept_parts(
    request: HttpRequest,
    actor: Actor,
    templates: Mapping[str, str],
    context: Callable[[], dict[str, Any]],
    *,
    depends_on: str = "",
) -> dict[str, SafeString]:
    """Return templates drawn by name; `context` is asked only where they must be drawn again.

    `depends_on` names what else the parts follow from, such as a cookie; the address is known.
    """
    key = _key(request, actor, templates, depends_on)
    parts: dict[str, str] | None = caches["pages"].get(key)
    if parts is None:
        values = {**context(), "csrf_token": TOKEN}
        parts = {name: render_to_string(t, values, request) for name, t in templates.items()}
        caches["pages"].set(key, parts, KEPT)
    return {name: _for_session(request, html) for name, html in parts.items()}


def _key(request: HttpRequest, actor: Actor, templates: Mapping[str, str], depends_on: str) -> str:
    last = Event.objects.aggregate(last=Max("id"))["last"]
    said = [
        request.get_full_path(),
        repr(sorted(templates.items())),
        repr(sorted((p.role, p.department_id) for p in actor.positions)),
        repr(sorted(actor.scopes) if actor.scopes is not None else None),
        actor.today.isoformat(),
        get_language() or "",
        depends_on,
        str(last),
    ]
    return hashlib.sha256("\x00".join(said).encode()).hexdigest()


def _for_session(request: HttpRequest, html: str) -> SafeString:
    # Drawn by Django's templates with autoescape; only the token is put in.
    return SafeString(html.replace(TOKEN, get_token(request)) if TOKEN in html else html)
