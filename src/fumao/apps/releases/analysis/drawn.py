"""Data of the charts of an answer, drawn by static/fumao/charts.js, and the tiles of areas.

The exact figures stand in the table below; a figure that is not told is a gap and is counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from fumao.apps.releases.analysis.asked import Asked
from fumao.apps.releases.analysis.shown import Answer, Figure, figure
from fumao.apps.releases.wording import say
from fumao.statistics.pivot import Cell, Grid, Line, lowest

_TOKENS = ("--c1", "--c2", "--c3", "--c4", "--c5", "--c6")
LINES = len(_TOKENS)
_GROUPS, _BARS, _PLACES = 4, 12, 20
_SHADES = 5


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart: its kind, its data, and what it leaves out, in words."""

    kind: str
    data: dict[str, Any]
    left_out: str = ""
    tall: str = "tall"


@dataclass(frozen=True, slots=True)
class Tile:
    """An area without its boundary: what it is called, its figure, how dark (1 to 5, 0 unknown)."""

    label: str
    figure: Figure
    shade: int


def drawn(answer: Answer, asked: Asked) -> Drawn | None:
    """Return the chart of an answer; None where it is a table or tiles, or has nothing to draw."""
    makers = {"line": _lines, "bar": _bars, "treemap": _treemap, "rank": _rank}
    maker = makers.get(asked.view)
    return maker(answer) if maker is not None and answer.found.lines else None


def _value(cell: Cell, places: int) -> float | None:
    return None if cell.value is None else round(float(cell.value), places)


def _picked(found: Grid) -> list[Line]:
    """Return the lines worth drawing: the total where there is nothing below it."""
    lines = lowest(found) or list(found.lines)
    last = len(found.columns) - 1
    told = [line for line in lines if any(cell.value is not None for cell in line.cells)]

    def size(line: Line) -> float:
        known = [cell.value for cell in line.cells[last:] if cell.value is not None]
        return float(known[0]) if known else float("-inf")

    return sorted(told, key=size, reverse=True)


def _head(answer: Answer) -> dict[str, Any]:
    return {"unit": answer.unit, "digits": answer.places}


def _lines(answer: Answer) -> Drawn:
    found, places = answer.found, answer.places
    total = [line for line in found.lines if line.member.kind == "total"]
    lines = _picked(found)
    if len(lines) < len(found.lines) and total and len(lines) <= 1:
        lines = total
    kept = lines[:LINES]
    return Drawn("trend", {
        **_head(answer),
        "periods": [one.code for one in found.columns],
        "lines": [
            {
                "name": say(line.member.label), "token": token,
                "values": [_value(cell, places) for cell in line.cells],
            }
            for line, token in zip(kept, _TOKENS, strict=False)
        ],
    }, _more(len(lines) - len(kept)))  # fmt: skip


def _bars(answer: Answer) -> Drawn:
    found, places = answer.found, answer.places
    lines = _picked(found)
    kept, first = lines[:_BARS], max(0, len(found.columns) - _GROUPS)
    return Drawn("bars", {
        **_head(answer),
        "names": [say(line.member.label) for line in kept],
        "bars": [
            {
                "name": say(column.label) or answer.title, "token": token,
                "values": [_value(line.cells[first + n], places) for line in kept],
            }
            for n, (column, token) in enumerate(
                zip(found.columns[first:], _TOKENS, strict=False)
            )
        ],
    }, _more(len(lines) - len(kept), columns=first))  # fmt: skip


def _rank(answer: Answer) -> Drawn:
    told = [one for one in answer.places_now if one.now.value is not None]
    kept = told[:_PLACES]
    size = "tall" if len(kept) <= 12 else "taller"
    return Drawn("rank", {
        "names": [say(one.member.label) for one in kept],
        "values": [_value(one.now, answer.places) for one in kept],
        "digits": answer.places,
    }, _more(len(told) - len(kept), hidden=len(answer.places_now) - len(told)), size)  # fmt: skip


def _treemap(answer: Answer) -> Drawn:
    """Return areas as large as their figures; what is not told, or not above zero, has none."""
    lines = lowest(answer.found)
    told = [line for line in lines if (line.cells[0].value or 0) > 0]
    rests = [line for line in answer.found.lines if line.member.kind == "other"]
    told += [line for line in rests if (line.cells[0].value or 0) > 0]
    names = {line.member.code: line.member for line in answer.found.lines}
    tops: dict[str, list[dict[str, Any]]] = {}
    for line in told:
        top = line.member
        while top.parent in names:
            top = names[top.parent]
        entry = {
            "name": say(line.member.label), "value": _value(line.cells[0], answer.places),
        }  # fmt: skip
        tops.setdefault(top.code, []).append(entry)
    alone = all(len(found) == 1 for found in tops.values())
    nodes = [
        {
            "name": say(names[code].label), "children": found,
            "token": _TOKENS[0 if alone else place % LINES],
        }
        for place, (code, found) in enumerate(tops.items())
    ]  # fmt: skip
    data = {**_head(answer), "nodes": nodes, "alone": alone}
    return Drawn("treemap", data, _more(0, hidden=len(lines) + len(rests) - len(told)), "taller")


def _more(rows: int, *, columns: int = 0, hidden: int = 0) -> str:
    """Say what a chart leaves out."""
    parts = []
    if rows > 0:
        parts.append(_("另有 %(n)s 项只在表中") % {"n": rows})
    if columns > 0:
        parts.append(_("只画最后 %(n)s 列") % {"n": _GROUPS})
    if hidden > 0:
        parts.append(_("%(n)s 项没有数字，未画") % {"n": hidden})
    return _("；").join(parts)


def tiles(answer: Answer) -> Sequence[Tile]:
    """Return the areas as tiles in the order of their codes; the darker the higher."""
    lines = [line for line in answer.found.lines if line.member.kind != "total"]
    rows = {row.code: row for row in answer.rows}
    values = sorted(line.cells[0].value for line in lines if line.cells[0].value is not None)
    return [
        Tile(
            say(line.member.label),
            rows[line.member.code].figures[0] if line.member.code in rows else figure(
                line.cells[0], "value", answer.places
            ),
            0 if (value := line.cells[0].value) is None
            else 1 + _SHADES * values.index(value) // len(values),
        )
        for line in lines
    ]  # fmt: skip
