"""API tokens: 32 random bytes shown once, of which only the SHA-256 is kept."""

import hashlib
import secrets
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from fumao.apps.orgs.actor import Actor, actor_for
from fumao.apps.orgs.models import ApiToken

SCOPES = ("read", "write", "rules:read")  # the last: rules and calculations, nothing else
LONGEST = timedelta(days=366)
USE_NOTED_EVERY = timedelta(minutes=1)
SHOWN = 9  # characters of a token that its owner tells it by


def new_token() -> str:
    """Return a new token as its owner keeps it."""
    return "fm_" + secrets.token_urlsafe(32)


def digest_of(raw: str) -> str:
    """Return what is kept of a token. No salt: 256 random bits cannot be guessed."""
    return hashlib.sha256(raw.encode()).hexdigest()


def authenticate_token(raw: str, today: date) -> Actor | None:
    """Return the actor of a token that is valid now, limited to its scopes; else None."""
    now = timezone.now()
    token = (
        ApiToken.objects.select_related("person")
        .filter(digest=digest_of(raw), revoked_at=None, expires_at__gt=now)
        .first()
    )
    if token is None or not token.person.is_active:
        return None
    if token.last_used_at is None or now - token.last_used_at >= USE_NOTED_EVERY:
        stale = Q(last_used_at=None) | Q(last_used_at__lte=now - USE_NOTED_EVERY)
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
    return actor_for(token.person, today, frozenset(token.scopes))
