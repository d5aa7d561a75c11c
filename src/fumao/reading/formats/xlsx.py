"""Spreadsheets: every sheet a table, lines above and below it as paragraphs."""

import datetime
import io
from typing import Any

import python_calamine

from fumao.reading.columns import looks_like_header
from fumao.reading.document import Document
from fumao.reading.formats.guard import damaged
from fumao.reading.formats.parts import GridCell, Parts, assemble

_MOST_CELLS = 3_000_000


def read_xlsx(name: str, data: bytes) -> Document:
    """Read every visible sheet of a .xlsx; raises ReadingError for a damaged one."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [book.get_sheet_by_name(title) for title in book.sheet_names]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise damaged(name, "xlsx") from error
    parts = Parts()
    for sheet in sheets:
        if sheet.height * sheet.width <= _MOST_CELLS:
            _add_sheet(parts, sheet)
    return assemble(parts)


def _add_sheet(parts: Parts, sheet: Any) -> None:
    grid = [
        [GridCell(_words(value)) for value in row] for row in sheet.to_python(skip_empty_area=False)
    ]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        for y in range(top, min(bottom + 1, len(grid))):
            for x in range(left, min(right + 1, len(grid[y]))):
                if (y, x) != (top, left):
                    way = "left" if x > left else "above"
                    grid[y][x] = GridCell(way, covered=True)
    _drop_empty_columns(grid)
    rows: list[list[GridCell]] = []
    begun = False
    for row in grid:
        filled = [cell.text for cell in row if cell.text and not cell.covered]
        begun = begun or len(filled) > 1 or looks_like_header(filled)
        if not filled:
            continue
        if not begun:
            parts.paragraph(filled[0])
        else:
            rows.append(row)
    tail: list[str] = []
    while rows and len(_filled(rows[-1])) == 1 and len(_filled(rows[-1])[0]) > 4:
        tail.insert(0, _filled(rows.pop())[0])
    parts.grid(rows)
    for words in tail:
        parts.paragraph(words)


def _filled(row: list[GridCell]) -> list[str]:
    return [cell.text for cell in row if cell.text and not cell.covered]


def _drop_empty_columns(grid: list[list[GridCell]]) -> None:
    width = max((len(row) for row in grid), default=0)
    empty = [
        column
        for column in range(width)
        if not any(
            column < len(row) and (row[column].text and not row[column].covered) for row in grid
        )
    ]
    for row in grid:
        for column in reversed(empty):
            if column < len(row):
                del row[column]


def _words(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        # a spreadsheet keeps 95.68 in binary; fifteen digits give back what was typed
        return f"{value:.15g}"
    if isinstance(value, datetime.datetime | datetime.date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value).strip()
