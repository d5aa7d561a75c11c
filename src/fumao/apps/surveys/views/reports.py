"""A respondent's own reports: what is due when, and each report with its form or what was filed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from fumao.apps.formpages.shown import shown_fields
from fumao.apps.orgs.acting import NOT_TAKEN
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to
from fumao.apps.orgs.request import actor_of
from fumao.apps.surveys.actions.begin_filing import begin_filing
from fumao.apps.surveys.bulk.candidates import offers
from fumao.apps.surveys.marks import marks_of
from fumao.apps.surveys.models import Filing
from fumao.apps.surveys.queries.own_reports import (
    filtered,
    forms_of,
    own_reports,
    standings,
    tally,
    years_of,
)
from fumao.apps.surveys.queries.report_history import history_lines, rounds_of
from fumao.apps.surveys.queries.report_page import (
    ReportPage,
    pinned_places,
    reason_words,
    report_page,
)
from fumao.apps.surveys.queries.to_begin import to_begin

_A_PAGE = 30
TEMPLATE = "template"  # ?via= of a page whose figures came by the issued template


def filing_of(actor: Actor, pk: int) -> Filing:
    """Return a report the actor may see; raises Http404."""
    rows: QuerySet[Filing] = Filing.objects.select_related(
        "period__survey", "period__office", "enterprise__area", "enterprise__current",
        "department", "area", "version",
    )  # fmt: skip
    found = visible_to(actor, rows).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """List the reports of the actor's own units."""
    actor = actor_of(request)
    whole = own_reports(actor)
    chosen = {name: request.GET.get(name, "") for name in ("year", "form", "state")}
    rows = filtered(whole, chosen["year"], chosen["form"], chosen["state"], actor.today)
    page = Paginator(rows, _A_PAGE).get_page(request.GET.get("page"))
    shown = rows[page.start_index() - 1 if page.object_list else 0 : page.end_index()]
    context = {
        "page": page,
        "reports": standings(actor, shown),
        "tally": tally(whole, actor.today),
        "years": years_of(whole),
        "forms": forms_of(whole),
        "chosen": chosen,
        "query": urlencode({name: text for name, text in chosen.items() if text}),
        "beginnings": to_begin(actor),
        "takes_files": bool(offers(actor)),
        "several": whole.values("enterprise", "department").distinct().count() > 1,
    }
    return render(request, "surveys/mine.html", context)


@login_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a filing of a register that has several, and open its form."""
    actor = actor_of(request)
    chosen = request.POST.get("begin", "")
    found = next((one for one in to_begin(actor) if one.value == chosen), None)
    if found is None:
        raise Http404
    try:
        row = begin_filing(actor, found.row, found.enterprise, request.POST.get("each", ""))
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
        return HttpResponseRedirect(reverse("my-reports"), status=303)
    return HttpResponseRedirect(reverse("report", args=[row.pk]), status=303)


@login_required
@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a report: its form while it is to be filled in, else what was filed."""
    actor = actor_of(request)
    filing = filing_of(actor, pk)
    language = get_language() or "zh"
    page = report_page(actor, filing, language, tried=request.GET.get("via") == TEMPLATE)
    if page.owed.is_open and page.may_file:
        return form_response(request, page)
    return render(request, "surveys/report.html", _filed(page, language))


def form_response(
    request: HttpRequest, page: ReportPage, errors: tuple[str, ...] = (), *, tried: bool = False
) -> HttpResponse:
    """Return the form of a report; a refused one comes back with what was typed and all faults."""
    language = get_language() or "zh"
    reason, rule = reason_words(page.filing, page.survey)
    context = _common(page) | {
        "errors": errors,
        "tried": tried or request.GET.get("via") == TEMPLATE,
        "via": request.GET.get("via") or request.POST.get("via", ""),
        "reason": reason,
        "rule": rule,
        "pinned": pinned_places(page.filing, page.survey, language),
        "lines": history_lines(page.filing, page.survey),
    }
    return render(request, "surveys/form.html", context, status=NOT_TAKEN if tried else 200)


def _common(page: ReportPage) -> dict[str, Any]:
    return {
        "page": page,
        "filing": page.filing,
        "survey": page.survey,
        "marks": marks_of(page.filing.period.marks),
        "owed": page.owed,
    }


def _filed(page: ReportPage, language: str) -> dict[str, Any]:
    filing, day = page.filing, page.owed.period.end
    version = filing.version
    reason, rule = reason_words(filing, page.survey)
    return _common(page) | {
        "version": version,
        "answers": shown_fields(page.survey.form, version.data, day, language) if version else [],
        "rounds": rounds_of(filing, page.survey, day, language),
        "lines": history_lines(filing, page.survey),
        "reason": reason,
        "rule": rule,
        "pinned": pinned_places(filing, page.survey, language),
    }


@login_required
@require_safe
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a report as it is printed and signed: what was filed, or the draft, said to be one."""
    actor = actor_of(request)
    filing = filing_of(actor, pk)
    language = get_language() or "zh"
    page = report_page(actor, filing, language)
    own = page.may_file and page.owed.owing
    data = page.examined.reading.data if own else (filing.version.data if filing.version else {})
    context = _common(page) | {
        "draft": own,
        "answers": shown_fields(page.survey.form, data, page.owed.period.end, language),
    }
    return render(request, "surveys/printed.html", context)
