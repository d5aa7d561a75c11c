"""The list of funds, a fund's page, and what is prepared there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fumao.apps.funds import charts, forms
from fumao.apps.funds.actions.open_call import NewCall, open_call
from fumao.apps.funds.actions.open_fund import NewFund, open_fund
from fumao.apps.funds.actions.set_budget import Match, set_budget
from fumao.apps.funds.feeds import feeds_for, rules_with_lines
from fumao.apps.funds.models import Fund, FundYear, Level
from fumao.apps.funds.queries.funds import FundPage, fund_list, fund_of, fund_page
from fumao.apps.funds.standing import may_pay
from fumao.apps.grants.book import book
from fumao.apps.grants.words import language
from fumao.apps.orgs.acting import NOT_TAKEN, done, taken
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.orgs.policy import Action, may, offers, require, visible_to
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.request import actor_of

GATES = {"no_violation_two_years": True, "fund_no_arrears": True}


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to be prepared on a fund's page: its form and its act."""

    name: str
    words: str | Promise
    icon: str
    act: Callable[[Actor, Fund, FundYear | None, Any], object]
    needs_year: bool = False


def _budget(actor: Actor, fund: Fund, _year: FundYear | None, form: forms.BudgetForm) -> None:
    given = form.cleaned_data
    matchings = []
    if given["source"] and given["matched_by"]:
        pair = Level(given["source"]), Level(given["matched_by"])
        matchings = [Match(*pair, given["parts"], given["matched_parts"])]
    set_budget(actor, fund, given["year"], form.amounts(), given["basis"], matchings)


def _call(actor: Actor, _fund: Fund, year: FundYear | None, form: forms.CallForm) -> None:
    given, held = form.cleaned_data, book()
    found = feeds_for(held, given["rule"], actor.today)
    if year is None or found is None:
        raise Http404
    feeds, kinds = found
    open_call(
        actor, year,
        NewCall(
            given["number"], given["name"], given["rule"], given["opens"], given["closes"],
            feeds, kinds, {n: w for n, w in GATES.items() if n in held.library.inputs},
            int(given["cap"] * 100), given["sharing"], given["name_en"],
        ),
    )  # fmt: skip


OFFERS = {
    offer.name: offer
    for offer in (
        Offer("budget", gettext_lazy("登记预算"), "coin", _budget),
        Offer("call", gettext_lazy("发布申报通知"), "speakerphone", _call, needs_year=True),
    )
}


def _form(actor: Actor, offer: Offer, data: Any = None) -> Form:
    if offer.name == "budget":
        return forms.BudgetForm(data, initial={"year": actor.today.year})
    held, lang = book(), language()
    rules = [
        (name, held.library.versions[name][-1].rule.label.say(lang))
        for name in rules_with_lines(held, actor.today)
    ]
    return forms.CallForm(data, rules=rules)


@login_required
@require_safe
def funds(request: HttpRequest) -> HttpResponse:
    """Show the funds the actor sees with their newest year."""
    actor = actor_of(request)
    rows = fund_list(actor, language())
    context = {
        "rows": rows,
        "may_open": offers(actor, Action.MANAGE_FUND),
        "budget": sum(row.year.budget for row in rows if row.year),
        "committed": sum(row.year.committed for row in rows if row.year),
        "paid": sum(row.year.paid for row in rows if row.year),
        "synthetic": any(row.fund.synthetic for row in rows),
    }
    return render(request, "funds/funds.html", context)


def _shown(
    request: HttpRequest, key: str, opened: Offer | None = None, form: Form | None = None
) -> HttpResponse:
    actor = actor_of(request)
    page = fund_page(actor, key, request.GET.get("year", ""), language())
    manages = may(actor, Action.MANAGE_FUND, page.fund)
    context: dict[str, Any] = {
        "page": page,
        "fund": page.fund,
        "offers": _offers(page) if manages else [],
        "opened": opened,
        "form": form,
        "may_pay": page.year is not None
        and page.year.committed > page.year.paid
        and may_pay(actor, page.fund.area),
    }
    if page.year is not None:
        context |= {"waterfall": charts.waterfall(page), "pace": charts.pace(page)}
    status = NOT_TAKEN if form is not None and form.is_bound else 200
    return render(request, "funds/fund.html", context, status=status)


def _offers(page: FundPage) -> list[Offer]:
    return [offer for offer in OFFERS.values() if page.year is not None or not offer.needs_year]


@login_required
@require_safe
def fund(request: HttpRequest, key: str) -> HttpResponse:
    """Show a fund in a year, with the form that ?do= opens."""
    actor = actor_of(request)
    offer = OFFERS.get(request.GET.get("do", ""))
    if offer is None or not may(actor, Action.MANAGE_FUND, fund_of(actor, key)):
        return _shown(request, key)
    return _shown(request, key, offer, _form(actor, offer))


@login_required
@require_POST
def fund_act(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Prepare something of a fund; what is refused comes back with what was typed."""
    actor = actor_of(request)
    one, offer = fund_of(actor, key), OFFERS.get(name)
    if offer is None:
        raise Http404
    require(actor, Action.MANAGE_FUND, one)
    year = fund_page(actor, key, request.GET.get("year", ""), language()).year
    form = _form(actor, offer, request.POST)
    if taken(form, lambda: offer.act(actor, one, year, form)):
        words = _("已办理：%(what)s。") % {"what": offer.words}
        return done(request, words, reverse("fund", args=[key]))
    return _shown(request, key, offer, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def fund_new(request: HttpRequest) -> HttpResponse:
    """Open a fund."""
    actor = actor_of(request)
    areas = [
        (area.code, str(area))
        for area in visible_to(actor, Area.objects.all())
        if may(actor, Action.MANAGE_FUND, area)
    ]
    if not areas:
        raise PermissionDenied(REFUSALS[Action.MANAGE_FUND])
    form = forms.FundForm(request.POST if request.method == "POST" else None, areas=areas)

    def act() -> None:
        given = dict(form.cleaned_data)
        area = visible_to(actor, Area.objects.all()).get(code=given.pop("area"))
        open_fund(actor, area, NewFund(**given))

    if form.is_bound and taken(form, act):
        words = _("已设立“%(name)s”，请登记预算。") % {"name": form.cleaned_data["name"]}
        return done(request, words, reverse("fund", args=[form.cleaned_data["key"]]))
    status = NOT_TAKEN if form.is_bound else 200
    return render(request, "funds/fund_new.html", {"form": form}, status=status)
