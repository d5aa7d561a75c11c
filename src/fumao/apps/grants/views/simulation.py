"""Simulation: a draft, what it would change, the memo kept of it."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fumao.apps.enterprises.service import enterprise_of
from fumao.apps.grants.actions.save_simulation import save_simulation
from fumao.apps.grants.book import Book, book, rules_on
from fumao.apps.grants.draft import (
    LONGEST,
    changeable,
    draft_of_parameter,
    draft_of_rule,
    read_draft,
)
from fumao.apps.grants.firms import Firms, firms_of
from fumao.apps.grants.held_rules import rules_digest, screened_rules
from fumao.apps.grants.limits import SCREEN
from fumao.apps.grants.memo import memo_docx
from fumao.apps.grants.queries.screening import places_to_screen
from fumao.apps.grants.queries.simulated import (
    Rule,
    both_sides,
    chart_of,
    rules_of,
    simulation_of,
    simulations,
)
from fumao.apps.grants.queries.told import places_of, told_at, told_of
from fumao.apps.grants.simulate import Simulated, simulate
from fumao.apps.grants.views.opened import area_of, day_of, reader_of
from fumao.apps.grants.words import language
from fumao.apps.orgs.acting import NOT_TAKEN, done
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.orgs.policy import Action, offers
from fumao.apps.orgs.request import PER_PAGE
from fumao.apps.orgs.service import EXPORT, spend
from fumao.core.errors import CoreError
from fumao.packs.problem import PackError
from fumao.rules.batch.reform import combine
from fumao.rules.problem import RuleError

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KEPT = 20  # memos listed
PREVIEWED = 50  # changed enterprises before the memo is kept


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the form asks for."""

    actor: Actor
    area: Area
    day: Any
    draft: str


def _asked(request: HttpRequest) -> _Asked:
    actor = reader_of(request)
    sent = request.POST
    area = area_of(actor, Action.SIMULATE, sent.get("area", ""))
    draft = sent.get("draft", "").replace("\r\n", "\n")[: LONGEST + 1]
    return _Asked(actor, area, day_of(sent.get("on", ""), actor), draft)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def simulation(request: HttpRequest) -> HttpResponse:
    """Show the draft with what it would change; nothing is kept."""
    actor = reader_of(request)
    if request.method != "POST":
        return render(request, "grants/simulation.html", _start(request, actor))
    asked = _asked(request)
    spend(SCREEN, str(actor.person.pk if actor.person else ""))
    context = _form(actor, asked.day, asked.draft) | {"area": asked.area}
    firms = firms_of(actor, asked.area, asked.day)
    try:
        tried = simulate(book(), rules_on(asked.day), read_draft(asked.draft, book()), firms)
    except (PackError, RuleError, CoreError) as error:
        context["errors"] = _sentences(error)
        return render(request, "grants/simulation.html", context, status=NOT_TAKEN)
    context |= _shown(rules_of(tried.result, language()), request.POST.get("show", ""))
    context |= {"enterprises": len(firms)} | _why(request, asked, tried, firms)
    rule: Rule = context["rule"]
    context["changed"] = rule.lines(slice(0, PREVIEWED), language())
    context["count"] = len(rule.changed)
    return render(request, "grants/simulation.html", context)


def _start(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """Return the page with a draft for what was chosen, or with none."""
    day = day_of(request.GET.get("on", ""), actor)
    held, rules = book(), rules_on(day)
    parameter = held.library.parameters.get(request.GET.get("parameter", ""))
    version = rules.versions.get(request.GET.get("rule", ""))
    draft = ""
    if parameter is not None and (dated := rules.dated[parameter.name]) is not None:
        value = " ".join(request.GET.get("value", "").split())[:60]
        draft = draft_of_parameter(parameter, dated, day, value)
    elif version is not None:
        draft = draft_of_rule(version.rule, day)
    return _form(actor, day, draft) | {"kept": list(simulations(actor)[:KEPT])}


def _form(actor: Actor, day: Any, draft: str) -> dict[str, Any]:
    held, lang = book(), language()
    rules = rules_on(day)
    parameters, texts = changeable(held, rules, screened_rules(held, examples=False))
    return {
        "day": day,
        "draft": draft,
        "parameters": [(p.name, p.label.say(lang)) for p in parameters],
        "texts": [(rule.name, rule.label.say(lang)) for rule in texts],
        "places": places_to_screen(actor, Action.SIMULATE),
        "may_simulate": offers(actor, Action.SIMULATE),
    }


def _sentences(error: PackError | RuleError | CoreError) -> list[str]:
    if isinstance(error, CoreError) and error.code == "no_change":
        return [_("草案与当日的规定相同，没有可比较的变化；请改数值、文本或起始日期。")]
    return error.message(language()).splitlines()


def _shown(rules: list[Rule], name: str) -> dict[str, Any]:
    rule = next((one for one in rules if one.name == name), rules[0])
    groups = [
        {"key": key, "title": title, "lines": lines, "chart": chart_of(rule, key)}
        for key, title, lines in rule.groups
    ]
    return {"tried": rules, "rule": rule, "groups": groups}


def _why(request: HttpRequest, asked: _Asked, tried: Simulated, firms: Firms) -> dict[str, Any]:
    """Return one enterprise's explanation on both sides, where it was asked for."""
    rule, _sign, code = request.POST.get("why", "").partition(":")
    if not code or code not in firms.columns.codes:
        return {}
    places = places_of(firms.columns.codes)
    told, name = told_at(firms, places, code), firms.columns.names[places[code]]
    sides = both_sides(book(), tried.combined, rule, told, language())
    return {"why": {"code": code, "name": name, "sides": sides}}


@login_required
@require_POST
def simulation_save(request: HttpRequest) -> HttpResponse:
    """Keep the draft with its figures, worked out once more."""
    asked = _asked(request)
    spend(SCREEN, str(asked.actor.person.pk if asked.actor.person else ""))
    try:
        made = save_simulation(asked.actor, asked.area, asked.day, asked.draft)
    except (PackError, RuleError, CoreError) as error:
        context = _form(asked.actor, asked.day, asked.draft) | {"errors": _sentences(error)}
        return render(request, "grants/simulation.html", context, status=NOT_TAKEN)
    words = _("已保存为备忘；现行规则没有改动。")
    return done(request, words, reverse("simulation-one", args=[made.pk]))


@login_required
@require_safe
def simulation_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a memo as it was kept; the explanation of an enterprise is worked out anew."""
    actor = reader_of(request)
    one, lang, held = simulation_of(actor, pk), language(), book()
    context = _shown(rules_of(one.result, lang), request.GET.get("show", ""))
    rule: Rule = context["rule"]
    page = Paginator(range(len(rule.changed)), PER_PAGE).get_page(request.GET.get("page"))
    start = max(page.start_index() - 1, 0)
    context |= {
        "one": one,
        "page": page,
        "changed": rule.lines(slice(start, page.end_index()), lang),
        "count": len(rule.changed),
        "current": one.rules_digest == rules_digest(held),
        "versions": sorted(one.versions.items()),
    }
    code = request.GET.get("why", "")
    if code and context["current"]:
        context["why"] = _kept_why(actor, held, one, rule.name, code)
    return render(request, "grants/simulation_one.html", context)


def _kept_why(actor: Actor, held: Book, one: Any, rule: str, code: str) -> dict[str, Any]:
    enterprise = enterprise_of(actor, code)
    if enterprise is None:
        raise Http404
    told = told_of(actor, enterprise, one.day)
    combined = combine(rules_on(one.day), read_draft(one.draft, held))
    sides = both_sides(held, combined, rule, told, language())
    return {"code": code, "name": enterprise.name, "sides": sides}


@login_required
@require_safe
def simulation_memo(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a memo as DOCX."""
    actor = reader_of(request)
    spend(EXPORT, str(actor.person.pk if actor.person else ""))
    one = simulation_of(actor, pk)
    response = HttpResponse(memo_docx(one, language()), content_type=DOCX)
    name = f"{_('政策模拟')}-{one.pk}-{one.day.isoformat()}.docx"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
