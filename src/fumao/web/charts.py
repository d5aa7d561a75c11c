"""Data of the charts, with the words in the page's language; drawn by static/fumao/charts.js."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from fumao.apps.plans.models import Light
from fumao.apps.plans.queries.desk import DepartmentLights
from fumao.web.templatetags.fumao import local

TOKENS = {
    Light.GREEN: "--l-green",
    Light.BLUE: "--l-blue",
    Light.YELLOW: "--l-yellow",
    Light.RED: "--l-red",
    Light.GREY: "--l-grey",
    Light.NONE: "--l-grey",
}


def department_lights(rows: Sequence[DepartmentLights]) -> dict[str, Any]:
    """Return stacked bars of lights by department; lights nobody has are left out."""
    return {
        "units": [local(row, "name") for row in rows],
        "lights": [
            {
                "name": str(kind.label),
                "token": TOKENS[kind],
                "hatch": kind is Light.NONE,
                "values": [row.counts[kind] for row in rows],
            }
            for kind in Light
            if any(row.counts[kind] for row in rows)
        ],
    }


def monthly_closings(rows: Sequence[tuple[date, int, int]], all_tasks: int) -> dict[str, Any]:
    """Return close-outs by month as bars and the share closed so far as a line, in per cent."""
    share = [round(total * 100 / all_tasks, 1) if all_tasks else None for _d, _n, total in rows]
    return {
        "periods": [f"{day:%Y-%m}" for day, _n, _total in rows],
        "unit": _("项"),
        "digits": 0,
        "bars": [{"name": _("当月销号"), "token": "--c1", "values": [n for _d, n, _t in rows]}],
        "line": {"name": _("累计销号率"), "unit": "%", "values": share},
    }
