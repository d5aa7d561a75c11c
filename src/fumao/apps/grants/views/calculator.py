"""The policy calculator: facts come in the body of a POST and are kept nowhere."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fumao.apps.grants.book import book
from fumao.apps.grants.forms.choice import cities, read_choice
from fumao.apps.grants.forms.facts import read_facts
from fumao.apps.grants.forms.prefill import Prefilled, prefill
from fumao.apps.grants.queries.calculation import calculate, read_names
from fumao.apps.grants.queries.in_view import enterprise_in_view, known_of
from fumao.apps.grants.queries.questions import Drawn, questions
from fumao.apps.grants.views.request import frame_of, spend_one
from fumao.apps.grants.words import language
from fumao.apps.orgs.request import actor_of, is_htmx


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calculator(request: HttpRequest) -> HttpResponse:
    """Show the form with what follows from the facts given so far."""
    sent = QueryDict()
    if request.method == "POST":
        spend_one(request)
        sent = request.POST
    context = worked_out(request, sent)
    if is_htmx(request):
        return render(request, "grants/parts/calculator.html", context)
    return render(request, "grants/calculator.html", context | {"frame": frame_of(request)})


def worked_out(request: HttpRequest, sent: QueryDict) -> dict[str, Any]:
    """Return what the page shows for a form as it was sent, filled in from the register."""
    actor, held, lang = actor_of(request), book(), language()
    asked = sent if request.method == "POST" else request.GET
    enterprise = enterprise_in_view(actor, asked.get("enterprise"))
    home = enterprise.area.path if enterprise is not None else None
    choice = read_choice(sent, held, actor, home)
    filled = Prefilled(sent)
    if enterprise is not None:
        known = known_of(actor, enterprise, choice.day)
        names = read_names(held, choice.chosen)
        filled = prefill(sent, known, names, held.library, lang)
    facts = read_facts(filled.sent, held, choice.day, lang)
    facts.rows |= filled.rows
    result = calculate(actor, held, choice, facts, lang)
    drawn = Drawn(choice.day, lang, filled.told)
    bad = set(sent.getlist("bad")) | facts.errors.keys() | filled.fresh
    return {
        "enterprise": enterprise,
        "unused": request.method == "GET" and asked.get("enterprise") == "",
        "choice": choice,
        "day_error": _("应为 2016-07-05 样的日期，此处先按业务日期计算。")
        if choice.day_wrong
        else "",
        "cities": [(code, name.say(lang)) for code, name in cities(held)],
        "groups": [(g, g.title.say(lang), g.key in choice.chosen) for g in choice.offered],
        "questions": questions(
            held, result.entitlements, facts, sent.getlist("at") + sent.getlist("ask"), drawn
        ),
        "bad": bad,
        "result": result,
        "sums": result.sums,
        "counts": {
            "found": len(result.having("yes", "told")),
            "none": len(result.having("no", "ended", "coming")),
        },
        "granted": result.having("yes"),
        "told": result.having("told"),
        "wait": result.having("wait"),
        "stuck": result.having("stuck"),
        "refused": result.having("no"),
        "off": result.having("ended", "coming"),
    }
