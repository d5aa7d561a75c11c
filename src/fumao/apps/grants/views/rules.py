"""The rules themselves: the list, and the page of one."""

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fumao.apps.grants.book import book
from fumao.apps.grants.forms.choice import FIRST, LAST
from fumao.apps.grants.queries.rule_list import (
    Wanted,
    documents_cited,
    kinds_used,
    rule_rows,
    with_cites,
)
from fumao.apps.grants.queries.rule_page import MOST_CHARTS, rule_page
from fumao.apps.grants.views.request import frame_of
from fumao.apps.grants.words import language
from fumao.apps.orgs.request import PER_PAGE, actor_of


def _day(request: HttpRequest) -> date:
    """Return the day that ?on= asks for, the business date where it names none."""
    try:
        day = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return actor_of(request).today
    return day if FIRST <= day <= LAST else actor_of(request).today


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """List the rules of all packs."""
    actor, held, lang, day = actor_of(request), book(), language(), _day(request)
    asked = {name: request.GET.get(name, "").strip()[:100] for name in ("q", "kind", "document")}
    wanted = Wanted(**asked, state=request.GET.get("state", ""))
    rows = rule_rows(held, day, wanted, lang)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "frame": frame_of(request),
        "page": page,
        "rows": with_cites(actor, held, list(page), lang),
        "count": len(rows),
        "all": len(held.names),
        "wanted": wanted,
        "day": day,
        "kinds": kinds_used(held),
        "documents": documents_cited(held, lang),
    }
    return render(request, "grants/rules.html", context)


@require_safe
def rule(request: HttpRequest, name: str) -> HttpResponse:
    """Show a rule."""
    lang, day = language(), _day(request)
    page = rule_page(actor_of(request), book(), name, day, lang)
    charts = [one for one in page.parameters if one.chart][:MOST_CHARTS]
    context = {
        "frame": frame_of(request),
        "page": page,
        "rule": page.rule,
        "day": day,
        "charts": charts,
        "group_title": page.group.title.say(lang),
        "evidence": [words.say(lang) for words in page.rule.evidence],
        "apply": page.rule.apply.say(lang) if page.rule.apply else "",
        "note": page.rule.note.say(lang) if page.rule.note else "",
        "ended": page.rule.ended.say(lang) if page.rule.ended else "",
    }
    return render(request, "grants/rule.html", context)
