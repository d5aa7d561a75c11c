"""One sheet of a spreadsheet: every cell is a text, none a formula."""

from collections.abc import Iterable, Sequence
from io import BytesIO

import xlsxwriter

from fumao.core.cells import safe_cell


def sheet(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return XLSX: texts below a fixed head that filters."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    page = book.add_worksheet(title)
    bold = book.add_format({"bold": True, "bottom": 1})
    for column, head in enumerate(heads):
        page.set_column(column, column, max(12, len(head) * 2 + 4))
        page.write_string(0, column, head, bold)
    last = 0
    for last, cells in enumerate(rows, 1):
        for column, cell in enumerate(cells):
            page.write_string(last, column, safe_cell(cell))
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, last, len(heads) - 1)
    book.close()
    return buffer.getvalue()
