"""What views take from a request."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from fumao.apps.orgs.actor import Actor

PER_PAGE = 50


def actor_of(request: HttpRequest) -> Actor:
    """Return the actor that the middleware put on the request."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def is_htmx(request: HttpRequest) -> bool:
    """Return whether htmx asks for a fragment; a history restore wants the whole page."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in headers


def page_of[M: Model](request: HttpRequest, rows: QuerySet[M], size: int = PER_PAGE) -> Page[Any]:
    """Return the page that ?page= asks for; a number out of range gives the nearest."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
