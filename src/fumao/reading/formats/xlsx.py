"""Spreadsheets: every sheet a table, lines above and below it as paragraphs."""

import datetime
import io
import re
from collections.abc import Container
from typing import Any

import python_calamine

from fumao.reading.columns import looks_like_header
from fumao.reading.document import Document
from fumao.reading.formats.guard import damaged
from fumao.reading.formats.parts import GridCell, Parts, assemble
from fumao.reading.formats.xlsx_styles import percent_cells
from fumao.reading.labels import read_label

_MOST_CELLS = 3_000_000
_KEYED = re.compile(
    r"(?:填[表报]|制表|审[核批]|报送|数据来源|联系|经办|负责|电话|日期|截至|注|备注|说明)\w{0,8}\s*[:：]|截至"
)


def read_xlsx(name: str, data: bytes) -> Document:
    """Read every visible sheet of a .xlsx; raises ReadingError for a damaged one."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [book.get_sheet_by_name(title) for title in book.sheet_names]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise damaged(name, "xlsx") from error
    shares = percent_cells(data)
    parts = Parts()
    for sheet in sheets:
        if sheet.height * sheet.width <= _MOST_CELLS:
            _add_sheet(parts, sheet, shares.get(sheet.name, frozenset()))
    return assemble(parts)


def _add_sheet(parts: Parts, sheet: Any, shares: Container[tuple[int, int]]) -> None:
    grid = [
        [GridCell(_words(value, share=(y, x) in shares)) for x, value in enumerate(row)]
        for y, row in enumerate(sheet.to_python(skip_empty_area=False))
    ]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        for y in range(top, min(bottom + 1, len(grid))):
            for x in range(left, min(right + 1, len(grid[y]))):
                if (y, x) != (top, left):
                    way = "left" if x > left else "above"
                    grid[y][x] = GridCell(way, covered=True)
    _drop_empty_columns(grid)
    rows = [row for row in grid if _filled(row)]
    heads = [at for at, row in enumerate(rows) if looks_like_header(_filled(row))]
    tops = [at for at in heads if at == heads[0] or _begins_anew(rows, at)]
    if not tops:
        tops = [next((at for at, row in enumerate(rows) if len(_filled(row)) > 1), len(rows))]
    end = 0
    for top, below in zip(tops, [*tops[1:], len(rows)], strict=True):
        _lines(parts, rows[end:top])
        end = _foot(rows, top, below)
        parts.grid(rows[top:end])
    _lines(parts, rows[end:])


def _lines(parts: Parts, rows: list[list[GridCell]]) -> None:
    """Add the cells of titles and notes as paragraphs."""
    for row in rows:
        for words in _filled(row):
            parts.paragraph(words)


def _begins_anew(rows: list[list[GridCell]], at: int) -> bool:
    """Tell whether a row of names below a line of its own heads another table."""
    title = _filled(rows[at - 1])
    return len(title) == 1 and _is_line(title) and read_label(title[0]) is None


def _foot(rows: list[list[GridCell]], top: int, below: int) -> int:
    """Return where the table ends: notes, or the title of the next one, are none of its rows."""
    while below > top + 1 and _is_line(_filled(rows[below - 1])):
        below -= 1
    return below


def _is_line(filled: list[str]) -> bool:
    alone = len(filled) == 1 and len(filled[0]) > 4
    return alone or all(_KEYED.match(words) for words in filled)


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


def _words(value: object, *, share: bool = False) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if share and isinstance(value, int | float):
        return f"{value * 100:.12g}%"  # 0.15 shown as 15% means 15%
    if isinstance(value, float):
        # a spreadsheet keeps 95.68 in binary; fifteen digits give back what was typed
        return f"{value:.15g}"
    if isinstance(value, datetime.datetime | datetime.date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value).strip()
