"""Writing the event chains."""

import hashlib
import json
from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from fumao.apps.audit.models import Event
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area, Department


def digest_of(event: Event) -> str:
    """Return the SHA-256 over the canonical JSON of the event and the digest before it."""
    body = {
        "stream": event.stream,
        "seq": event.seq,
        "kind": event.kind,
        "at": event.at.isoformat(),
        "on": event.on.isoformat(),
        "actor": event.actor_id,
        "department": event.department_id,
        "area": event.area_id,
        "data": event.data,
        "previous": event.previous,
    }
    canonical = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _lock(stream: str) -> None:
    """Let one writer at a time extend a stream; SQLite's IMMEDIATE transactions already do."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [stream])


def record(  # noqa: PLR0913  (keyword-only: the columns of an event)
    stream: str,
    kind: str,
    *,
    actor: Actor,
    area: Area | int,
    department: Department | int | None = None,
    data: dict[str, Any] | None = None,
    on: date | None = None,
) -> Event:
    """Append one event to its stream inside the caller's transaction.

    Raises RuntimeError outside a transaction: an event must stand or fall with its change.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"event {kind} of {stream} recorded outside a transaction")
    _lock(stream)
    event = event_after(
        head_of(stream),
        stream,
        kind,
        actor=actor,
        area=area.pk if isinstance(area, Area) else area,
        department=department.pk if isinstance(department, Department) else department,
        data=data,
        on=on,
    )
    event.save(force_insert=True)
    return event


type Head = tuple[int, str]  # number and digest of a stream's last event; (0, "") before the first


def head_of(stream: str) -> Head:
    """Return the end of a stream."""
    found = Event.objects.filter(stream=stream).order_by("-seq").values_list("seq", "digest")
    return found.first() or (0, "")


def event_after(  # noqa: PLR0913  (keyword-only: the columns of an event)
    head: Head,
    stream: str,
    kind: str,
    *,
    actor: Actor,
    area: int,
    department: int | None = None,
    data: dict[str, Any] | None = None,
    on: date | None = None,
) -> Event:
    """Return the event that follows the end of a stream, unsaved.

    Whoever writes it does so in the transaction of its change; the chain refuses a second event of
    one number.
    """
    event = Event(
        stream=stream,
        seq=head[0] + 1,
        kind=kind,
        at=timezone.now(),
        on=on or actor.today,
        actor_id=actor.person.pk if actor.person else None,
        department_id=department,
        area_id=area,
        data=data or {},
        previous=head[1],
    )
    event.digest = digest_of(event)
    return event
