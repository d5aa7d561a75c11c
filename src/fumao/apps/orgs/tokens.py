"""API tokens: 32 random bytes shown once, of which only the SHA-256 is kept."""

import hashlib
import json
import secrets
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from fumao.apps.orgs.actor import Actor, Position, actor_for
from fumao.apps.orgs.models import ApiToken, Department, Person, Role
from fumao.apps.orgs.prepared import NEED_NOT_LAST, alone, rows_of

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


_PERSON = tuple(
    field.attname for field in Person._meta.concrete_fields
    if field.name not in ("password", "last_login", "date_joined")
)  # fmt: skip
# Token, person and posts of a day in one statement, one row a post; and whether there is more to
# know: departments whose work has come to one of these, posts of colleagues.
_HELD = f"""
SELECT token.id, token.scopes, token.last_used_at IS NULL OR token.last_used_at <= %s,
    EXISTS (SELECT 1 FROM orgs_succession came
        WHERE came.successor_id = unit.id AND came."on" <= %s),
    EXISTS (SELECT 1 FROM orgs_delegation lent
        WHERE lent.to_id = person.id AND lent.valid_from <= %s AND lent.valid_to >= %s
        AND (lent.ended_on IS NULL OR lent.ended_on > %s)),
    post.role, unit.id, unit.name, unit.name_en, unit.kind, area.id, area.path,
    {", ".join(f"person.{name}" for name in _PERSON)}
FROM orgs_apitoken token
JOIN orgs_person person ON person.id = token.person_id
LEFT JOIN orgs_post post ON post.person_id = person.id
    AND (post.valid_from IS NULL OR post.valid_from <= %s)
    AND (post.valid_to IS NULL OR post.valid_to >= %s)
LEFT JOIN orgs_department unit ON unit.id = post.department_id
LEFT JOIN orgs_area area ON area.id = unit.area_id
WHERE token.digest = %s AND token.revoked_at IS NULL AND token.expires_at > %s
    AND person.is_active
ORDER BY post.id
"""  # noqa: S608 - names of our own columns
_NOTE = f"""
UPDATE orgs_apitoken SET last_used_at = %s
WHERE id = %s AND (last_used_at IS NULL OR last_used_at <= %s)
RETURNING {NEED_NOT_LAST}
"""  # noqa: S608 - our own words
_BEFORE_PERSON = 12  # columns


def authenticate_token(raw: str, today: date) -> Actor | None:
    """Return the actor of a token that is valid now, limited to its scopes; else None (one query,
    more where the person acts for colleagues or for departments that are no more)."""
    now = timezone.now()
    stale, moment = (
        connection.ops.adapt_datetimefield_value(one) for one in (now - USE_NOTED_EVERY, now)
    )
    day = connection.ops.adapt_datefield_value(today)
    rows = rows_of(_HELD, [stale, day, day, day, day, day, day, digest_of(raw), moment])
    if not rows:
        return None
    pk, scopes, unnoted = rows[0][:3]
    if unnoted:
        _note_use(pk, now)
    person = Person.from_db(connection.alias, _PERSON, rows[0][_BEFORE_PERSON:])
    scopes = frozenset(json.loads(scopes))
    if any(row[3] or row[4] for row in rows):
        return actor_for(person, today, scopes)
    positions = tuple(_position(row) for row in rows if row[5] is not None)
    return Actor(person, today, positions, scopes)


def _position(row: tuple[Any, ...]) -> Position:
    role, unit, name, name_en, kind, area, path = row[5:_BEFORE_PERSON]
    company = kind == Department.Kind.COMPANY
    return Position(Role(role), unit, name, area, path, frozenset(), name_en, company)


def _note_use(pk: int, now: datetime) -> None:
    if connection.vendor == "postgresql":
        rows_of(_NOTE, [now, pk, now - USE_NOTED_EVERY, alone()])
        return
    stale = Q(last_used_at=None) | Q(last_used_at__lte=now - USE_NOTED_EVERY)
    ApiToken.objects.filter(stale, pk=pk).update(last_used_at=now)
