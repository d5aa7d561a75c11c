"""待查项: findings as work, to be found by state, owner and form, and taken away as a sheet."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fumao.apps.audit.service import sent, take_away
from fumao.apps.orgs.request import actor_of, is_htmx
from fumao.apps.surveys.book import period_of
from fumao.apps.surveys.level_words import level_words
from fumao.apps.surveys.models import WorkItem
from fumao.apps.surveys.queries import items as queries
from fumao.core.sheet import sheet
from fumao.surveys.work_items import RESPONDENT

PER_PAGE = 50
_LONGEST = 64
_LEVELS = ("district", "city", "nation")


def wanted_of(query: QueryDict) -> queries.Wanted:
    """Return what the address asks for; without a state what is still to be done."""
    return queries.Wanted(
        search=query.get("q", "")[:_LONGEST],
        survey=query.get("survey", "")[:_LONGEST],
        state=query.get("state", queries.TO_DO)[:16],
        owner=query.get("owner", "")[:16],
    )


def owner_words(owner: str) -> str:
    """Say who has an item: 填报单位, 区级, or nobody."""
    if owner == RESPONDENT:
        return _("填报单位")
    return level_words(owner) if owner else "—"


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Show the items the actor sees; for htmx the part that changes."""
    actor, wanted, language = actor_of(request), wanted_of(request.GET), get_language() or "zh"
    page = Paginator(queries.items(actor, wanted), PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    counts = queries.counts(actor)
    context: dict[str, Any] = {
        "page": page, "wanted": wanted, "query": query.urlencode(),
        "rows": [
            (row, queries.finding_words(row).say(language), owner_words(row.owner))
            for row in page.object_list
        ],
        "phases": [(key, words, counts[key]) for key, words in WorkItem.Phase.choices],
        "owners": [(one, owner_words(one)) for one in (RESPONDENT, *_LEVELS)],
        "surveys": queries.surveys_of(actor),
    }  # fmt: skip
    name = "surveys/items_list.html" if is_htmx(request) else "surveys/items.html"
    return render(request, name, context)


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Send the items the query finds; taking the list away is an event."""
    actor, language = actor_of(request), get_language() or "zh"
    query = request.GET.urlencode()[:400]
    take_away(actor, "register_exported", {"register": "items", "query": query})
    heads = [
        _("填报单位"), _("报表"), _("报告期"), _("校验"), _("级别"), _("状态"), _("轮到"),
        _("查出日期"), _("企业说明"), _("审核答复"),
    ]  # fmt: skip
    found = queries.items(actor, wanted_of(request.GET))[: queries.MOST]
    body = sheet(_("待查项"), heads, (_cells(row, language) for row in found))
    return sent(body, f"{_('待查项')}.xlsx")


def _cells(row: WorkItem, language: str) -> list[str]:
    english = language.startswith("en")
    filing = row.filing
    respondent = filing.enterprise or filing.department
    survey = filing.period.survey
    return [
        ((english and respondent.name_en) or respondent.name) if respondent else "",
        survey.title_en if english else survey.title,
        period_of(filing.period).code,
        queries.finding_words(row).say(language),
        _("须说明") if row.severity == "soft" else _("关注"),
        str(row.get_phase_display()),
        owner_words(row.owner),
        row.found_on.isoformat(),
        row.explanation,
        row.answer,
    ]
