"""Many events at once: the same chains as `record`, written in bulk.

For loading packs and for publishing a plan, where hundreds of streams begin together. Two writers
of one stream cannot both succeed: the chain has one event a number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from fumao.apps.audit.models import Event
from fumao.apps.audit.record import digest_of

_STREAMS = 400  # a query
_ROWS = 500  # an INSERT


@dataclass(frozen=True, slots=True)
class Draft:
    """An event before it has its place in the chain; fields as in `Event`."""

    stream: str
    kind: str
    at: datetime
    on: date
    area: int
    actor: int | None = None
    department: int | None = None
    data: dict[str, Any] | None = None


def record_batch(drafts: Iterable[Draft], *, new_streams: bool = False) -> int:
    """Append events in the order given; return their number.

    With `new_streams` no stream exists yet and none is looked up. Raises RuntimeError outside a
    transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("events recorded outside a transaction")
    drafts = list(drafts)
    heads: dict[str, tuple[int, str]] = {}
    if not new_streams:
        heads = heads_of(sorted({draft.stream for draft in drafts}))
    events = []
    for draft in drafts:
        seq, previous = heads.get(draft.stream, (0, ""))
        event = _event(draft, seq + 1, previous)
        heads[draft.stream] = (event.seq, event.digest)
        events.append(event)
    Event.objects.bulk_create(events, batch_size=_ROWS)
    return len(events)


def heads_of(streams: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Return the end of each stream that has begun: number and digest of its last event."""
    heads: dict[str, tuple[int, str]] = {}
    for start in range(0, len(streams), _STREAMS):
        rows = (
            Event.objects.filter(stream__in=streams[start : start + _STREAMS])
            .order_by("stream", "seq")
            .values_list("stream", "seq", "digest")
        )
        heads.update((stream, (seq, digest)) for stream, seq, digest in rows)
    return heads


def _event(draft: Draft, seq: int, previous: str) -> Event:
    event = Event(
        stream=draft.stream,
        seq=seq,
        kind=draft.kind,
        at=draft.at,
        on=draft.on,
        actor_id=draft.actor,
        department_id=draft.department,
        area_id=draft.area,
        data=draft.data or {},
        previous=previous,
    )
    event.digest = digest_of(event)
    return event
