"""消息: what is addressed to the actor, and how much of it is unread."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from fumao.apps.notices.kinds import kinds_saying
from fumao.apps.notices.models import Notice, ReadReceipt
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to
from fumao.core.text import match_key

PER_PAGE = 25
COUNTED = timedelta(days=30)  # the bell does not count what is older, so that it costs little
MOST = 99  # the bell counts no further


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the notices is asked for; empty asks for all."""

    q: str = ""
    unread: str = ""
    page: str = "1"


def _receipts(actor: Actor) -> QuerySet[ReadReceipt]:
    return ReadReceipt.objects.filter(notice=OuterRef("pk"), person=actor.person)


def unread(actor: Actor) -> QuerySet[Notice]:
    """Return the notices to the actor that the actor has not read, unordered."""
    rows = visible_to(actor, Notice.objects.order_by())
    return rows.filter(~Exists(_receipts(actor)))


def bell(actor: Actor) -> str:
    """Return the number beside the bell (one query): "" for none, "99+" for more than MOST."""
    if actor.person is None:
        return ""
    recent = unread(actor).filter(on__gte=actor.today - COUNTED)
    count = recent.values("pk")[: MOST + 1].count()
    return f"{MOST}+" if count > MOST else str(count or "")


def inbox(actor: Actor, wanted: Wanted) -> Page[Notice]:
    """Return a page of notices, the newest first, each with `read` and `readers`: how many have
    read it."""
    rows = visible_to(actor, Notice.objects.select_related("department"))
    if wanted.unread:
        rows = rows.filter(~Exists(_receipts(actor)))
    if key := match_key(wanted.q):
        rows = rows.filter(Q(found_by__contains=key) | Q(kind__in=kinds_saying(wanted.q.strip())))
    page = Paginator(rows.order_by("-pk"), PER_PAGE).get_page(wanted.page)
    page.object_list = list(page.object_list)
    _mark(actor, page.object_list)
    return page


def _mark(actor: Actor, notices: list[Notice]) -> None:
    """Put `read` and `readers` on the notices (one query)."""
    own = Count("pk", filter=Q(person=actor.person))
    counts = {
        row["notice"]: (row["all"], row["own"])
        for row in ReadReceipt.objects.filter(notice__in=notices)
        .values("notice")
        .annotate(all=Count("pk"), own=own)
    }
    for notice in notices:
        readers, mine = counts.get(notice.pk, (0, 0))
        notice.readers, notice.read = readers, bool(mine)  # type: ignore[attr-defined]
