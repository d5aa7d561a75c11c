"""填报: what is typed is kept and checked at once; filing takes it, or says all that is wrong."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fumao.apps.formpages.sent import raw_of
from fumao.apps.orgs.acting import done
from fumao.apps.orgs.request import actor_of
from fumao.apps.surveys.actions.file_report import file_report
from fumao.apps.surveys.actions.save_draft import save_draft
from fumao.apps.surveys.book import loaded
from fumao.apps.surveys.models import FilingVersion
from fumao.apps.surveys.queries.report_page import report_page
from fumao.apps.surveys.refusals import ReportRefusedError
from fumao.apps.surveys.views.reports import TEMPLATE, filing_of, form_response
from fumao.surveys.definitions import Survey

Channel = FilingVersion.Channel
_EXPLAIN = "explain."


def explained_of(survey: Survey, sent: QueryDict) -> dict[str, str]:
    """Return what was written about soft checks, by check."""
    return {
        one.key: text
        for one in survey.checks
        if (text := sent.get(f"{_EXPLAIN}{one.key}", "").strip())
    }


@login_required
@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is typed; answer with what the checks say of it."""
    actor = actor_of(request)
    filing = filing_of(actor, pk)
    survey = loaded(filing.period.survey).survey
    errors: list[str] = []
    try:
        save_draft(
            actor, filing, raw_of(survey.form, request.POST), explained_of(survey, request.POST)
        )
    except ValidationError as refused:
        errors = refused.messages
    page = report_page(actor, filing, get_language() or "zh")
    context = {"page": page, "survey": survey, "saved": not errors, "errors": errors}
    return render(request, "surveys/parts/answer.html", context)


@login_required
@require_POST
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """File the report; a refused one comes back with every fault, and nothing typed is lost."""
    actor = actor_of(request)
    filing = filing_of(actor, pk)
    survey = loaded(filing.period.survey).survey
    data, told = raw_of(survey.form, request.POST), explained_of(survey, request.POST)
    language = get_language() or "zh"
    channel = Channel.TEMPLATE if request.POST.get("via") == TEMPLATE else Channel.FORM
    try:
        save_draft(actor, filing, data, told)
        file_report(actor, filing.pk, data, told, channel=channel)
    except ReportRefusedError as refused:
        page = report_page(actor, filing, language, tried=True, also=refused.also)
        return form_response(request, page, tried=True)
    except ValidationError as refused:
        page = report_page(actor, filing_of(actor, pk), language, tried=True)
        if not page.owed.is_open:  # sent twice, or meanwhile by a colleague
            messages.error(request, refused.messages[0])
            return HttpResponseRedirect(reverse("report", args=[pk]), status=303)
        return form_response(request, page, tuple(refused.messages), tried=True)
    return done(request, _("已报送。"), reverse("report", args=[pk]))
