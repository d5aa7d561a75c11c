"""A claim's page and what is done there; an enterprise's own claims; a new claim."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fumao.apps.audit.service import kind_words
from fumao.apps.enterprises.models import Enterprise
from fumao.apps.enterprises.service import enterprise_of
from fumao.apps.funds.actions.open_call import BY_CASE
from fumao.apps.funds.actions.open_claim import Wish, open_claim, remove_line
from fumao.apps.funds.forms import ClaimForm
from fumao.apps.funds.models import Call, Claim
from fumao.apps.funds.queries.claims import claim_of, claim_page, own_claims
from fumao.apps.funds.views.claim_acts import OFFERS, Offer, form_of, offers_of
from fumao.apps.grants.words import language
from fumao.apps.orgs.acting import NOT_TAKEN, done, taken
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, offers, require, visible_to
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.refusals import refusal
from fumao.apps.orgs.request import actor_of


def _shown(
    request: HttpRequest, number: str, opened: Offer | None = None, form: Form | None = None
) -> HttpResponse:
    actor = actor_of(request)
    page = claim_page(actor, number, language())
    may_do = offers_of(actor, page.claim)
    context = {
        "page": page,
        "one": page.claim,
        "call": page.claim.call,
        "fund": page.claim.call.fund_year.fund,
        "offers": may_do,
        "opened": opened,
        "form": form,
        "edits": any(offer.name == "line" for offer in may_do),
        "events": [(event, kind_words(event.kind)) for event in page.events],
    }
    status = NOT_TAKEN if form is not None and form.is_bound else 200
    return render(request, "funds/claim.html", context, status=status)


@login_required
@require_safe
def claim(request: HttpRequest, number: str) -> HttpResponse:
    """Show a claim, with the form that ?do= opens."""
    actor = actor_of(request)
    one = claim_of(actor, number)
    offer = OFFERS.get(request.GET.get("do", ""))
    if offer is None or offer not in offers_of(actor, one):
        return _shown(request, number)
    return _shown(request, number, offer, form_of(actor, one, offer))


@login_required
@require_POST
def claim_act(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Do something with a claim; what is refused comes back with what was typed."""
    actor = actor_of(request)
    one, offer = claim_of(actor, number), OFFERS.get(name)
    if offer is None:
        raise Http404
    require(actor, offer.action, one)
    form = form_of(actor, one, offer, request.POST, request.FILES)
    if taken(form, lambda: offer.act(actor, one, form)):
        words = _("已办理：%(what)s。") % {"what": offer.words}
        return done(request, words, reverse("claim", args=[number]))
    return _shown(request, number, offer, form)


@login_required
@require_POST
def line_remove(request: HttpRequest, number: str, position: int) -> HttpResponse:
    """Take a line out of a draft."""
    actor = actor_of(request)
    remove_line(actor, claim_of(actor, number), position)
    return done(request, _("已删除这条明细。"), reverse("claim", args=[number]))


@login_required
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Show the claims of the enterprise the actor works for, and the calls that are open."""
    actor = actor_of(request)
    page = Paginator(own_claims(actor), 50).get_page(request.GET.get("page"))
    firms = list(Enterprise.objects.filter(unit_id__in=actor.department_ids))
    context = {"page": page, "firms": firms, "calls": _open_calls(actor)}
    return render(request, "funds/own.html", context)


def _open_calls(actor: Actor) -> list[Call]:
    """Return the calls one can claim on; claims of cases come with the case."""
    rows = visible_to(actor, Call.objects.select_related("fund_year__fund__area"))
    rows = rows.exclude(feeds=BY_CASE)
    return list(rows.filter(opens__lte=actor.today, closes__gte=actor.today).order_by("closes"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim_new(request: HttpRequest) -> HttpResponse:
    """Begin a claim: as an enterprise's own people, or for one at the counter."""
    actor = actor_of(request)
    if not offers(actor, Action.SUBMIT_CLAIM):
        raise PermissionDenied(REFUSALS[Action.SUBMIT_CLAIM])
    calls = _open_calls(actor)
    english = language() == "en"
    choices = [(one.number, (english and one.name_en) or one.name) for one in calls]
    firm = Enterprise.objects.filter(unit_id__in=actor.department_ids).first()
    start: dict[str, Any] = {"call": request.GET.get("call", ""), "code": firm.code if firm else ""}
    form = ClaimForm(
        request.POST if request.method == "POST" else None, calls=choices, initial=start
    )
    made: list[Claim] = []

    def act() -> None:
        given = dict(form.cleaned_data)
        one = enterprise_of(actor, given.pop("code"))
        if one is None:
            raise refusal("code", _("没有这家企业，或不在您的办理范围内。"))
        call = next(c for c in calls if c.number == given["call"])
        given.pop("call")
        made.append(open_claim(actor, call, one, Wish(**given)))

    if form.is_bound and taken(form, act):
        words = _("已新建申报 %(number)s，请添加费用明细后提交。") % {"number": made[0].number}
        return done(request, words, reverse("claim", args=[made[0].number]) + "?do=line#do")
    status = NOT_TAKEN if form.is_bound else 200
    return render(request, "funds/claim_new.html", {"form": form, "calls": calls}, status=status)
