"""Data of the charts of funds, in 万元; drawn by static/fumao/charts.js."""

from typing import Any

from django.utils.translation import gettext as _

from fumao.apps.funds.queries.funds import FundPage

WAN = 1_000_000  # fen


def _wan(fen: int) -> float:
    """Return fen in 万元 for a drawing; the exact figure stands in the table beside it."""
    return round(fen / WAN, 4)


def waterfall(page: FundPage) -> dict[str, Any]:
    """Return the bars from the sources over the calls to what is left."""
    bars: list[tuple[str, int, int, str]] = []  # name, from, to, token
    top = 0
    for source in page.sources:
        bars.append((source.label, top, top + source.amount, "--c1"))
        top += source.amount
    english = str(_("元")) != "元"
    for line in page.calls:
        name = line.call.name_en if english and line.call.name_en else line.call.name
        name = name.removesuffix("（演示）").removesuffix(" (demo)")
        bars.append((name, top - line.call.committed, top, "--c4"))
        top -= line.call.committed
    bars.append((_("尚可安排"), 0, top, "--c3"))
    return {
        "unit": _("万元"),
        "digits": 2,
        "names": [name for name, *_rest in bars],
        "from": [_wan(low) for _name, low, _high, _token in bars],
        "size": [_wan(high - low) for _name, low, high, _token in bars],
        "tokens": [token for *_rest, token in bars],
    }


def pace(page: FundPage) -> dict[str, Any]:
    """Return what was committed and paid until each month, under the line of the budget."""
    return {
        "unit": _("万元"),
        "digits": 2,
        "periods": [f"{month.day:%Y-%m}" for month in page.months],
        "lines": [
            {
                "name": _("预算"), "token": "--ink-3", "dashed": True,
                "values": [_wan(page.year.budget if page.year else 0)] * len(page.months),
            },
            {
                "name": _("累计批准"), "token": "--c4",
                "values": [_wan(month.committed_so_far) for month in page.months],
            },
            {
                "name": _("累计拨付"), "token": "--c1",
                "values": [_wan(month.paid_so_far) for month in page.months],
            },
        ],
    }  # fmt: skip
