"""办件统计: how a procedure goes, in figures for anybody."""

from typing import Any

from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fumao.apps.orgs.request import actor_of
from fumao.apps.procedures.models import ProcedureVersion
from fumao.apps.procedures.queries.catalogue import offered
from fumao.apps.procedures.queries.public_statistics import Statistics, statistics_of
from fumao.apps.procedures.views.public_request import frame_of

_KEPT = 600  # seconds: the figures of a day are asked for often and change seldom


@require_safe
def statistics(request: HttpRequest, key: str) -> HttpResponse:
    """Show received, granted, refused, withdrawn, working days used, the share on time, months."""
    try:
        one = offered(key)
    except ProcedureVersion.DoesNotExist as error:
        raise Http404 from error
    today = actor_of(request).today
    kept, name = caches["pages"], f"statistics:{key}:{today}"
    figures = kept.get(name)
    if figures is None:
        figures = statistics_of(key, today)
        kept.set(name, figures, _KEPT)
    context = {
        "frame": frame_of(request),
        "procedure": one.held.procedure,
        "figures": figures,
        "share": round(figures.on_time * 100, 1) if figures.on_time is not None else None,
        "chart": chart_of(figures),
    }
    return render(request, "procedures/public/statistics.html", context)


def chart_of(figures: Statistics) -> dict[str, Any]:
    """Return the months as bars; what is held back is a gap."""
    names = (_("收件"), _("已通过"), _("未通过"), _("撤回或终止"))
    tokens = ("--c1", "--c3", "--c4", "--c6")
    return {
        "periods": [f"{row.month:%Y-%m}" for row in figures.months],
        "unit": _("件"),
        "digits": 0,
        "bars": [
            {
                "name": name,
                "token": token,
                "values": [row.figures[place].value for row in figures.months],
            }
            for place, (name, token) in enumerate(zip(names, tokens, strict=True))
        ],
    }
