"""Tables whose cells follow one another as lines, or as words between single spaces.

A PDF's text layer gives a table cell by cell and a cell line by line. The running number tells the
records apart; inside a record the pieces are laid over the columns by what each column holds.
"""

import re
from itertools import pairwise

from fumao.reading.columns import Role, column_role, header_roles, looks_like_header
from fumao.reading.labels import read_label
from fumao.reading.lines import Line
from fumao.reading.rawtable import INTEGER, RawCell, RawTable, cell_text
from fumao.reading.schedules import DUE
from fumao.reading.units import is_unit, split_units

_MOST_PIECES = 40
Piece = tuple[int, int]


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
        table.add(_columns(pieces, roles, plain), plain)
        at = table.last = last
    return table if len(table.rows) > 1 else None


def may_open_header(words: str) -> bool:
    """Tell whether a line can begin a header: a column's name, or 序 of 序号 in a narrow column."""
    return words in ("序", "编", "项") or column_role(words.split(" ")[0]) != "other"


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
        and not _DUE_CELL.fullmatch(words)
    )


def _heads_group(lines: list[Line], at: int, number: int, *, spaced: bool) -> bool:
    """Tell whether a line without a number names the group that the next record opens."""
    if at + 1 >= len(lines) or _number(lines[at + 1], spaced=spaced) != number + 1:
        return False
    before = lines[at - 1].text[-20:].rsplit(" ", maxsplit=1)[-1]
    return _is_group_name(lines[at].text) and _DUE_CELL.fullmatch(before) is not None


def _closing(line: Line, before: Line) -> bool:
    """A sentence that stands alone below a finished record ends the table."""
    done = _DUE_CELL.fullmatch(before.text[-20:].rsplit(" ", maxsplit=1)[-1]) is not None
    return line.text.endswith("。") and " " not in line.text and done


def _number(line: Line, *, spaced: bool) -> int | None:
    words = line.text.split(" ", 1)[0] if spaced else line.text
    return int(words.rstrip(".、")) if INTEGER.fullmatch(words) else None


def _columns(pieces: list[Piece], roles: tuple[Role, ...], plain: str) -> list[RawCell]:
    """Lay pieces over columns in order, each column taking neighbours, by dynamic programming."""
    if len(pieces) < len(roles) or len(pieces) == 1:
        return [[piece] for piece in pieces]
    best: list[dict[int, tuple[float, list[int]]]] = [{0: (0.0, [])}]
    widest = max(b - a for a, b in pieces)
    for role in roles:
        step: dict[int, tuple[float, list[int]]] = {}
        for begin, (score, cuts) in best[-1].items():
            most = len(pieces) if role in ("task", "lead", "cooperating", "upper") else begin + 3
            for end in range(begin, min(most, len(pieces)) + 1):
                value = score + _worth(pieces[begin:end], (role, widest), plain)
                if end not in step or step[end][0] < value:
                    step[end] = (value, [*cuts, end])
        best.append(step)
    if len(pieces) not in best[-1]:
        return [[piece] for piece in pieces]
    cuts = best[-1][len(pieces)][1]
    return [pieces[a:b] for a, b in zip([0, *cuts[:-1]], cuts, strict=True)]


_DUE_CELL = re.compile(
    rf"(?:{DUE.pattern})(?:完成|启动|实施)?|(?:持续|长期)(?:推进|实施|坚持|开展)?|每年|全年"
)
_HALF = re.compile(r"^(?:局|委|厅|办|会|部|政府|管委会|分局|前|底|月|日|[、,。;)])")


def _worth(pieces: list[Piece], column: tuple[Role, int], plain: str) -> float:
    """Say how well a run of pieces suits a column; the longest piece of the record is a wrap."""
    role, widest = column
    if not pieces:
        return -0.2 if role == "category" else -0.6
    words = [plain[a:b] for a, b in pieces]
    text = "".join(words)
    joins = -0.05 * (len(pieces) - 1) - (0.8 if _HALF.match(text) else 0)
    if role == "number":
        return joins + (3.0 if INTEGER.fullmatch(text) else -6.0)
    if role == "schedule":
        return joins + (3.0 if _DUE_CELL.fullmatch(text) else -1.5)
    if role in ("lead", "cooperating", "upper"):
        return joins + _unit_worth(words, text)
    if role == "task":
        ends = 1.0 if text.endswith(("。", ";")) else 0.0
        # words after a full stop that are no sentence belong to the next cell
        beyond = 1.8 if not ends and any(word.endswith("。") for word in words) else 0.0
        return joins + min(len(text), 30) / 15 + ends - beyond - _unit_tail(words)
    if role == "category":
        last = pieces[-1][1] - pieces[-1][0]
        sentence = re.search(r"[,。;:]", text) or text.count("“") != text.count("”")
        return joins + (-1.5 if sentence or last > max(widest - 2, 6) else 0.5)
    return joins + 0.3


def _unit_worth(words: list[str], text: str) -> float:
    names = [text[a:b] for a, b in split_units(text).ranges]
    good = bool(names) and all(is_unit(name) or name.startswith("各") for name in names)
    glued = sum(
        is_unit(left) and left[-1] not in "、," and _opens_name(right)
        for left, right in pairwise(words)
    )
    if not glued and names and max(map(len, names)) > 8:
        glued = _glued_names(words)
    return (2.5 if good else -2.5) - 3.0 * glued - (1.0 if text.endswith(("、", ",")) else 0.0)


_HEADQUARTERS = re.compile(r"(?:国家|中国|人民|海关|监管)[^、,]{0,12}(?:总局|总署|银行|局|会)$")


_BEGINS = re.compile(
    r"[市省区县州各](?!场|级|直|政)|国家|中国|中央|人民银行|人行|[^局委办厅部会、,]{2,4}(?:海关|市|省|银行|大学|学院|集团)"
)


def _glued_names(words: list[str]) -> int:
    """Count the line ends between two whole names that no sign parts: 金融办 above 人民银行分行."""
    count, text = 0, "".join(words)
    at = 0
    for word in words[:-1]:
        at += len(word)
        left = re.split(r"[、,;]", text[:at])[-1]
        right = re.split(r"[、,;]", text[at:], maxsplit=1)[0]
        if is_unit(left) and len(right) >= 4 and _BEGINS.match(right) and is_unit(right):
            count += not _HEADQUARTERS.search(left)
    return count


def _opens_name(words: str) -> bool:
    """Tell the beginning of a name from the rest of one: 员会 and 政局 are rests."""
    first = words.split("、", maxsplit=1)[0]
    return is_unit(first) and (len(first) >= 4 or first.startswith(("市", "省", "区", "县", "各")))


def _unit_tail(words: list[str]) -> float:
    return 2.0 if len(words) > 1 and is_unit(words[-1]) else 0.0
