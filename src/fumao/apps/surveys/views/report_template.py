"""模板: a report's workbook is sent, and taken back filled in."""

from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fumao.apps.audit.service import sent
from fumao.apps.orgs.policy import Action, require
from fumao.apps.orgs.request import actor_of
from fumao.apps.orgs.service import EXPORT, UPLOAD, spend
from fumao.apps.surveys.about import earlier
from fumao.apps.surveys.actions.take_template import take_template
from fumao.apps.surveys.book import loaded
from fumao.apps.surveys.queries.previous_rows import previous_rows
from fumao.apps.surveys.queries.report_page import ReportPage, filled_in, report_page
from fumao.apps.surveys.views.reports import TEMPLATE, filing_of
from fumao.apps.surveys.workbook.contents import Contents
from fumao.apps.surveys.workbook.write import workbook


@login_required
@require_safe
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the workbook with what is known; with ?marked= wrong cells are coloured and say why."""
    actor = actor_of(request)
    filing = filing_of(actor, pk)
    require(actor, Action.FILE_REPORT, filing)
    spend(EXPORT, str(request.user.pk))
    language = get_language() or "zh"
    marked = bool(request.GET.get("marked"))
    page = report_page(actor, filing, language, tried=marked)
    data, explained, _draft = filled_in(actor, filing)
    told = Contents(
        filing, page.survey, page.owed.period, data, explained,
        earlier(loaded(filing.period.survey), filing), previous_rows(page.survey, filing), language,
        {key: words for key, _where, words in page.faults} if marked else {},
        _remarks(page) if marked else {},
    )  # fmt: skip
    words = _("（标出错误）") if marked else ""
    name = f"{page.survey.title.say(language)} {page.owed.period.code}{words}.xlsx"
    return sent(workbook(told), name)


def _remarks(page: ReportPage) -> Mapping[str, str]:
    """Return what the checks found by field, by table.column, and by soft check."""
    found: dict[str, str] = {}
    checks = {one.key: one for one in page.survey.checks}
    for one in page.findings:
        if one.severity == "watch" or one.explained:
            continue
        for cell in (*checks[one.key].cells, one.key):
            found[cell] = f"{found[cell]}\n{one.words}" if cell in found else one.words
    return found


@login_required
@require_POST
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a filled-in workbook: what is right and what is wrong stands in the form after it."""
    actor = actor_of(request)
    filing = filing_of(actor, pk)
    spend(UPLOAD, str(request.user.pk))
    address = reverse("report", args=[pk])
    file = request.FILES.get("file")
    try:
        if file is None:
            raise ValidationError(_("请选择要上传的文件。"))
        taken = take_template(actor, filing, file)
    except ValidationError as refused:
        for words in refused.messages:
            messages.error(request, words)
        return HttpResponseRedirect(address, status=303)
    page = report_page(actor, filing, get_language() or "zh", tried=True)
    if page.stands:
        messages.warning(
            request,
            _("已读入 %(cells)s 格，其中 %(n)s 处要改或说明；对的已经留下。")
            % {"cells": taken.cells, "n": page.stands},
        )
    else:
        messages.success(
            request, _("已读入 %(cells)s 格，没有发现问题，核对后请报送。") % {"cells": taken.cells}
        )
    return HttpResponseRedirect(f"{address}?via={TEMPLATE}", status=303)
