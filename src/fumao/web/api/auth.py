"""Who calls the API: a token in the Authorization header, or the browser's session."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _
from ninja.security import APIKeyCookie, HttpBearer

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.clock import today
from fumao.apps.orgs.request import actor_of
from fumao.apps.orgs.service import API_WRITE, authenticate_token, spend

READS = frozenset({"GET", "HEAD", "OPTIONS"})
SPENT = "fumao.spent"  # in a request's environ: its write was counted already (web/api/lane.py)


class TokenAuth(HttpBearer):
    """A bearer token: the request's actor becomes the token's, within its scopes.

    `instead` is a narrower scope that is enough for all operations of a router: they change
    nothing, whatever their method.
    """

    def __init__(self, instead: str = "") -> None:
        super().__init__()
        self.instead = instead

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Return the token's actor, or None; raises PermissionDenied where a scope is missing."""
        actor = authenticate_token(token, today())
        if actor is None or actor.person is None:
            return None
        request.actor = actor  # type: ignore[attr-defined]
        if "Accept-Language" not in request.headers:
            translation.activate(actor.person.language)
        for scope in self._needed(request):
            if not {scope, self.instead} & (actor.scopes or frozenset()):
                words = _("访问令牌没有 %(scope)s 权限，请换用或重新签发令牌。")
                raise PermissionDenied(words % {"scope": scope})
        _spend(request, actor)
        return actor

    def _needed(self, request: HttpRequest) -> tuple[str, ...]:
        # Whoever writes to a task has to find it first: writing needs both scopes.
        reads = bool(self.instead) or request.method in READS
        return ("read",) if reads else ("read", "write")


class SessionAuth(APIKeyCookie):
    """The session of a signed-in person, with the CSRF check on writes.

    A request that names a token is judged by the token alone.
    """

    param_name = "sessionid"

    def __call__(self, request: HttpRequest) -> Any:
        """Return the actor of the session; None before any CSRF check where nobody is signed in."""
        actor = actor_of(request)
        if actor.person is None or "Authorization" in request.headers:
            return None
        return super().__call__(request)

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """Return the actor of the session."""
        actor = actor_of(request)
        _spend(request, actor)
        return actor


def _spend(request: HttpRequest, actor: Actor) -> None:
    counts = request.method not in READS and SPENT not in request.META
    if counts and actor.person is not None:
        spend(API_WRITE, str(actor.person.pk))
