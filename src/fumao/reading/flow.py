"""Tables whose cells follow one another as lines, or as words between single spaces.

A PDF's text layer gives a table cell by cell and a cell line by line. The running number tells the
records apart; inside a record the pieces are laid over the columns by what each column holds.
"""

import re

from fumao.reading.columns import column_role, header_roles, looks_like_header
from fumao.reading.flow_columns import DUE_CELL, Piece, lay_over
from fumao.reading.labels import read_label
from fumao.reading.lines import Line
from fumao.reading.rawtable import INTEGER, RawCell, RawTable, cell_text
from fumao.reading.units import is_unit

_MOST_PIECES = 40


def flow_rows(lines: list[Line], at: int, plain: str) -> RawTable | None:
    """Read a known header at `lines[at]` and the records below it; None where there is none."""
    head, low = _header(lines, at)
    texts = _words(head, plain)
    if len(head) < 3 or not looks_like_header(texts):
        return None
    table = RawTable(at, low)
    table.add(head, plain)
    spaced = any(" " in line.text for line in lines[at:low]) or _opens_spaced(lines, low)
    opening = (texts[0], lines[at].text)
    numbered = column_role(texts[0]) == "number"
    roles = header_roles(tuple(texts))
    at = low
    while at < len(lines):
        again, after = _header(lines, at)
        if _words(again, plain) == texts:
            at = after
            continue
        last = _record_end(lines, at, (len(head), numbered, spaced), opening)
        if last is None:
            break
        pieces = [piece for line in lines[at:last] for piece in _pieces(line, spaced=spaced)]
        table.add(lay_over(pieces, roles, plain), plain)
        at = table.last = last
    if len(table.rows) == 1 and at > low:  # nothing but headers: no table, and no second look
        table.rows, table.texts, table.last = [], [], at
        return table
    return table if len(table.rows) > 1 else None


def may_open_header(words: str) -> bool:
    """Tell whether a line can begin a header: a column's name, or 序 of 序号 in a narrow column."""
    return words in ("序", "编", "项") or column_role(words.split(" ", maxsplit=1)[0]) != "other"


def _words(head: list[RawCell], plain: str) -> list[str]:
    return [cell_text(cell, plain) for cell in head]


def _opens_spaced(lines: list[Line], at: int) -> bool:
    """Tell whether a record begins as 1 and words behind a space."""
    return at < len(lines) and re.match(r"1[.、]? \S", lines[at].text) is not None


def _header(lines: list[Line], at: int) -> tuple[list[RawCell], int]:
    """Return the cells of a header: on one line, one line for each, or cut by line ends."""
    if at >= len(lines) or not may_open_header(lines[at].text):
        return [], at
    broken, low = _broken_header(lines, at)
    if broken:
        return broken, low
    if " " in lines[at].text:
        pieces = _pieces(lines[at], spaced=True)
        words = lines[at].text.split()
        return ([[one] for one in pieces] if all(map(_names_column, words)) else []), at + 1
    cells: list[RawCell] = []
    while at < len(lines) and len(cells) < 9 and _header_word(lines[at]):
        cells.append([(lines[at].start, lines[at].end)])
        at += 1
    return cells, at


_MOST_HEAD = 16  # lines, and words, of a header whose cells are narrow


def _broken_header(lines: list[Line], at: int) -> tuple[list[RawCell], int]:
    """Return the cells of a header whose names are cut by line ends: 完成时 above 限.

    The words between `at` and the first record are joined so that all of them name columns.
    """
    parts: list[tuple[Piece, str, bool]] = []  # range, words, first of its line
    low = at
    while low < len(lines) and low - at < _MOST_HEAD:
        line = lines[low]
        label = read_label(line.text)
        if line.tabs or INTEGER.fullmatch(line.text.split(" ", 1)[0]) or label:
            break
        for number, (start, end) in enumerate(_pieces(line, spaced=True)):
            words = line.text[start - line.start : end - line.start]
            if len(words) > 12 or len(parts) >= _MOST_HEAD or _NO_HEAD.search(words):
                return [], at
            parts.append(((start, end), words, number == 0))
        low += 1
    if low == at or low >= len(lines) or low - at >= _MOST_HEAD:
        return [], at
    groups = _named_groups(parts)
    return [[parts[i][0] for i in range(a, b)] for a, b in groups], low


def _named_groups(parts: list[tuple[Piece, str, bool]]) -> list[tuple[int, int]]:
    """Part the words into as many names of columns as they hold; none where one names nothing."""
    best: list[list[tuple[int, int]] | None] = [[]]
    for end in range(1, len(parts) + 1):
        ways: list[list[tuple[int, int]]] = []
        for begin in range(max(0, end - 4), end):
            before = best[begin]
            joins = all(first for _, _, first in parts[begin + 1 : end])
            words = "".join(words for _, words, _ in parts[begin:end])
            if before is not None and joins and _names_column(words):
                ways.append([*before, (begin, end)])
        best.append(max(ways, key=len) if ways else None)
    return best[-1] or []


_NO_HEAD = re.compile(r"(?:表|清单|方案|通知|意见|计划|要点|分解|任务分工|进度安排)$|[。;:]$")


def _header_word(line: Line) -> bool:
    return not line.tabs and _names_column(line.text)


def _opens_header(lines: list[Line], at: int) -> bool:
    """Tell whether another header begins at `at`: three names of columns, one a line."""
    following = lines[at : at + 3]
    return len(following) == 3 and all(
        _header_word(line) and len(line.text) <= 8 for line in following
    )


def _names_column(words: str) -> bool:
    """Tell a column's name from a title such as 重点任务分工表 and a heading 二、工作任务."""
    if len(words) > 20 or _NO_HEAD.search(words) or read_label(words) or "。" in words:
        return False
    return column_role(words) != "other"


def _pieces(line: Line, *, spaced: bool) -> list[Piece]:
    if not spaced:
        return [(line.start, line.end)]
    return [(line.start + m.start(), line.start + m.end()) for m in re.finditer(r"\S+", line.text)]


def _record_end(
    lines: list[Line], at: int, shape: tuple[int, bool, bool], opening: tuple[str, str]
) -> int | None:
    """Return where the record at `at` ends; None where no record stands there.

    `opening` is the first word and line of the header, which may stand again on every page.
    """
    width, numbered, spaced = shape
    if not numbered:
        last = at + 1
        while last < len(lines) and last - at < width and not lines[last].gap and not spaced:
            last += 1
        return last if last - at > 1 or (spaced and " " in lines[at].text) else None
    number = _number(lines[at], spaced=spaced)
    if number is None:
        follows = at + 1 < len(lines) and _number(lines[at + 1], spaced=spaced) is not None
        named = read_label(lines[at].text) or _is_group_name(lines[at].text)
        return at + 1 if follows and named else None
    last = at + 1
    while last < len(lines) and last - at < _MOST_PIECES:
        line = lines[last]
        following = _number(line, spaced=spaced)
        if following is not None and number < following <= number + 3:
            break
        label = read_label(line.text)
        head = label is not None and label.style in ("han", "han_paren", "annex", "chapter")
        if (
            head
            or _heads_group(lines, last, number, spaced=spaced)
            or line.text == opening[1]
            or line.text.split(" ")[0] == opening[0]
            or _opens_header(lines, last)
            or _closing(line, lines[last - 1])
            or (line.gap and last - at >= width and len(line.text) > 60)
        ):
            break
        if line.gap and not spaced and last - at >= width:
            break
        last += 1
    return last


def _is_group_name(words: str) -> bool:
    """Tell whether words can be the name of a group of tasks: short, no sentence, no units."""
    return (
        4 <= len(words) <= 20
        and not re.search(r"[,。;、:\d ]", words)
        and not is_unit(words)
        and not DUE_CELL.fullmatch(words)
    )


def _heads_group(lines: list[Line], at: int, number: int, *, spaced: bool) -> bool:
    """Tell whether a line without a number names the group that the next record opens."""
    if at + 1 >= len(lines) or _number(lines[at + 1], spaced=spaced) != number + 1:
        return False
    before = lines[at - 1].text[-20:].rsplit(" ", maxsplit=1)[-1]
    return _is_group_name(lines[at].text) and DUE_CELL.fullmatch(before) is not None


def _closing(line: Line, before: Line) -> bool:
    """A sentence that stands alone below a finished record ends the table."""
    done = DUE_CELL.fullmatch(before.text[-20:].rsplit(" ", maxsplit=1)[-1]) is not None
    return line.text.endswith("。") and " " not in line.text and done


def _number(line: Line, *, spaced: bool) -> int | None:
    words = line.text.split(" ", 1)[0] if spaced else line.text
    return int(words.rstrip(".、")) if INTEGER.fullmatch(words) else None
