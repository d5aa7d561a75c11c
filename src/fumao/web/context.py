"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from fumao.apps.notices.service import unread_words
from fumao.apps.orgs.actor import Actor
from fumao.web.navigation import navigation

THEMES = ("system", "light", "dark")
THEME_COOKIE = "theme"


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the demo mark, the business date, the actor, the theme and the navigation.

    The navigation and the number beside the bell are made only when a template draws them: a
    fragment for htmx has none.
    """
    actor: Actor | None = getattr(request, "actor", None)
    theme = request.COOKIES.get(THEME_COOKIE, "system")
    match = request.resolver_match
    current = (match.url_name if match else "") or ""
    return {
        "demo": settings.DEMO,
        "actor": actor,
        "today": actor.today if actor else None,
        "theme": theme if theme in THEMES else "system",
        "nav": SimpleLazyObject(lambda: navigation(actor, current)) if actor else [],
        "bell": SimpleLazyObject(lambda: unread_words(actor)) if actor else "",
        "here": request.get_full_path(),
        "LANGUAGE_CODE": get_language() or settings.LANGUAGE_CODE,
    }
