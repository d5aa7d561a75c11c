"""Data of the charts of a release; drawn by static/fumao/charts.js. A hidden figure is a gap."""

from typing import Any

from django.utils.translation import gettext as _

from fumao.apps.releases.wording import said

_TOKENS = ("--c1", "--c2", "--c3", "--c4")


def _drawn(cell: dict[str, Any]) -> float | None:
    """Return a published figure for a drawing; the exact one stands in the table beside it."""
    return None if cell["value"] is None else float(cell["value"])


def series_chart(item: dict[str, Any]) -> dict[str, Any]:
    """Return bars by period with the growth of the total as a line."""
    return {
        "periods": item["periods"],
        "unit": said(item["unit"]),
        "digits": 0 if item["unit"]["places"] == 0 else 1,
        "bars": [
            {
                "name": said(line["label"]), "token": token,
                "values": [_drawn(cell) for cell in line["cells"]],
            }
            for line, token in zip(item["lines"], _TOKENS, strict=False)
        ],
        "line": {"name": _("合计同比"), "unit": "%", "values": [_drawn(c) for c in item["growth"]]},
    }  # fmt: skip


def rank_chart(table: dict[str, Any]) -> dict[str, Any] | None:
    """Return the lowest rows of a table ranked by their value, those that are told.

    None where the table shows no value.
    """
    place = next((n for n, one in enumerate(table["columns"]) if one["shows"] == "value"), None)
    if place is None:
        return None
    deepest = max((row["level"] for row in table["rows"]), default=1)
    drawn = [
        (said(row["label"]), _drawn(row["cells"][place]))
        for row in table["rows"]
        if row["kind"] == "row" and row["level"] == deepest
    ]
    told = sorted(((name, v) for name, v in drawn if v is not None), key=lambda one: -one[1])
    return {
        "names": [name for name, _value in told],
        "values": [value for _name, value in told],
        "digits": table["columns"][place]["unit"]["places"],
    }
