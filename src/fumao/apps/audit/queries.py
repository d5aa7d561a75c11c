"""Reading the log."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from fumao.apps.audit.models import Event
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What of the log is asked for; blank means all."""

    kind: str = ""
    person: str = ""  # user name
    stream: str = ""  # its beginning: "task:XM16"
    first: date | None = None
    last: date | None = None


def events(actor: Actor, wanted: LogFilter) -> QuerySet[Event]:
    """Return the events of the actor's areas, the newest first; nothing for who may not read the
    log."""
    rows = visible_to(actor, Event.objects.select_related("actor", "department", "area"))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.person:
        rows = rows.filter(actor__username=wanted.person)
    if wanted.stream:
        rows = rows.filter(stream__startswith=wanted.stream)
    if wanted.first:
        rows = rows.filter(on__gte=wanted.first)
    if wanted.last:
        rows = rows.filter(on__lte=wanted.last)
    return rows.order_by("-id")


def history(stream: str) -> QuerySet[Event]:
    """Return all events of one subject in their order.

    The caller has found the subject through `visible_to`: who sees a subject sees its history.
    """
    return Event.objects.filter(stream=stream).select_related("actor", "department").order_by("seq")
