"""报送质量: tallies of a period by district, as ranked bars, a table and a spreadsheet."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fumao.apps.audit.service import sent, take_away
from fumao.apps.orgs.request import actor_of
from fumao.apps.surveys.book import period_of
from fumao.apps.surveys.queries.periods import filings_of
from fumao.apps.surveys.queries.tallies import Tally, whole
from fumao.apps.surveys.queries.tallies import tallies as tallied
from fumao.apps.surveys.views.period import asked_for
from fumao.core.sheet import sheet


@login_required
@require_safe
def tallies(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Show the tallies of the filings that the actor sees."""
    actor = actor_of(request)
    row = asked_for(actor, key, pk)
    found = tallied(filings_of(actor, row), actor.today)
    english = (get_language() or "").startswith("en")
    ranked = [one for one in found if one.on_time_share is not None]
    chart: dict[str, Any] = {
        "names": [(english and one.area.name_en) or one.area.name for one in ranked],
        "values": [float(one.on_time_share or 0) for one in ranked],
        "digits": 1,
    }
    context = {"row": row, "found": found, "whole": whole(found, row.area), "chart": chart}
    return render(request, "surveys/tallies.html", context)


@login_required
@require_safe
def export(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Send the tallies; taking them away is an event."""
    actor = actor_of(request)
    row = asked_for(actor, key, pk)
    take_away(actor, "register_exported", {"register": row.stream, "query": "tallies"})
    english = (get_language() or "").startswith("en")
    heads = [
        _("地区"), _("应报"), _("按期"), _("迟报"), _("逾期未报"), _("催报后超期"), _("按期率 %"),
        _("被退回的报表"), _("退回次数"), _("报送次数"), _("退回率 %"), _("采纳的说明"),
        _("已通过"), _("平均审核工作日"),
    ]  # fmt: skip
    found = tallied(filings_of(actor, row), actor.today)
    body = sheet(_("报送质量"), heads, (_cells(one, english) for one in found))
    return sent(body, f"{row.survey.title}-{period_of(row).code}-{_('报送质量')}.xlsx")


def _cells(one: Tally, english: bool) -> list[str]:
    numbers = (
        one.respondents, one.on_time, one.late, one.unfiled, one.refused, one.on_time_share,
        one.returned, one.returns, one.rounds, one.return_share, one.explained, one.accepted,
        one.average_days,
    )  # fmt: skip
    name = (english and one.area.name_en) or one.area.name
    return [name, *("" if number is None else str(number) for number in numbers)]
