"""Screening: run it, its rules, its enterprises, one cell explained, what is missing, the file."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fumao.apps.audit.service import record
from fumao.apps.grants.actions.ask_screening import ask_screening
from fumao.apps.grants.actions.run_screening import run_screening
from fumao.apps.grants.book import book
from fumao.apps.grants.firms import enterprises_in
from fumao.apps.grants.limits import AT_ONCE, SCREEN
from fumao.apps.grants.models import Screening, ScreeningJob
from fumao.apps.grants.queries.screened_cell import cell_lines, cell_page, firm_of
from fumao.apps.grants.queries.screened_firms import STATES, Kept, Wanted, areas_of, parks_of
from fumao.apps.grants.queries.screening import (
    is_current,
    job_of,
    jobs,
    need_lines,
    places_to_screen,
    rule_lines,
    screening_of,
    screenings,
    sum_of,
)
from fumao.apps.grants.queries.told import told_of
from fumao.apps.grants.screening_export import screening_xlsx, state_words
from fumao.apps.grants.views.opened import area_of, day_of, reader_of
from fumao.apps.grants.words import language
from fumao.apps.orgs.acting import done
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.request import PER_PAGE, is_htmx
from fumao.apps.orgs.service import EXPORT, spend

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RUNS = 12  # runs offered in the head of the page


@login_required
@require_safe
def screening(request: HttpRequest) -> HttpResponse:
    """Show the newest run, or how to make the first."""
    actor = reader_of(request)
    newest = screenings(actor).first()
    if newest is not None:
        return _rules(request, actor, newest)
    context = _frame(actor, None) | {"enterprises": enterprises_in(actor)}
    return render(request, "grants/screening_none.html", context)


@login_required
@require_safe
def screening_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the rules of one run; how far it is while the worker is at it."""
    actor = reader_of(request)
    job = job_of(actor, pk)
    polled = is_htmx(request) and request.GET.get("poll")
    if polled and not job.open:
        return HttpResponse(headers={"HX-Refresh": "true"})
    if job.state == ScreeningJob.State.DONE:
        return _rules(request, actor, screening_of(actor, pk))
    name = "grants/parts/screening_state.html" if polled else "grants/screening_job.html"
    context = _frame(actor, None) | {"job": job}
    if job.open:
        context["places"] = []  # one at a time: the next is asked for when this one is done
    return render(request, name, context)


def _frame(actor: Actor, one: Screening | None) -> dict[str, Any]:
    return {
        "one": one,
        "runs": list(screenings(actor)[:RUNS]),
        "under_way": list(jobs(actor).filter(state__in=("waiting", "running"))[:RUNS]),
        "places": places_to_screen(actor),
        "current": one is None or is_current(book(), one),
    }


def _rules(request: HttpRequest, actor: Actor, one: Screening) -> HttpResponse:
    lang, held = language(), book()
    lines = rule_lines(actor, held, one, lang)
    context = _frame(actor, one) | {
        "tab": "rules",
        "lines": [line for line in lines if line.counts],
        "off": [line for line in lines if not line.counts],
        "sum": sum_of(lines, held, one, lang),
    }
    return render(request, "grants/screening.html", context)


@login_required
@require_POST
def screening_run(request: HttpRequest) -> HttpResponse:
    """Screen now and show what was found; a large area is left to the worker."""
    actor = reader_of(request)
    area = area_of(actor, Action.SCREEN, request.POST.get("area", ""))
    spend(SCREEN, str(actor.person.pk if actor.person else ""))
    day, examples = day_of(request.POST.get("on", ""), actor), bool(request.POST.get("examples"))
    if enterprises_in(actor, area) > AT_ONCE:
        job = ask_screening(actor, area, day, examples=examples)
        words = _("已提交筛查，正在后台计算。")
        return done(request, words, reverse("screening-one", args=[job.pk]))
    made = run_screening(actor, area, day, examples=examples)
    words = _("筛查完成：%(n)s 家企业，%(m)s 条规则。") % {
        "n": made.enterprises,
        "m": made.rules.count(),
    }
    return done(request, words, reverse("screening-one", args=[made.pk]))


def _wanted(request: HttpRequest) -> Wanted:
    asked = {
        name: request.GET.get(name, "").strip()[:100]
        for name in ("q", "area", "park", "rule", "state", "sort")
    }
    return Wanted(**asked)


@login_required
@require_safe
def screening_firms(request: HttpRequest, pk: int) -> HttpResponse:
    """List the enterprises of a run, all rules together or one rule."""
    actor = reader_of(request)
    one, lang, wanted = screening_of(actor, pk), language(), _wanted(request)
    lines = [line for line in rule_lines(actor, book(), one, lang) if line.counts]
    rule = next((line.rule for line in lines if line.rule.name == wanted.rule), None)
    kept = Kept(one)
    page = Paginator(kept.places(wanted, rule), PER_PAGE).get_page(request.GET.get("page"))
    words = state_words(rule)
    states = ("granted", "unknown") if rule is None else ("decided", *STATES)
    named = words | {"decided": _("有结果")}
    context = _frame(actor, one) | {
        "tab": "firms",
        "page": page,
        "firms": [kept.line(place, rule, lang) for place in page],
        "lines": lines,
        "rule": rule,
        "rule_label": rule.label.say(lang) if rule else "",
        "wanted": wanted,
        "areas": areas_of(kept),
        "parks": parks_of(kept),
        "states": [(state, named[state]) for state in states],
        "words": words,
        "query": request.GET.urlencode(),
    }
    return render(request, "grants/screening_firms.html", context)


@login_required
@require_safe
def screening_firm(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Show what every rule said of one enterprise, and why."""
    actor = reader_of(request)
    one, lang, held = screening_of(actor, pk), language(), book()
    kept = Kept(one)
    enterprise, place = firm_of(actor, kept, code)
    names = [row.rule for row in one.rules.defer("values")]
    told = told_of(actor, enterprise, one.day)
    cells = list(cell_lines(held, kept, place, told, names, lang))
    order = {state: n for n, state in enumerate(STATES)}
    cells.sort(key=lambda cell: order[cell.state])
    context = _frame(actor, one) | {
        "tab": "firms",
        "enterprise": enterprise,
        "firm": kept.line(place, None, lang),
        "cells": [(cell, state_words(cell.rule)[cell.state]) for cell in cells],
    }
    return render(request, "grants/screening_firm.html", context)


@login_required
@require_safe
def screening_cell(request: HttpRequest, pk: int, code: str, rule: str) -> HttpResponse:
    """Explain one cell in sentences."""
    actor = reader_of(request)
    one = screening_of(actor, pk)
    kept = Kept(one)
    enterprise, _place = firm_of(actor, kept, code)
    cell = cell_page(actor, book(), kept, enterprise, rule, language())
    context = _frame(actor, one) | {
        "tab": "firms",
        "enterprise": enterprise,
        "cell": cell,
        "word": state_words(cell.rule)[cell.state],
    }
    return render(request, "grants/screening_cell.html", context)


@login_required
@require_safe
def screening_needs(request: HttpRequest, pk: int) -> HttpResponse:
    """List the facts that are missing, the one that decides most first."""
    actor = reader_of(request)
    one = screening_of(actor, pk)
    full = Screening.objects.only("needs").get(pk=one.pk)
    lines = need_lines(book(), full, language())
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    context = _frame(actor, one) | {"tab": "needs", "page": page, "needs": list(page)}
    return render(request, "grants/screening_needs.html", context)


@login_required
@require_safe
def screening_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the run as a spreadsheet with reasons; taking it away is an event."""
    actor = reader_of(request)
    one, lang, held = screening_of(actor, pk), language(), book()
    if actor.person is None:
        raise Http404
    spend(EXPORT, str(actor.person.pk))
    lines = rule_lines(actor, held, one, lang)
    body = screening_xlsx(actor, held, Kept(one), lines, _wanted(request), lang)
    with transaction.atomic():
        query = request.GET.urlencode()[:400]
        record(one.stream, "screening_exported", actor=actor, area=one.area, data={"query": query})
    response = HttpResponse(body, content_type=XLSX)
    name = f"{_('政策筛查')}-{one.pk}-{one.day.isoformat()}.xlsx"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
