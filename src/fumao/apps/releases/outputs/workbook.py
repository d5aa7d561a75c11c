"""A vintage as XLSX: a sheet for the headlines, one for every table, one for the method."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from fumao.apps.releases.outputs.parts import Grid, Sentence, parts_of
from fumao.apps.releases.queries.shown import ShownTable, ShownVintage
from fumao.apps.releases.wording import ShownCell
from fumao.core.sheet import Cell, Sheet, sheets

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


def workbook(shown: ShownVintage) -> bytes:
    """Return the workbook: published figures as numbers, what is not published in words."""
    return sheets(_sheets(shown))


def _sheets(shown: ShownVintage) -> Iterator[Sheet]:
    names: set[str] = set()
    heads = (_("指标"), _("数值"), _("单位"), *(
        _("同比（%%，%(currency)s）") % {"currency": currency}
        for currency, _cell in next((one.growth for one in shown.headlines if one.growth), ())
    ))  # fmt: skip
    rows = [
        (one.label, _cell(one.cell), one.unit, *(_cell(cell) for _name, cell in one.growth))
        for one in shown.headlines
    ]
    yield _name(_("概况"), names), heads, rows
    for table, first in (
        *((table, _("期间")) for table in shown.series),
        *((table, _("项目")) for table in shown.tables),
    ):
        yield _name(table.title, names), (first, *table.heads), list(_rows(table))
    parts = list(parts_of(shown))
    given = {table.title for table in (*shown.series, *shown.tables)}
    for part in parts:
        if isinstance(part, Grid) and part.title not in given:
            yield _name(part.title, names), part.heads, part.rows
    words = [[f"{shown.area} {shown.title} {shown.period}"]]
    words += [[part.words] for part in parts if isinstance(part, Sentence) and part.small]
    yield _name(_("口径"), names), (_("说明"),), words


def _rows(table: ShownTable) -> Iterator[tuple[Cell, ...]]:
    for row, (label, *_texts) in zip(table.rows, table.lines(), strict=True):
        yield (label, *(_cell(cell) for cell in row.cells))


def _cell(cell: ShownCell) -> Cell:
    return cell.text if cell.number is None else cell.number


def _name(title: str, taken: set[str]) -> str:
    """Return a name that a sheet may bear: 31 characters, none of them forbidden, not twice."""
    plain = _FORBIDDEN.sub(" ", title)[:31]
    name, number = plain, 2
    while name in taken:
        name = f"{plain[:28]} {number}"
        number += 1
    taken.add(name)
    return name
