"""Per-request state: the language and the actor."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from fumao.apps.orgs.actor import actor_for
from fumao.apps.orgs.clock import today
from fumao.apps.orgs.models import Person

Next = Callable[[HttpRequest], HttpResponse]


class ClientAddressMiddleware:
    """Behind our own proxy, take the address it saw: the last one it put into X-Forwarded-For.

    Earlier ones come from the client, who may write what he likes.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        forwarded = request.headers.get("X-Forwarded-For", "")
        if settings.BEHIND_PROXY and forwarded:
            request.META["REMOTE_ADDR"] = forwarded.rpartition(",")[2].strip()
        return self.get_response(request)


class LanguageMiddleware:
    """Chinese unless the reader chose otherwise: Accept-Language is no choice (docs/adr/0005)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        known = {code for code, _name in settings.LANGUAGES}
        with translation.override(chosen if chosen in known else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response


class ActorMiddleware:
    """Put the actor on the request, and end a session that was idle for too long."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self._end_if_idle(request)
        person = request.user if isinstance(request.user, Person) else None
        request.actor = actor_for(person, today())  # type: ignore[attr-defined]
        return self.get_response(request)

    def _end_if_idle(self, request: HttpRequest) -> None:
        now = timezone.now().timestamp()
        seen = request.session.get("seen_at", now)
        if now - seen > settings.SESSION_IDLE_SECONDS:
            logout(request)
            minutes = settings.SESSION_IDLE_SECONDS // 60
            words = _("超过 %(minutes)s 分钟没有操作，已自动退出。") % {"minutes": minutes}
            messages.info(request, words)
        # Written once a minute, so that a page view is not a database write.
        elif now - seen > timedelta(minutes=1).total_seconds() or "seen_at" not in request.session:
            request.session["seen_at"] = now
