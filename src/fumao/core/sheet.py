"""Sheets of a spreadsheet: every cell is a text, none a formula."""

from collections.abc import Iterable, Sequence
from io import BytesIO

import xlsxwriter

from fumao.core.cells import safe_cell

# A title, the heads, and the rows below them.
type Sheet = tuple[str, Sequence[str], Iterable[Sequence[str]]]
_WIDEST = 40


def sheet(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return XLSX of one sheet: texts below a fixed head that filters."""
    return sheets([(title, heads, rows)])


def sheets(given: Iterable[Sheet]) -> bytes:
    """Return XLSX of several sheets."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    for one in given:
        _add(book, bold, one)
    book.close()
    return buffer.getvalue()


def _add(book: xlsxwriter.Workbook, bold: object, given: Sheet) -> None:
    title, heads, rows = given
    page = book.add_worksheet(title)
    for column, head in enumerate(heads):
        page.set_column(column, column, max(12, min(_WIDEST, len(head) * 2 + 4)))
        page.write_string(0, column, head, bold)
    last = 0
    for last, cells in enumerate(rows, 1):
        for column, cell in enumerate(cells):
            page.write_string(last, column, safe_cell(cell))
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, last, len(heads) - 1)
