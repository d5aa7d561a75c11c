"""What an uploaded workbook says, by its hidden keys; wrong texts are kept for the form to tell."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from fumao.apps.orgs.refusals import refusal
from fumao.apps.surveys.models import Filing
from fumao.apps.surveys.workbook.codes import key_of
from fumao.apps.surveys.workbook.contents import EXPLAIN, FORM
from fumao.apps.surveys.workbook.identity import SHEET, require_same
from fumao.forms.fields import Field
from fumao.surveys.definitions import Survey

type Rows = Sequence[Sequence[str]]
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_NOW = 3  # the column of this period's figures


@dataclass(frozen=True, slots=True)
class Taken:
    """Raw data and explanations of a workbook, and how many cells were filled in."""

    data: dict[str, object]
    explained: dict[str, str]
    cells: int


def taken_from(sheets: Mapping[str, Rows], filing: Filing, survey: Survey, day: date) -> Taken:
    """Return what a workbook says; raises ValidationError for one that is not this report's."""
    own = sheets.get(SHEET)
    require_same(own[0][0] if own and own[0] else "", filing)
    named = {rows[0][0]: rows for rows in sheets.values() if rows and rows[0]}
    data: dict[str, object] = {}
    cells = 0
    figures = {row[0]: row[_NOW] for row in named.get(FORM, ()) if len(row) > _NOW}
    for one in survey.form:
        if one.is_table:
            lines = _table(one, named, day)
            data[one.key] = lines
            cells += sum(bool(text) for line in lines for text in line.values())
        elif text := figures.get(one.key, ""):
            data[one.key] = raw_text(one, text, day)
            cells += 1
    explained = {
        key.removeprefix(EXPLAIN): text
        for key, text in figures.items()
        if key.startswith(EXPLAIN) and text
    }
    return Taken(data, explained, cells)


def _table(one: Field, named: Mapping[str, Rows], day: date) -> list[dict[str, str]]:
    rows = named.get(f"#{one.key}")
    if rows is None:
        raise refusal("file", _("模板里少了“%(sheet)s”这一页，请重新下载。"), sheet=one.label.zh)
    places = {key: place for place, key in enumerate(rows[0]) if place}
    if any(column.key not in places for column in one.columns):
        raise refusal("file", _("“%(sheet)s”的列被改动过，请重新下载。"), sheet=one.label.zh)
    found = [
        {
            column.key: raw_text(column, row[places[column.key]], day)
            for column in one.columns
            if places[column.key] < len(row)
        }
        for row in rows[2:]
    ]
    return [line for line in found if any(line.values())]


def raw_text(one: Field, text: str, day: date) -> str:
    """Return the text of a cell as the form takes it: a menu's key, a day as 2016-09-10."""
    plain = text.strip()
    kind = one.type.kind if one.type is not None else ""
    if not plain:
        return ""
    if one.options or kind == "code":
        return key_of(one, plain, day)
    if kind == "date" and (told := _DAY.fullmatch(plain)):
        return f"{told[1]}-{int(told[2]):02}-{int(told[3]):02}"
    return plain
