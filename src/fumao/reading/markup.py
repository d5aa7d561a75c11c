"""Tables written as HTML tags inside a text, as programs for character recognition leave them."""

import re

from fumao.reading.document import Cell
from fumao.reading.passages import build_passage

_TABLE = re.compile(r"<table\b[^<>]*>(.*?)</table>", re.DOTALL | re.IGNORECASE)
_ROW = re.compile(r"<tr\b[^<>]*>", re.IGNORECASE)
_CELL = re.compile(r"<t[dh]\b([^<>]*)>", re.IGNORECASE)
_CELL_END = re.compile(r"</?t[drh]\b|</?tbody|</?thead", re.IGNORECASE)
_SPAN = re.compile(r"(row|col)span\s*=\s*[\"']?\s*(\d{1,3})", re.IGNORECASE)

Grid = list[list[Cell]]


def find_markup(plain: str) -> list[tuple[int, int, Grid]]:
    """Return (start, end, cells) of every table in tags; merged cells are repeated, covered."""
    if "<t" not in plain and "<T" not in plain:
        return []
    return [
        (match.start(), match.end(), _grid(plain, match.start(1), match.end(1)))
        for match in _TABLE.finditer(plain)
    ]


def _grid(plain: str, low: int, high: int) -> Grid:
    marks = [match.end() for match in _ROW.finditer(plain, low, high)]
    rows: Grid = []
    pending: dict[int, int] = {}
    for begin, end in zip(marks, [*marks[1:], high], strict=True):
        rows.append(_row(plain, (begin, end), rows, pending))
    return rows


def _row(plain: str, place: tuple[int, int], above: Grid, pending: dict[int, int]) -> list[Cell]:
    line: list[Cell] = []

    def fill() -> None:
        while pending.get(len(line), 0):
            pending[len(line)] -= 1
            up = above[-1][len(line)] if above and len(line) < len(above[-1]) else None
            line.append(_covered(up))

    for match in _CELL.finditer(plain, *place):
        fill()
        stop = _CELL_END.search(plain, match.end(), place[1])
        passage = build_passage(plain, [(match.end(), stop.start() if stop else place[1])])
        cell = Cell(passage.text, passage.pieces, passage.end)
        spans = {name.lower(): int(size) for name, size in _SPAN.findall(match[1])}
        for number in range(min(max(spans.get("col", 1), 1), 60)):
            if spans.get("row", 1) > 1:
                pending[len(line)] = spans["row"] - 1
            line.append(cell if number == 0 else _covered(cell))
    fill()
    return line


def _covered(cell: Cell | None) -> Cell:
    if cell is None:
        return Cell("", (), 0, covered=True)
    return Cell(cell.text, cell.pieces, cell.end, covered=True)
