"""A call's page: its claims, filtered, sorted and paged; and what it would share out."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet, Sum
from django.http import Http404

from fumao.apps.funds.models import Call, Claim, State
from fumao.apps.funds.queries.funds import said
from fumao.apps.funds.standing import claims_with_place
from fumao.apps.grants.cited import Cited
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to
from fumao.rules.definitions import Citation

PER_PAGE = 50
SORTS = {
    "number": "number", "enterprise": "enterprise__name", "asked": "asked",
    "computed": "computed", "approved": "approved", "paid": "paid", "state": "state",
    "submitted": "submitted_on", "score": "score",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the claims is asked for; empty asks for all."""

    q: str = ""
    state: str = ""
    sort: str = ""
    page: str = "1"


def call_of(actor: Actor, number: str) -> Call:
    """Return a call; raises Http404 where the actor does not see it."""
    rows = visible_to(actor, Call.objects.select_related("fund_year__fund__area"))
    call = rows.filter(number=number).first()
    if call is None:
        raise Http404
    return call


def cite_of(actor: Actor, call: Call, lang: str) -> Cited:
    """Return a call's clause in words."""
    cite = Citation(call.document, call.clause)
    return said(actor, [cite], lang)[cite]


def found(actor: Actor, call: Call, wanted: Wanted) -> QuerySet[Claim]:
    """Return the claims asked for that the actor sees, in the order asked for."""
    rows = visible_to(actor, claims_with_place()).filter(call=call)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.q.strip():
        q = wanted.q.strip()
        rows = rows.filter(
            Q(number__icontains=q)
            | Q(enterprise__name__icontains=q)
            | Q(enterprise__code__startswith=q.upper())
        )
    order = F(SORTS.get(wanted.sort.removeprefix("-"), "number"))
    falling = wanted.sort.startswith("-")
    return rows.order_by(
        order.desc(nulls_last=True) if falling else order.asc(nulls_last=True), "number"
    )


def claims_page(actor: Actor, call: Call, wanted: Wanted) -> Page[Claim]:
    """Return a page of the claims asked for."""
    return Paginator(found(actor, call, wanted), PER_PAGE).get_page(wanted.page)


@dataclass(frozen=True, slots=True)
class StateLine:
    """How many claims stand in a state, and their amounts."""

    state: State
    claims: int
    asked: int
    approved: int
    paid: int


def by_state(actor: Actor, call: Call) -> list[StateLine]:
    """Return the claims of a call by state, those the actor sees."""
    rows = visible_to(actor, Claim.objects.filter(call=call)).order_by()
    held = {
        state: (n, asked, approved, paid)
        for state, n, asked, approved, paid in rows.values_list("state").annotate(
            n=Count("pk"), a=Sum("asked"), b=Sum("approved"), c=Sum("paid")
        )
    }
    return [StateLine(state, *held[state]) for state in State if state in held]
