"""Sheets of a spreadsheet: every cell is a text or an exact number, none a formula."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from fumao.core.cells import safe_cell

# A title, the heads, and the rows below them.
type Cell = str | Decimal
type Sheet = tuple[str, Sequence[str], Iterable[Sequence[Cell]]]
_WIDEST = 40


def sheet(title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return XLSX of one sheet: cells below a fixed head that filters."""
    return sheets([(title, heads, rows)])


def sheets(given: Iterable[Sheet]) -> bytes:
    """Return XLSX of several sheets."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    formats: dict[int, object] = {}
    for one in given:
        _add(book, bold, formats, one)
    book.close()
    return buffer.getvalue()


def _add(book: xlsxwriter.Workbook, bold: object, formats: dict[int, object], given: Sheet) -> None:
    title, heads, rows = given
    page = book.add_worksheet(title)
    for column, head in enumerate(heads):
        page.set_column(column, column, max(12, min(_WIDEST, len(head) * 2 + 4)))
        page.write_string(0, column, head, bold)
    last = 0
    for last, cells in enumerate(rows, 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, Decimal):
                page.write_number(last, column, float(cell), _format(book, formats, cell))
            else:
                page.write_string(last, column, safe_cell(cell))
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, last, len(heads) - 1)


def _format(book: xlsxwriter.Workbook, formats: dict[int, object], number: Decimal) -> object:
    """Return the format that shows a number with the decimals it has."""
    exponent: Any = number.as_tuple().exponent
    places = max(0, -exponent)
    if places not in formats:
        shown = "#,##0" + ("." + "0" * places if places else "")
        formats[places] = book.add_format({"num_format": shown})
    return formats[places]
