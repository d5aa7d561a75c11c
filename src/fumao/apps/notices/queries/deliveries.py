"""消息发送记录: what was sent to whom, and how each try ended."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q, QuerySet

from fumao.apps.notices.models import Attempt, Delivery, RefusedAddress
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the deliveries is asked for; empty asks for all."""

    state: str = ""
    person: str = ""  # user name or name
    page: str = "1"


def deliveries(actor: Actor, wanted: Wanted) -> Page[Delivery]:
    """Return a page of deliveries, the newest first, each with its attempts."""
    rows = visible_to(actor, Delivery.objects.select_related("person", "notice"))
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if words := wanted.person.strip():
        rows = rows.filter(Q(person__username__icontains=words) | Q(person__name__icontains=words))
    tries = Prefetch("attempts", Attempt.objects.order_by("pk"))
    return Paginator(rows.prefetch_related(tries).order_by("-pk"), PER_PAGE).get_page(wanted.page)


def counts(actor: Actor) -> dict[str, int]:
    """Return how many deliveries stand in each state."""
    rows = visible_to(actor, Delivery.objects.order_by())
    return dict(rows.values_list("state").annotate(n=Count("pk")))


def refused_addresses(actor: Actor) -> QuerySet[RefusedAddress]:
    """Return the addresses nothing is sent to any more, the newest first."""
    rows = RefusedAddress.objects.filter(lifted_at=None).select_related("person")
    return visible_to(actor, rows)
