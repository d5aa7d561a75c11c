"""办理情况: how much work there is, who holds it, how much is late or was closed on time."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fumao.apps.orgs.request import actor_of
from fumao.apps.procedures.queries import workload as queries
from fumao.apps.procedures.views.request import said

_BARS = 12  # steps drawn; the table has all


@login_required
@require_safe
def workload(request: HttpRequest) -> HttpResponse:
    """Show the figures of what the actor sees."""
    asked = _asked(request)
    found = queries.workload(actor_of(request), asked)
    context = {
        "found": found,
        "months": queries.MONTHS,
        "month_chart": _month_chart(found),
        "step_chart": _step_chart(found),
    }
    return render(request, "procedures/workload.html", context)


def _asked(request: HttpRequest) -> queries.Asked:
    months = request.GET.get("months", "")
    wanted = int(months) if months.isdecimal() and len(months) < 3 else 12
    return queries.Asked(
        request.GET.get("procedure", "")[:64], wanted if wanted in queries.MONTHS else 12
    )


def _month_chart(found: queries.Workload) -> dict[str, Any]:
    """Return cases closed as bars and the share on time as a line; no case, no point."""
    rows = found.months
    late = [row.closed - row.on_time for row in rows]
    return {
        "periods": [f"{row.month:%Y-%m}" for row in rows],
        "unit": _("件"),
        "digits": 0,
        "bars": [
            {"name": _("按期办结"), "token": "--c1", "values": [row.on_time for row in rows]},
            {"name": _("逾期办结"), "token": "--c4", "values": late},
        ],
        "line": {
            "name": _("按期率"), "unit": "%",
            "values": [float(row.share) if row.share is not None else None for row in rows],
        },
    }  # fmt: skip


def _step_chart(found: queries.Workload) -> dict[str, Any]:
    rows = found.steps[:_BARS]
    return {
        "names": [f"{said(row.step)} · {said(row.procedure)}" for row in rows],
        "unit": _("件"),
        "digits": 0,
        "before": {"name": _("在办"), "values": [row.open for row in rows]},
        "after": {"name": _("其中逾期"), "values": [row.late for row in rows]},
    }
