"""Tables that stand in plain text: cells one a line, cells between tabs, cells between bars.

A table becomes a `RawTable`: its lines and its rows, every cell a list of ranges of the text (a
cell cut by a line end or a page has several).
"""

import re

from fumao.reading.columns import column_role, looks_like_header
from fumao.reading.flow import flow_rows, may_open_header
from fumao.reading.labels import read_label
from fumao.reading.lines import Line
from fumao.reading.rawtable import INTEGER, OPEN_END, RawCell, RawTable, cell_text


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
        elif len(line.text) <= 60:
            table = _token_rows(lines, at, plain) if _YEARS_HEAD.search(line.text) else None
            if table is None and may_open_header(line.text):
                table = flow_rows(lines, at, plain)
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
    head, low = _whole_head(lines, at, plain, spaced=spaced)
    width = len(head)
    if width < 2:
        return None
    table = RawTable(at, low)
    table.add(head, plain)
    numbered = column_role(table.texts[0][0]) == "number"
    at = low
    while at < len(lines):
        cells = _segments(lines[at], plain, spaced=spaced)
        if not _place_row(table, cells, (width, numbered), plain) and not _loose_line(
            table, lines, at, (width, plain, spaced)
        ):
            break
        at += 1
    table.last = at
    return table if len(table.rows) > 1 else None


_HEAD_TAIL = re.compile(
    r"(?:责任|牵头|配合|指导|完成|主管|主要)?(?:单位|部门|时限|时间|期限|内容|标准|名称|分工|安排|举措|措施|任务|\([^()]*\))"
    r"|目标值?|完成值?|实际|预期|指标"
)
_FIGURES_OF = re.compile(
    r"(?:20[1-4]\d(?:年.{0,8})?|“?十[一二三四五六]五”?末?.{0,6})|.{0,6}(?:指标|单位|目标|实际|完成|基期|现状|增速|增长|属性).{0,6}"
)


def _begins_tail(line: Line) -> bool:
    """Tell whether a line begins with the rest of a column's name: 单位, 时限."""
    return _HEAD_TAIL.fullmatch(line.text.split("\t", 1)[0].replace(" ", "")) is not None


def _whole_head(
    lines: list[Line], at: int, plain: str, *, spaced: bool
) -> tuple[list[RawCell], int]:
    """Return the cells of the header at `at`, one of which may hold line ends, and what follows."""
    head = _segments(lines[at], plain, spaced=spaced)
    low = at + 1
    while low < min(len(lines), at + 4) and column_role(cell_text(head[0], plain)) != "other":
        cells = _segments(lines[low], plain, spaced=spaced)
        words = [cell_text(cell, plain) for cell in cells]
        joined = cell_text(head[-1], plain) + words[0]
        named = [joined, *words[1:]]
        if len(words) > 1 and low + 1 < len(lines) and _begins_tail(lines[low + 1]):
            named.pop()  # 完成 of 完成时限, whose rest stands on the next line
        known = all(column_role(word) != "other" or _FIGURES_OF.fullmatch(word) for word in named)
        if len(words) == 1 and not _begins_tail(lines[low]):
            break
        again = words[0] == cell_text(head[0], plain)
        if again or INTEGER.match(words[0]) or any(re.search("[,。;]", word) for word in words):
            break
        if not known or read_label(lines[low].text) or len(joined) > 16 or not words[0]:
            break
        head = [*head[:-1], [*head[-1], *cells[0]], *cells[1:]]
        low += 1
    return head, low


def _place_row(table: RawTable, cells: list[RawCell], shape: tuple[int, bool], plain: str) -> bool:
    """Add `cells` as a new row or as the rest of the last one; False when they are no cells."""
    width, numbered = shape
    if len(cells) == 1:
        return False
    last = table.rows[-1]
    first = cell_text(cells[0], plain)
    begins = bool(INTEGER.match(first)) if numbered else len(cells) >= width
    begins = begins or first == table.texts[0][0] or (not first and len(cells) >= width)
    rest = len(last) + len(cells) - 1 <= width and len(last) < width
    if rest and not begins and len(table.rows) > 1:
        last[-1] = last[-1] + cells[0]
        last.extend(cells[1:])
        table.texts[-1] = [cell_text(cell, plain) for cell in last]
    else:
        table.add(cells, plain)
    return True


def _loose_line(table: RawTable, lines: list[Line], at: int, shape: tuple[int, str, bool]) -> bool:
    """Take a line without tabs: the rest of a cell, or a category row; False ends the table."""
    width, plain, spaced = shape
    line, last = lines[at], table.rows[-1]
    label = read_label(line.text)
    sign = "  " if spaced else "\t"
    more = any(sign in plain[slice(*other.raw)].strip() for other in lines[at + 1 : at + 6])
    if label and label.style == "annex":
        return False
    if label and label.style in ("han", "han_paren", "ordinal", "part") and more:
        table.add([[(line.start, line.end)]], plain)
        return True
    whole = len(last) >= width
    open_end = bool(table.texts[-1] and OPEN_END.search(table.texts[-1][-1]))
    open_end = open_end or (whole and _ends_due(table.texts[-1][-1], line))
    if len(table.rows) > 1 and len(last) > 1 and ((not whole and more) or open_end):
        last[-1] = [*last[-1], (line.start, line.end)]
        table.texts[-1][-1] = cell_text(last[-1], plain)
        return True
    if whole and more and len(line.text) <= 30 and not line.text.endswith(("。", ":", ";")):
        table.add([[(line.start, line.end)]], plain)
        return True
    return False


_DUE_REST = re.compile(
    r"(?:\d{1,2})?(?:年|月|日|季度)?(?:底|末|中|初)?(?:之?前)?(?:基本|全面)?(?:完成|启动|推进|实施|开展|落实|办结|坚持)?"
)


def _ends_due(cell: str, line: Line) -> bool:
    """Tell whether a line is the rest of a time limit: 前 below 2026年12月底."""
    dated = re.search(r"\d年|\d月|[年月]底$|持续$|长期$|每年$|季度$|\d$", cell[-12:]) is not None
    rest = _DUE_REST.fullmatch(line.text) is not None and not INTEGER.match(line.text)
    return dated and rest and len(cell) <= 24


_YEARS_HEAD = re.compile(r"^[^,。;:]{2,24} [^,。;:]*(?:(?:19|20)\d\d年|目标|指标值)[^,。;:]{0,24}$")
_VALUE = re.compile(r"[≥≤><]?\d[\d.,]*(?:%|[\u4e00-\u9fff]{0,5})")


def _token_rows(lines: list[Line], at: int, plain: str) -> RawTable | None:
    """Read a table of figures whose cells only single spaces part: as many words on every line."""
    table = RawTable(at, at)
    width = len(lines[at].text.split())
    for number in range(at, len(lines)):
        line = lines[number]
        words = line.text.split()
        valued = any(_VALUE.fullmatch(word) for word in words[1:])
        if line.tabs or len(words) != width or (table.rows and not valued):
            break
        found = re.finditer(r"\S+", line.text)
        table.add([[(line.start + m.start(), line.start + m.end())] for m in found], plain)
        table.last += 1
    return table if len(table.rows) > 2 and width > 2 else None


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
