"""From the lines of a text to its blocks: paragraphs whole again, headings, rows of tables."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from fumao.reading.align import fit
from fumao.reading.columns import column_role, header_roles, looks_like_header
from fumao.reading.document import Block, Cell, Document, Passage, Table
from fumao.reading.grid import find_grids
from fumao.reading.labels import Label, read_label
from fumao.reading.lines import Line, split_lines
from fumao.reading.markup import find_markup
from fumao.reading.passages import build_passage
from fumao.reading.plain import match_text
from fumao.reading.wraps import Wrap, continues, find_wrap

_SPACE = re.compile(r"\s+")
_FIGURE = re.compile(r"[-+]?\d[\d,.]*%?$")
_RULE = re.compile(r"[-=_*—]{3,}$")
_UNIT_LINE = re.compile(r"\(?(?:计量)?单位[:：]\s*([^\s;,()]{1,12}?)\)?$")
# 填表单位:某市商务局, 截至2025年2月: who filled in the form and when, between title and table
_FORM_LINE = re.compile(
    r"(?:填[表报]|制表|报送|数据来源|联系|审核|经办)\w{0,6}[:：]|截至[^,。]{0,16}$"
)

Placed = tuple[int, int, list[list[Cell]]]  # start and end in the text, and the cells


def lay_out(text: str, grids: list[Placed] | None = None) -> Document:
    """Build the document of plain text: blocks and tables in order, no clauses yet.

    `grids` are tables the format knows of: (start, end, cells), in order.
    """
    plain = match_text(text)
    lines = split_lines(plain, text)
    builder = Builder(text, plain, find_wrap([line for line in lines if not line.tabs]))
    for part in _parts(lines, plain, grids or find_markup(plain)):
        if isinstance(part, _Grid):
            builder.add_table(part.cells)
        else:
            builder.prose(part)
    return replace(builder.document(), typed=bool(grids))


@dataclass(frozen=True, slots=True)
class _Grid:
    cells: list[list[Cell]]


def _parts(lines: list[Line], plain: str, grids: list[Placed]) -> Iterator[list[Line] | _Grid]:
    """Yield runs of prose lines and tables, in order."""
    at = 0
    for low, high, cells in grids:
        first = bisect_left(lines, low, key=lambda line: line.end)
        last = bisect_left(lines, high, key=lambda line: line.start)
        yield from _text_parts(lines[at:first], plain)
        yield _Grid(cells)
        at = last
    yield from _text_parts(lines[at:], plain)


def _text_parts(lines: list[Line], plain: str) -> Iterator[list[Line] | _Grid]:
    at = 0
    for grid in find_grids(lines, plain):
        yield lines[at : grid.first]
        if grid.rows:
            yield _Grid([[_cell(plain, cell) for cell in row] for row in grid.rows])
        at = grid.last
    yield lines[at:]


class Builder:
    """Collects the blocks and tables of one text, in order."""

    def __init__(self, text: str, plain: str, wrap: Wrap | None = None) -> None:
        self.text, self.plain = text, plain
        self.blocks: list[Block] = []
        self.tables: list[Table] = []
        self.wrap = wrap or Wrap(None)

    def document(self) -> Document:
        """Return the document."""
        return Document(self.text, self.plain, tuple(self.blocks), tuple(self.tables))

    def prose(self, lines: list[Line]) -> None:
        """Join the lines of each paragraph and add it."""
        group: list[Line] = []
        opening: Label | None = None
        for line in lines:
            if _RULE.match(line.text):
                continue
            label = read_label(line.text)
            if group and continues(group, opening, (line, label), self.wrap):
                group.append(line)
                continue
            self.paragraph(group)
            group, opening = [line], label
        self.paragraph(group)

    def paragraph(self, group: list[Line]) -> None:
        """Add the lines of `group` as one paragraph or heading."""
        if not group:
            return
        heading = group[0].text.startswith("#")
        low = group[0].start
        if heading:
            low += len(group[0].text) - len(group[0].text.lstrip("# "))
        ranges = [(low, group[0].end), *((line.start, line.end) for line in group[1:])]
        passage = build_passage(self.plain, ranges)
        if passage.text:
            self.blocks.append(Block("heading" if heading else "paragraph", passage))

    def add_table(self, cells: list[list[Cell]]) -> None:
        """Add a table, whose first row (or rows) may be a header, and a block for each row."""
        filled = [cell for row in cells for cell in row if cell.text and not cell.covered]
        if not filled:
            return
        while len(cells) > 1 and _is_caption(cells):
            self.blocks.append(Block("paragraph", cells[0][0]))
            cells = cells[1:]
        header, body = split_header(cells)
        if not header and self._goes_on(body):
            header = self.tables[-1].header
        title, unit = self._caption()
        rows = tuple(fit(header, row) for row in body)
        number = len(self.tables)
        self.tables.append(
            Table(header, rows, filled[0].start, filled[-1].end, title=title, unit=unit)
        )
        for index, row in enumerate(rows):
            passage = _row_passage(row)
            if passage.text:
                self.blocks.append(Block("row", passage, table=number, row=index))

    def _goes_on(self, body: list[list[Cell]]) -> bool:
        """Tell whether a table without a header is the rest of the one before it."""
        last = self.tables[-1].header if self.tables else ()
        roles = header_roles(last)
        between = [block for block in self.blocks[-2:] if block.kind != "row"]
        return (
            "task" in roles
            and bool({"lead", "schedule"} & set(roles))
            and all(len(row) == len(last) for row in body)
            and len(between) < 2
            and all(len(block.text) <= 20 for block in between)
        )

    def _caption(self) -> tuple[str | None, str | None]:
        title, unit = None, None
        for block in reversed(self.blocks[-4:]):
            if block.kind == "row":
                break
            if _FORM_LINE.match(block.text) and len(block.text) <= 40:
                continue
            match = _UNIT_LINE.search(block.text)
            if match and len(block.text) <= 40 and unit is None:
                unit = match[1]
                if match.start() == 0:
                    continue
            if title is None and len(block.text) <= 60:
                title = block.text
        return title, unit


def _cell(plain: str, ranges: list[tuple[int, int]]) -> Cell:
    passage = build_passage(plain, ranges)
    return Cell(passage.text, passage.pieces, passage.end)


def _row_passage(row: tuple[Cell, ...]) -> Passage:
    words: list[str] = []
    pieces: list[tuple[int, int]] = []
    length, end = 0, 0
    for cell in row:
        if not cell.text or cell.covered:
            continue
        if words:
            pieces.append((length, end))
            words.append("\t")
            length += 1
        pieces.extend((here + length, there) for here, there in cell.pieces)
        words.append(cell.text)
        length += len(cell.text)
        end = cell.end
    return Passage("".join(words), tuple(pieces), end)


def _is_caption(cells: list[list[Cell]]) -> bool:
    """Tell whether the first row is a title across the table, with the header below it."""
    filled = [cell for cell in cells[0] if cell.text and not cell.covered]
    below = [cell.text for cell in cells[1] if not cell.covered]
    return (
        len(filled) == 1
        and len(cells[0]) > 1
        and filled[0] is cells[0][0]
        and len(filled[0].text) <= 80
        and looks_like_header(below)
    )


def split_header(cells: list[list[Cell]]) -> tuple[tuple[str, ...], list[list[Cell]]]:
    """Part a grid into its header's words and its body; repeated headers are left out.

    A header of several rows (merged cells) becomes one: the lower words, or both where the lower
    ones say nothing alone.
    """
    first = [cell.text for cell in cells[0]]
    if not looks_like_header(first) and not _figures_below(cells):
        return (), cells
    header = tuple(_SPACE.sub("", words) for words in first)
    taken = 1
    while taken < len(cells) and _more_header(cells[taken - 1], cells[taken]):
        header = _joined_header(header, cells[taken])
        taken += 1
    heads = {tuple(_SPACE.sub("", cell.text) for cell in row) for row in cells[:taken]} | {header}
    body = [row for row in cells[taken:] if not _repeats(heads, row)]
    return header, body


def _more_header(above: list[Cell], row: list[Cell]) -> bool:
    if len(row) != len(above):
        return False
    down = [a.text == b.text and b.covered for a, b in zip(above, row, strict=True)]
    below = [cell.text for cell, same in zip(row, down, strict=True) if not same]
    return any(down) and bool(below) and not any(_FIGURE.match(words) for words in below)


def _joined_header(header: tuple[str, ...], row: list[Cell]) -> tuple[str, ...]:
    out: list[str] = []
    for upper, cell in zip(header, row, strict=True):
        lower = _SPACE.sub("", cell.text)
        alone = column_role(lower) != "other" or cell.covered
        out.append(lower if alone or not upper else upper + lower)
    return tuple(out)


def _figures_below(cells: list[list[Cell]]) -> bool:
    if any(_FIGURE.match(cell.text) for cell in cells[0]):
        return False
    return any(_FIGURE.match(cell.text) for row in cells[1:4] for cell in row)


def _repeats(heads: set[tuple[str, ...]], cells: list[Cell]) -> bool:
    row = tuple(_SPACE.sub("", cell.text) for cell in cells)
    if len(row) < 2:
        return False
    if row in heads:
        return True
    filled = [words for words in row if words]
    same = max(sum(words in head for words in filled) for head in heads)
    known = all(column_role(words) != "other" for words in filled)
    return same >= 2 and same * 2 >= len(filled) and known
