"""Who calls the API: a token in the Authorization header, or the browser's session."""

from typing import Any

from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.clock import today
from fumao.apps.orgs.service import authenticate_token


class TokenAuth(HttpBearer):
    """A bearer token: replaces the request's actor by the token's, with its scopes."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Return the token's actor, or None."""
        actor = authenticate_token(token, today())
        if actor is not None:
            request.actor = actor  # type: ignore[attr-defined]
        return actor


class SessionAuth(APIKeyCookie):
    """The session of a signed-in person, with the CSRF check on writes."""

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """Return the actor of the session, or None for the public."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        return actor if actor.person is not None else None
