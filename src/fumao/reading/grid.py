"""Tables that stand in plain text: cells one a line, cells between tabs, cells between bars.

A table becomes a `RawTable`: its lines and its rows, every cell a list of ranges of the text (a
cell cut by a line end or a page has several).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from fumao.reading.columns import column_role, looks_like_header
from fumao.reading.labels import read_label
from fumao.reading.lines import Line

Range = tuple[int, int]
RawCell = list[Range]
_TAGS = re.compile(r"</?[A-Za-z][^<>\n]{0,120}>|\*\*")
_INTEGER = re.compile(r"\d{1,4}[.、]?$")
_OPEN_END = re.compile(r"[、,;:(“‘—和及与的]$|年$|[^)(]*\([^)]*$")


@dataclass(slots=True)
class RawTable:
    """Rows of a table found in lines[first:last]."""

    first: int
    last: int
    rows: list[list[RawCell]] = field(default_factory=list)
    texts: list[list[str]] = field(default_factory=list)

    def add(self, cells: list[RawCell], plain: str) -> None:
        """Append a row."""
        self.rows.append(cells)
        self.texts.append([cell_text(cell, plain) for cell in cells])


def cell_text(cell: RawCell, plain: str) -> str:
    """Return the words of a cell without spaces and tags, for a first look."""
    words = _TAGS.sub("", "".join(plain[low:high] for low, high in cell))
    return re.sub(r"\s+", "", words)


def find_grids(lines: list[Line], plain: str) -> list[RawTable]:
    """Find the tables among `lines`, in order, never overlapping."""
    out: list[RawTable] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        table = None
        if line.tab_first and line.tabs == 1:
            table = _cell_lines(lines, at, plain)
        elif line.tabs:
            table = _tab_rows(lines, at, plain)
        elif "  " in line.text and looks_like_header(_GAPS.split(line.text)):
            table = _tab_rows(lines, at, plain, spaced=True)
        elif line.text.startswith("|") and line.text.count("|") > 2:
            table = _bar_rows(lines, at, plain)
        elif len(line.text) <= 12 and column_role(line.text) != "other":
            table = _bare_cells(lines, at, plain)
        if table is None:
            at += 1
            continue
        out.append(table)
        at = max(table.last, at + 1)
    return out


def _cell_lines(lines: list[Line], at: int, plain: str) -> RawTable | None:
    """Read a Word table saved as text: every cell is a line that begins with a tab.

    An empty line ends the record; a line without a tab goes on with the cell before it.
    """
    table = RawTable(at, at)
    record: list[RawCell] = []
    while at < len(lines):
        line = lines[at]
        if line.tab_first and line.tabs == 1:
            if line.gap and record:
                table.add(record, plain)
                record = []
            record.append([(line.start, line.end)] if line.text else [])
        elif record and _goes_on(lines, at):
            record[-1].append((line.start, line.end))
        elif record and _is_category(lines, at):
            table.add(record, plain)
            record = [[(line.start, line.end)]]
        else:
            break
        at += 1
    if record:
        table.add(record, plain)
    table.last = at
    return table if len(table.rows) > 1 else _dropped(table)


def _dropped(table: RawTable) -> RawTable:
    # a header torn off its rows by a page end: nothing to read, but no paragraph either
    table.rows, table.texts = [], []
    return table


def _goes_on(lines: list[Line], at: int) -> bool:
    line = lines[at]
    label = read_label(line.text)
    if line.tabs or (label and label.style in ("annex", "chapter", "article")):
        return False
    if not line.gap:
        return True
    follower = lines[at + 1] if at + 1 < len(lines) else None
    return bool(follower and follower.tab_first and len(line.text) <= 12 and label is None)


def _is_category(lines: list[Line], at: int) -> bool:
    follower = lines[at + 1] if at + 1 < len(lines) else None
    label = read_label(lines[at].text)
    return bool(
        follower and follower.tab_first and label and label.style in ("han", "han_paren", "ordinal")
    )


_GAPS = re.compile(r" {2,}|\t")


def _segments(line: Line, plain: str, *, spaced: bool = False) -> list[RawCell]:
    if spaced:
        return _spaced(line, plain)
    low, high = line.raw
    cells: list[RawCell] = []
    for part in plain[low:high].split("\t"):
        words = part.strip()
        lead = low + len(part) - len(part.lstrip())
        cells.append([(lead, lead + len(words))] if words else [])
        low += len(part) + 1
    return cells


def _spaced(line: Line, plain: str) -> list[RawCell]:
    cells: list[RawCell] = []
    low = line.start
    for gap in _GAPS.finditer(plain, line.start, line.end):
        cells.append([(low, gap.start())])
        low = gap.end()
    cells.append([(low, line.end)])
    return cells


def _tab_rows(lines: list[Line], at: int, plain: str, *, spaced: bool = False) -> RawTable | None:
    """Read rows of cells between tabs; cells may hold line ends, rows may miss cells.

    With `spaced` two or more spaces part the cells, as in the text layer of a PDF.
    """
    head = _segments(lines[at], plain, spaced=spaced)
    width = len(head)
    if width < 2:
        return None
    table = RawTable(at, at + 1)
    table.add(head, plain)
    numbered = column_role(table.texts[0][0]) == "number"
    at += 1
    while at < len(lines):
        cells = _segments(lines[at], plain, spaced=spaced)
        if not _place_row(table, cells, (width, numbered), plain) and not _loose_line(
            table, lines, at, (width, plain)
        ):
            break
        at += 1
    table.last = at
    return table if len(table.rows) > 1 else None


def _place_row(table: RawTable, cells: list[RawCell], shape: tuple[int, bool], plain: str) -> bool:
    """Add `cells` as a new row or as the rest of the last one; False when they are no cells."""
    width, numbered = shape
    if len(cells) == 1:
        return False
    last = table.rows[-1]
    first = cell_text(cells[0], plain)
    begins = bool(_INTEGER.match(first)) if numbered else len(cells) >= width
    begins = begins or first == table.texts[0][0] or (not first and len(cells) >= width)
    rest = len(last) + len(cells) - 1 <= width and len(last) < width
    if rest and not begins and len(table.rows) > 1:
        last[-1] = last[-1] + cells[0]
        last.extend(cells[1:])
        table.texts[-1] = [cell_text(cell, plain) for cell in last]
    else:
        table.add(cells, plain)
    return True


def _loose_line(table: RawTable, lines: list[Line], at: int, shape: tuple[int, str]) -> bool:
    """Take a line without tabs: the rest of a cell, or a category row; False ends the table."""
    width, plain = shape
    line, last = lines[at], table.rows[-1]
    label = read_label(line.text)
    more = any(other.tabs for other in lines[at + 1 : at + 6])
    if label and label.style == "annex":
        return False
    if label and label.style in ("han", "han_paren", "ordinal", "part") and more:
        table.add([[(line.start, line.end)]], plain)
        return True
    whole = len(last) >= width
    open_end = bool(table.texts[-1] and _OPEN_END.search(table.texts[-1][-1]))
    if len(table.rows) > 1 and len(last) > 1 and ((not whole and more) or open_end):
        last[-1] = [*last[-1], (line.start, line.end)]
        table.texts[-1][-1] = cell_text(last[-1], plain)
        return True
    if whole and more and len(line.text) <= 30 and not line.text.endswith(("。", ":", ";")):
        table.add([[(line.start, line.end)]], plain)
        return True
    return False


def _bar_rows(lines: list[Line], at: int, plain: str) -> RawTable | None:
    """Read a Markdown table: cells between bars, a row of dashes below the header."""
    table = RawTable(at, at)
    while at < len(lines) and lines[at].text.startswith("|"):
        line = lines[at]
        low = line.start + 1
        body = line.text[1:].removesuffix("|")
        cells: list[RawCell] = []
        for part in body.split("|"):
            words = part.strip()
            lead = low + len(part) - len(part.lstrip())
            cells.append([(lead, lead + len(words))] if words else [])
            low += len(part) + 1
        if not re.fullmatch(r"[|\s:—-]+", line.text):
            table.add(cells, plain)
        at += 1
    table.last = at
    return table if len(table.rows) > 1 else None


def _bare_cells(lines: list[Line], at: int, plain: str) -> RawTable | None:
    """Read cells one a line without tabs: a known header, then records.

    Records are told by an empty line before each, or by the running number that opens them.
    """
    first = at
    head: list[str] = []
    while at < len(lines) and len(head) < 9 and _header_word(lines[at], bool(head)):
        head.append(lines[at].text)
        at += 1
    if len(head) < 3 or not looks_like_header(head):
        return None
    table = RawTable(first, at)
    table.add([[(line.start, line.end)] for line in lines[first:at]], plain)
    for record, last in _records(lines, at, head):
        if record is None:
            continue
        table.add([[(line.start, line.end)] for line in record], plain)
        table.last = last
    return table if len(table.rows) > 1 else None


def _header_word(line: Line, begun: bool) -> bool:
    if line.tabs or len(line.text) > 20:
        return False
    return column_role(line.text) != "other" and not (begun and line.text[-1] in "。;")


def _records(
    lines: list[Line], at: int, head: list[str]
) -> Iterator[tuple[list[Line] | None, int]]:
    """Yield the lines of one record after another, until something is no record."""
    width = len(head)
    by_number = column_role(head[0]) == "number"
    while at < len(lines):
        if [line.text for line in lines[at : at + width]] == head:
            at += width
            yield None, at
            continue
        begin = at
        if by_number and not _INTEGER.match(lines[at].text):
            label = read_label(lines[at].text)
            if not (label and at + 1 < len(lines) and _INTEGER.match(lines[at + 1].text)):
                return
        at += 1
        while (
            at < len(lines)
            and at - begin < width
            and not (lines[at].gap and not by_number)
            and not (by_number and _INTEGER.match(lines[at].text))
        ):
            if by_number and lines[at].gap and at - begin >= 2 and _next_is_text(lines, at):
                break
            at += 1
        yield lines[begin:at], at


def _next_is_text(lines: list[Line], at: int) -> bool:
    label = read_label(lines[at].text)
    return bool(label) or len(lines[at].text) > 60
