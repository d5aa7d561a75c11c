"""办件台账: every case one may see, with search, filters, order, pages and a spreadsheet."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fumao.apps.audit.service import sent, take_away
from fumao.apps.orgs.request import actor_of, is_htmx
from fumao.apps.procedures.models import Case
from fumao.apps.procedures.queries import ledger as queries
from fumao.core.sheet import sheet

PER_PAGE = 50
_LONGEST = 64


def wanted_of(query: QueryDict) -> queries.Wanted:
    """Return what the address asks for."""
    return queries.Wanted(
        search=query.get("q", "")[:_LONGEST],
        procedure=query.get("procedure", "")[:_LONGEST],
        phase=query.get("phase", "")[:16],
        sort=query.get("sort", "-number")[:16],
    )


@login_required
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """Show a page of cases; for htmx the part that changes."""
    actor, wanted = actor_of(request), wanted_of(request.GET)
    page = Paginator(queries.ledger(actor, wanted), PER_PAGE).get_page(request.GET.get("page"))
    counts = queries.phase_counts(actor)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": page,
        "rows": list(page.object_list),
        "wanted": wanted,
        "phases": [(key, label, counts.get(key, 0)) for key, label in queries.PHASES],
        "all": sum(counts.values()),
        "procedures": queries.procedures_seen(),
        "filtered": wanted != queries.Wanted(sort=wanted.sort),
        "query": query.urlencode(),
    }
    name = "procedures/ledger_list.html" if is_htmx(request) else "procedures/ledger.html"
    return render(request, name, context)


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Send the cases the query finds; taking the list away is an event."""
    actor = actor_of(request)
    query = request.GET.urlencode()[:400]
    take_away(actor, "register_exported", {"register": "cases", "query": query})
    english = (get_language() or "").startswith("en")
    rows = queries.ledger(actor, wanted_of(request.GET))[: queries.MOST]
    heads = [
        _("办件编号"), _("事项"), _("申请人"), _("统一社会信用代码"), _("地区"), _("提交日期"),
        _("受理日期"), _("决定日期"), _("办结日期"), _("状态"),
    ]  # fmt: skip
    body = sheet(_("办件台账"), heads, (_cells(row, english) for row in rows))
    return sent(body, f"{_('办件台账')}-{actor.today.isoformat()}.xlsx")


def _cells(row: Case, english: bool) -> list[str]:
    days = (row.submitted_on, row.accepted_on, row.decided_on, row.closed_on)
    return [
        row.number,
        (english and row.procedure.title_en) or row.procedure.title,
        row.enterprise.name,
        row.enterprise.code,
        (english and row.area.name_en) or row.area.name,
        *(day.isoformat() if day else "" for day in days),
        str(row.get_phase_display()),
    ]
