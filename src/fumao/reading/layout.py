"""From the lines of a text to its blocks: paragraphs whole again, headings, rows of tables."""

import re
from dataclasses import dataclass, replace

from fumao.reading.align import fit
from fumao.reading.columns import column_role, looks_like_header
from fumao.reading.document import Block, Cell, Document, Passage, Table
from fumao.reading.grid import RawTable, cell_text, find_grids
from fumao.reading.labels import Label, read_label
from fumao.reading.lines import Line, split_lines
from fumao.reading.passages import build_passage
from fumao.reading.plain import match_text

_END = re.compile(r"[。.;:!?…][”’\")）》」]*$")
_CLOSED = re.compile(r"[。.;:!?…)][”’\")）》」]*$")
_SENTENCE = re.compile(r"[,。;:]")
_TITLE = re.compile(
    r"(?:通知|意见|方案|办法|规定|措施|计划|要点|清单|规划|细则|批复|决定|公告|通告|函|表|文件|条例|分工)(?:\([^()]*\))?$"
)
_STANDALONE = re.compile(
    r"抄送|主送|\(此件|来源|联系人|\d{4}年\d{1,2}月\d{1,2}日|二[○〇零].{2,10}日|-{3,}|={3,}|\*{3,}|单位[::]|附\s*[件表]"
)
_RULE = re.compile(r"[-=_*—]{3,}$")
_UNIT_LINE = re.compile(r"\(?(?:计量)?单位[:：]\s*([^\s;,()]{1,12}?)\)?$")


@dataclass(frozen=True, slots=True)
class Wrap:
    """How a text breaks its lines: `width` columns, or None where a line is a paragraph."""

    width: int | None


def lay_out(text: str, tables: tuple[RawTable, ...] | None = None) -> Document:
    """Build the document of plain text: blocks and tables in order, no clauses yet."""
    plain = match_text(text)
    lines = split_lines(plain)
    grids = find_grids(lines, plain)
    builder = _Builder(text, plain, lines)
    at = 0
    for grid in grids:
        builder.prose(lines[at : grid.first])
        builder.table(grid)
        at = grid.last
    builder.prose(lines[at:])
    return Document(text, plain, tuple(builder.blocks), tuple(builder.tables))


class _Builder:
    def __init__(self, text: str, plain: str, lines: list[Line]) -> None:
        self.text, self.plain = text, plain
        self.blocks: list[Block] = []
        self.tables: list[Table] = []
        self.wrap = find_wrap([line for line in lines if not line.tabs])

    def prose(self, lines: list[Line]) -> None:
        """Join the lines of each paragraph and add it."""
        group: list[Line] = []
        labels: list[Label | None] = [read_label(line.text) for line in lines]
        opening: Label | None = None
        for line, label in zip(lines, labels, strict=True):
            if _RULE.match(line.text):
                continue
            if group and continues(group, opening, (line, label), self.wrap):
                group.append(line)
                continue
            self._close(group)
            group, opening = [line], label
        self._close(group)

    def _close(self, group: list[Line]) -> None:
        if not group:
            return
        passage = build_passage(self.plain, [(line.start, line.end) for line in group])
        if passage.text:
            kind = "heading" if group[0].text.startswith("#") else "paragraph"
            self.blocks.append(Block(kind, passage))  # type: ignore[arg-type]

    def table(self, grid: RawTable) -> None:
        """Add a table and one block for each of its rows."""
        if not grid.rows:
            return
        cells = [[_cell(self.plain, cell) for cell in row] for row in grid.rows]
        self.add_table(cells)

    def add_table(self, cells: list[list[Cell]]) -> None:
        """Add a table whose first row (or rows) may be a header."""
        header, body = split_header(cells)
        title, unit = self._caption()
        rows = tuple(fit(header, row) for row in body)
        filled = [cell for row in cells for cell in row if cell.text]
        if not filled:
            return
        number = len(self.tables)
        self.tables.append(
            Table(header, rows, filled[0].start, filled[-1].end, title=title, unit=unit)
        )
        for index, row in enumerate(rows):
            self.blocks.append(Block("row", _row_passage(row), table=number, row=index))

    def _caption(self) -> tuple[str | None, str | None]:
        title, unit = None, None
        for block in reversed(self.blocks[-3:]):
            if block.kind == "row":
                break
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


def split_header(cells: list[list[Cell]]) -> tuple[tuple[str, ...], list[list[Cell]]]:
    """Part a grid into its header's words and its body; repeated headers are left out."""
    first = [cell.text for cell in cells[0]]
    if not looks_like_header(first) and not _figures_below(cells):
        return (), cells
    header = tuple(re.sub(r"\s+", "", words) for words in first)
    body = [
        row
        for row in cells[1:]
        if not _repeats(header, tuple(re.sub(r"\s+", "", cell.text) for cell in row))
    ]
    return header, body


def _figures_below(cells: list[list[Cell]]) -> bool:
    figure = re.compile(r"[-+]?\d[\d,.]*%?$")
    if any(figure.match(cell.text) for cell in cells[0]):
        return False
    return any(figure.match(cell.text) for row in cells[1:4] for cell in row)


def _repeats(header: tuple[str, ...], row: tuple[str, ...]) -> bool:
    if len(row) < 2:
        return False
    if row == header:
        return True
    filled = [words for words in row if words]
    roles = {column_role(words) for words in filled}
    same = sum(words in header for words in filled)
    return same >= 2 and same * 2 >= len(filled) and "other" not in roles


def find_wrap(lines: list[Line]) -> Wrap:
    """Tell whether the text has hard line ends at one width (a PDF's text layer, an e-mail)."""
    widths = sorted(line.width for line in lines)
    if len(widths) < 6:
        return Wrap(None)
    wide = widths[int(len(widths) * 0.97)] if len(widths) > 40 else widths[-2]
    if wide > 130 or wide < 16:
        return Wrap(None)
    full = [line for line in lines if line.width >= wide - 8]
    cut = [line for line in full if not _END.search(line.text)]
    if len(full) >= max(4, 0.25 * len(lines)) and len(cut) >= 0.4 * len(full):
        return Wrap(wide)
    return Wrap(None)


def continues(
    group: list[Line], opening: Label | None, coming: tuple[Line, Label | None], wrap: Wrap
) -> bool:
    """Tell whether the line `coming` goes on with the paragraph `group`."""
    line, label = coming
    last = group[-1]
    if _STANDALONE.match(line.text) or line.text.startswith("#") or last.text.startswith("#"):
        return False
    if wrap.width is not None and last.width <= wrap.width + 8:
        return _continues_wrapped(group, (line, label), wrap.width)
    if label is not None or len(last.text) < 20 or _CLOSED.search(last.text):
        return False
    if line.indent >= 2 and line.indent >= group[0].indent and group[0].indent:
        return False
    if _TITLE.search(last.text) and not _SENTENCE.search(last.text):
        return False
    if opening is not None and len(last.text) <= 40 and not _SENTENCE.search(last.text):
        return bool(_SENTENCE.match(line.text[:1]))
    return bool(_SENTENCE.search(last.text) or _SENTENCE.search(line.text))


def _continues_wrapped(group: list[Line], coming: tuple[Line, Label | None], width: int) -> bool:
    line, label = coming
    last = group[-1]
    full = last.width >= width - 6
    closed = bool(_END.search(last.text))
    if not full:
        return False
    if label is not None:
        return not closed and not last.text.endswith(")") and len(group) > 1
    indented = line.indent > last.indent + 1 if len(group) > 1 else line.indent > last.indent
    if indented and closed:
        return False
    return not (line.gap and closed)


__all__ = ["Wrap", "cell_text", "continues", "find_wrap", "lay_out", "replace", "split_header"]
