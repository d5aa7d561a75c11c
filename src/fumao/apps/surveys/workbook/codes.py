"""The lists of a workbook: what a menu offers, on a sheet of its own that cells point to."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from fumao.apps.formpages.inputs import widget_of
from fumao.core.text import match_key
from fumao.forms.fields import Field


def is_coded(one: Field) -> bool:
    """Tell whether the codes of a field are shown with their words."""
    return one.type is not None and one.type.kind == "code"


def offered(one: Field, day: date, language: str) -> list[tuple[str, str]]:
    """Return what a field's menu offers: the key, and the text that stands in the cell."""
    _widget, choices = widget_of(one, day, language)
    coded = is_coded(one)
    return [(key, f"{key} {words}" if coded else words) for key, words in choices]


def key_of(one: Field, text: str, day: date) -> str:
    """Return the key that a cell of a menu means, by key or words in either language.

    What is none of them is returned as it stands: reading the form says what is wrong with it.
    """
    plain = text.strip()
    return _keys(one, day).get(match_key(plain), plain)


@lru_cache(maxsize=256)
def _keys(one: Field, day: date) -> dict[str, str]:
    found: dict[str, str] = {}
    for language in ("zh", "en"):
        for key, shown in offered(one, day, language):
            words = shown.removeprefix(f"{key} ") if is_coded(one) else shown
            for text in (shown, words):
                found.setdefault(match_key(text), key)
    # A key means itself, whatever else is called so.
    return found | {match_key(key): key for key, _shown in offered(one, day, "zh")}


@dataclass(slots=True)
class Lists:
    """The sheet of lists as it grows; a list that several columns use stands there once."""

    sheet: Any
    title: str
    head: Any
    ranges: dict[tuple[str, ...], str]

    @classmethod
    def on(cls, book: xlsxwriter.Workbook) -> "Lists":
        """Begin the sheet, behind all others."""
        title = _("代码")
        sheet = book.add_worksheet(title)
        head = book.add_format({"bold": True, "bg_color": "#E8EEF6", "bottom": 1})
        return cls(sheet, title, head, {})

    def range_of(self, one: Field, day: date, language: str) -> str:
        """Return the range that holds a field's menu, written where it is new; empty for none."""
        shown = tuple(text for _key, text in offered(one, day, language))
        if not shown:
            return ""
        if shown not in self.ranges:
            column = len(self.ranges)
            self.sheet.set_column(column, column, 32)
            self.sheet.write_string(0, column, one.label.say(language), self.head)
            for row, text in enumerate(shown, 1):
                self.sheet.write_string(row, column, text)
            letter = xlsxwriter.utility.xl_col_to_name(column)
            self.ranges[shown] = f"='{self.title}'!${letter}$2:${letter}${len(shown) + 1}"
        return self.ranges[shown]
