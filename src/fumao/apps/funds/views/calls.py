"""A call's page: claims, export, publication, and sharing with its preview."""

from dataclasses import fields
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fumao.apps.audit.service import sent, take_away
from fumao.apps.funds.actions.open_call import BY_CASE
from fumao.apps.funds.actions.publish_claims import publish_claims
from fumao.apps.funds.actions.share_call import share_call
from fumao.apps.funds.exports import claims_xlsx
from fumao.apps.funds.models import Claim, State
from fumao.apps.funds.queries import calls as queries
from fumao.apps.funds.share import share
from fumao.apps.grants.words import language
from fumao.apps.orgs.acting import NOT_TAKEN, done
from fumao.apps.orgs.policy import Action, may, offers
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.request import actor_of, is_htmx


def wanted_of(query: QueryDict) -> queries.Wanted:
    """Return what the address asks for."""
    names = {field.name for field in fields(queries.Wanted)}
    return queries.Wanted(**{name: query.get(name, "")[:128] for name in names if name in query})


@login_required
@require_safe
def call(request: HttpRequest, number: str) -> HttpResponse:
    """Show a call with its claims; for htmx the part that changes."""
    actor, lang = actor_of(request), language()
    one = queries.call_of(actor, number)
    wanted = wanted_of(request.GET)
    query = request.GET.copy()
    query.pop("page", None)
    states = queries.by_state(actor, one)
    counts = {line.state: line.claims for line in states}
    context: dict[str, Any] = {
        "one": one,
        "fund": one.fund_year.fund,
        "page": queries.claims_page(actor, one, wanted),
        "wanted": wanted,
        "states": [(line.state.value, line.state.label, line.claims) for line in states],
        "all": sum(counts.values()),
        "query": query.urlencode(),
        "filtered": bool(wanted.q or wanted.state),
    }
    if is_htmx(request):
        return render(request, "funds/call_claims.html", context)
    context |= {
        "cite": queries.cite_of(actor, one, lang),
        "lines": states,
        "may_publish": may(actor, Action.MANAGE_FUND, one) and counts.get(State.APPROVED, 0),
        "may_share": _shares(request) and counts.get(State.ASSESSED, 0),
        "may_claim": one.feeds != BY_CASE
        and offers(actor, Action.SUBMIT_CLAIM)
        and one.opens <= actor.today <= one.closes,
    }
    return render(request, "funds/call.html", context)


def _shares(request: HttpRequest) -> bool:
    actor = actor_of(request)
    return offers(actor, Action.MANAGE_FUND) or offers(actor, Action.APPROVE_CLAIM)


@login_required
@require_safe
def export(request: HttpRequest, number: str) -> HttpResponse:
    """Send the claims the query finds as a spreadsheet; taking it away is an event."""
    actor = actor_of(request)
    one = queries.call_of(actor, number)
    take_away(actor, "claims_exported", {"query": f"{number}?{request.GET.urlencode()}"[:400]})
    body = claims_xlsx(queries.found(actor, one, wanted_of(request.GET)))
    return sent(body, f"{one.number}-{actor.today.isoformat()}.xlsx")


@login_required
@require_POST
def publish(request: HttpRequest, number: str) -> HttpResponse:
    """Publish every approved claim of a call."""
    actor = actor_of(request)
    one = queries.call_of(actor, number)
    if not may(actor, Action.MANAGE_FUND, one):
        raise PermissionDenied(REFUSALS[Action.MANAGE_FUND])
    n = publish_claims(actor, Claim.objects.filter(call=one, state=State.APPROVED))
    words = _("已公示 %(n)s 件。") % {"n": n}
    return done(request, words, reverse("fund-call", args=[number]))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sharing(request: HttpRequest, number: str) -> HttpResponse:
    """Preview what each claim would get, and approve exactly that."""
    actor = actor_of(request)
    one = queries.call_of(actor, number)
    if not _shares(request) or not queries.by_state(actor, one):
        raise PermissionDenied(REFUSALS[Action.APPROVE_CLAIM])
    refused = ""
    if request.method == "POST":
        try:
            found = share_call(actor, one, request.POST.get("digest", ""))
        except ValidationError as error:
            refused = " ".join(error.messages)
        else:
            words = _("已批准 %(n)s 件。") % {"n": sum(1 for s in found.shares if s.award)}
            return done(request, words, reverse("fund-call", args=[number]))
    context = {
        "one": one,
        "fund": one.fund_year.fund,
        "shared": share(one),
        "refused": refused,
        "may_approve": offers(actor, Action.APPROVE_CLAIM),
    }
    return render(request, "funds/sharing.html", context, status=NOT_TAKEN if refused else 200)
