"""Cells of a workbook: the formats, and a value written as what it is."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import xlsxwriter

from fumao.apps.surveys.workbook.codes import is_coded, offered
from fumao.apps.surveys.workbook.contents import Contents
from fumao.forms.fields import Field

_EXACT = 15  # digits a spreadsheet's number holds
_BASE = {"border": 1, "border_color": "#B8C2D0", "valign": "top", "text_wrap": True}
_TONES: dict[str, dict[str, Any]] = {
    "input": {"locked": False, "bg_color": "#FFFFFF"},
    "fault": {"locked": False, "bg_color": "#F9D6D5", "border_color": "#B42318"},
    "remark": {"locked": False, "bg_color": "#FFF1CC"},
    "locked": {"bg_color": "#F2F4F7", "font_color": "#475467"},
    "head": {"bold": True, "bg_color": "#E8EEF6"},
    "marked_head": {"bold": True, "bg_color": "#FFF1CC"},
    "title": {"bold": True, "font_size": 14, "border": 0},
    "plain": {"border": 0, "text_wrap": False},
}


@dataclass(slots=True)
class Palette:
    """The formats of a workbook, made as they are asked for."""

    book: xlsxwriter.Workbook
    made: dict[tuple[str, str], Any] = field(default_factory=dict)

    def format(self, tone: str, number: str = "") -> Any:
        """Return the format of a tone with a number format."""
        if (tone, number) not in self.made:
            wanted = {**_BASE, **_TONES[tone]}
            if number:
                wanted["num_format"] = number
            self.made[tone, number] = self.book.add_format(wanted)
        return self.made[tone, number]


def number_format(one: Field) -> str:
    """Return how a spreadsheet shows values of a field; texts stay texts: 0012 keeps its zeros."""
    kind = one.type.kind if one.type is not None else ""
    if kind in ("money", "dec"):
        return "#,##0.00"
    if one.options or kind in ("code", "bool"):
        return ""
    return {"int": "#,##0", "date": "yyyy-mm-dd"}.get(kind, "@")


def put(  # noqa: PLR0913, PLR0917 - where, what and how
    sheet: Any, row: int, column: int, one: Field, text: object, style: Any, told: Contents
) -> None:
    """Write a raw text as a number, a day or words; what cannot be read stays as it is.

    A string cell is never a formula, whatever it begins with, so texts come back unchanged.
    """
    plain = "" if text is None else str(text)
    kind = one.type.kind if one.type is not None else ""
    if not plain:
        sheet.write_blank(row, column, None, style)
    elif kind in ("money", "dec", "int") and (number := exact_number(plain)) is not None:
        sheet.write_number(row, column, number, style)
    elif kind == "date" and (day := _day(plain)) is not None:
        sheet.write_datetime(row, column, day, style)
    elif one.options or kind in ("code", "bool"):
        words = dict(offered(one, told.period.end, told.language))
        sheet.write_string(row, column, words.get(plain, plain), style)
    else:
        sheet.write_string(row, column, plain, style)


def restrict(sheet: Any, place: tuple[int, int, int, int], one: Field, listed: str) -> None:
    """Let cells offer a menu, or warn of what is no number or day."""
    kind = one.type.kind if one.type is not None else ""
    rule: dict[str, Any]
    if listed:
        rule = {"validate": "list", "source": listed}
    elif kind in ("money", "dec", "int"):
        rule = {
            "validate": "integer" if kind == "int" else "decimal",
            "criteria": "between", "minimum": -(10**15), "maximum": 10**15,
        }  # fmt: skip
    elif kind == "date":
        first, last = datetime(1990, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001 - days of a sheet
        rule = {"validate": "date", "criteria": "between", "minimum": first, "maximum": last}
    else:
        return
    # A warning: a code typed without its words is right as well.
    sheet.data_validation(*place, rule | {"error_type": "warning"})


def exact_number(text: str) -> float | None:
    """Return a text as a number that a spreadsheet holds exactly; None where it is none."""
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    if not number.is_finite() or len(number.as_tuple().digits) > _EXACT:
        return None
    return float(number)


def _day(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d")  # noqa: DTZ007 - a day of a sheet
    except ValueError:
        return None


def coded_width(one: Field) -> int:
    """Return the width of a column in characters."""
    if is_coded(one):
        return 26
    return 18 if one.type is not None and one.type.kind in ("money", "dec", "text") else 14
