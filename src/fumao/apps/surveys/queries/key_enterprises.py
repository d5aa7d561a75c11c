"""Key enterprises with their lights; those that have not filed by the due day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to
from fumao.apps.surveys.contact import RED_AFTER, YELLOW_AFTER, Light, contact_light
from fumao.apps.surveys.models import Filing, KeyEnterprise, ReportingPeriod, Ticket
from fumao.apps.surveys.queries.periods import filings_of
from fumao.apps.surveys.queries.standing import LATE, with_standing

MOST = 20_000  # rows of a spreadsheet
_ORDERS = {"name": "enterprise__name", "area": "enterprise__area__path", "visit": "touched"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the list is asked for; `light` is one of the lights, `has` tickets or silent."""

    search: str = ""
    light: str = ""
    has: str = ""
    sort: str = "visit"


@dataclass(frozen=True, slots=True)
class Kept:
    """A key enterprise on the list, with its light, open tickets and late ones."""

    row: KeyEnterprise
    light: Light
    days: int
    open_tickets: int
    late_tickets: int
    silent: bool


def key_enterprises(actor: Actor, wanted: Wanted = Wanted()) -> QuerySet[KeyEnterprise]:
    """Return those that the actor sees and that are not ended."""
    rows = visible_to(actor, KeyEnterprise.objects.filter(ended_on=None))
    open_ = ~Q(tickets__state=Ticket.State.CLOSED) & Q(tickets__isnull=False)
    rows = rows.annotate(
        touched=Coalesce("last_visit_on", "named_on"),
        open_tickets=Count("tickets", filter=open_),
        late_tickets=Count(
            "tickets", filter=Q(tickets__state=Ticket.State.OPEN, tickets__due_on__lt=actor.today)
        ),
        # Only what the actor sees of filings is said: a leader reads no more than contacts here.
        silent=Exists(_late_filings(actor)),
    )
    if words := wanted.search.strip():
        rows = rows.filter(
            Q(enterprise__name__icontains=words) | Q(enterprise__code__startswith=words.upper())
        )
    red, yellow = _days_ago(actor.today, RED_AFTER), _days_ago(actor.today, YELLOW_AFTER)
    conditions = {
        "red": Q(touched__lt=red), "yellow": Q(touched__gte=red, touched__lt=yellow),
        "green": Q(touched__gte=yellow),
    }  # fmt: skip
    rows = rows.filter(conditions.get(wanted.light, Q()))
    if wanted.has == "tickets":
        rows = rows.filter(open_tickets__gt=0)
    elif wanted.has == "silent":
        rows = rows.filter(silent=True)
    down = wanted.sort.startswith("-")
    order = F(_ORDERS.get(wanted.sort.removeprefix("-"), "touched"))
    rows = rows.select_related("enterprise__area", "office", "officer")
    return rows.order_by(order.desc() if down else order.asc(), "pk")


def _days_ago(today: date, days: int) -> date:
    return today - timedelta(days=days)


def _late_filings(actor: Actor) -> QuerySet[Filing]:
    rows = visible_to(actor, Filing.objects.filter(phase=Filing.Phase.DRAFT))
    return rows.filter(period__due_on__lt=actor.today, enterprise=OuterRef("enterprise"))


def kept(rows: list[KeyEnterprise], today: date) -> Iterator[Kept]:
    """Yield rows of `key_enterprises` with their lights."""
    for row in rows:
        light = contact_light(row.last_visit_on, row.named_on, today)
        yield Kept(
            row, light, (today - (row.last_visit_on or row.named_on)).days,
            row.open_tickets, row.late_tickets, row.silent,  # type: ignore[attr-defined]
        )  # fmt: skip


def lights(actor: Actor) -> dict[str, int]:
    """Return how many key enterprises show each light, with open tickets and unfiled reports."""
    rows = list(key_enterprises(actor))
    found = {"all": len(rows), "red": 0, "yellow": 0, "green": 0, "tickets": 0, "silent": 0}
    for one in kept(rows, actor.today):
        found[one.light] += 1
        found["tickets"] += one.open_tickets
        found["silent"] += one.silent
    return found


def silent(actor: Actor, period: ReportingPeriod) -> list[KeyEnterprise]:
    """Return the key enterprises that have not filed for a period though its due day is over."""
    late = with_standing(filings_of(actor, period), actor.today).filter(standing__in=LATE)
    firms = late.order_by().values("enterprise")
    rows = visible_to(actor, KeyEnterprise.objects.filter(ended_on=None, enterprise__in=firms))
    return list(rows.select_related("enterprise__area", "office", "officer"))
