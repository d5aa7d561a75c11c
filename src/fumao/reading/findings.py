"""What a careful clerk would notice in a reading, in Chinese and English."""

import re
from collections.abc import Container, Iterator
from decimal import Decimal, InvalidOperation

from fumao.core.damage import find_damage
from fumao.reading.columns import header_roles
from fumao.reading.document import Cell, Document, Table
from fumao.reading.model import Finding, Meta, Span, Task
from fumao.reading.rows import task_layout

_FIGURE = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?$")
_TOTAL = re.compile(r"合\s*计|总\s*计|小\s*计|总额|累计$")
_YEARLIKE = re.compile(r"(?:19|20)\d\d")


def find_findings(
    document: Document, meta: Meta, tasks: list[Task], registry: Container[str] | None
) -> list[Finding]:
    """List what an officer should look at, in the order of the text."""
    found = [
        *_damage(document),
        *_tables(document),
        *_schedules(meta, tasks),
        *_units(document, tasks, registry),
        *_body_differs(document, tasks),
        *_superseded(document, meta),
    ]
    return sorted(found, key=lambda one: (one.start, one.code))


def _damage(document: Document) -> Iterator[Finding]:
    words = {
        "misdecoded": ("编码错乱，原文不可信", "was mis-decoded and cannot be trusted"),
        "lost": ("有字符丢失", "has lost characters"),
        "private_use": ("含自造字符，请对照原件", "holds private characters; compare the original"),
    }
    for damage in find_damage(document.text):
        excerpt = document.text[damage.start : damage.end]
        if damage.kind == "private_use" and document.plain[damage.start : damage.end] == ".":
            continue  # a decimal point between digits, read as such
        zh, en = words[damage.kind]
        yield Finding(
            "damaged_text", "question", f"“{excerpt}”{zh}。", f"“{excerpt}” {en}.",
            damage.start, damage.end, data={"kind": damage.kind, "text": excerpt},
        )  # fmt: skip


def _tables(document: Document) -> Iterator[Finding]:
    for table in document.tables:
        layout = task_layout(table)
        if layout is not None:
            for role in ("lead", "schedule"):
                yield from _blank_cells(table, layout.column(role), layout.task)
            continue
        width = max((len(row) for row in table.rows), default=0)
        for column in range(width):
            yield from _column(table, column, width)


def _blank_cells(table: Table, column: int | None, anchor: int) -> Iterator[Finding]:
    """A column of owners or dates that is filled nearly everywhere, and empty here."""
    if column is None:
        return
    rows = [row for row in table.rows if len(row) > max(column, anchor) and row[anchor].text]
    empty = [row for row in rows if not row[column].text]
    if not rows or len(empty) * 4 > len(rows):
        return
    name = table.header[column]
    for row in empty:
        yield Finding(
            "blank_cell", "question",
            f"表中“{name}”一栏为空：{row[anchor].text[:24]}",
            f"The cell “{name}” is empty in this row.",
            row[anchor].start, row[anchor].end, data={"column": name},
        )  # fmt: skip


def _from_right(table: Table, row: tuple[Cell, ...], column: int, width: int) -> Cell | None:
    # spans make rows of figures ragged on the left; the figures are flush on the right
    place = column - (width - len(row))
    return row[place] if 0 <= place < len(row) else None


def _column(table: Table, column: int, width: int) -> Iterator[Finding]:
    cells = [(row, _from_right(table, row, column, width)) for row in table.rows]
    figures = [(row, cell) for row, cell in cells if cell is not None and _figure(cell) is not None]
    if len(figures) < 3 or _is_counter(table, column, width):
        return
    body: list[tuple[tuple[Cell, ...], Cell]] = []
    name = _name(table, column, width)
    for row, cell in cells:
        if cell is None or cell.covered:
            continue
        if _TOTAL.search(row[0].text) or any(_TOTAL.fullmatch(c.text) for c in row[:3]):
            yield from _sum(body, cell, name)
            body = []
        elif len([one for one in row if one.text]) > 1:
            body.append((row, cell))
    everywhere = [c for _, c in cells if c is not None]
    blanks = [(row, c) for row, c in cells if c is not None and not c.text and len(row) > 1]
    if len(blanks) * 4 <= len(everywhere):
        for row, cell in blanks:
            place = _place(row, cell)
            words = "、".join(c.text for c in row if c.text and _figure(c) is None)[:24]
            yield Finding(
                "blank_cell", "question", f"“{words}”的“{name}”为空：空白不等于零。",
                f"“{name}” of “{words}” is blank; a blank is not a zero.",
                place.start, place.end, data={"column": name, "row": words},
            )  # fmt: skip


def _place(row: tuple[Cell, ...], cell: Cell) -> Span:
    near = [one for one in row if one.text and not one.covered]
    if cell.end:
        return Span(cell.start, cell.end)
    return Span(near[0].start, near[-1].end) if near else Span(0, 0)


def _is_counter(table: Table, column: int, width: int) -> bool:
    roles = header_roles(table.header)
    return (len(table.header) == width and roles[column] == "number") or column == 0


def _name(table: Table, column: int, width: int) -> str:
    place = column - (width - len(table.header))
    return table.header[place] if 0 <= place < len(table.header) else f"{column + 1}"


def _figure(cell: Cell) -> Decimal | None:
    words = cell.text.strip("≥>≤<~约 ")
    if not _FIGURE.match(words):
        return None
    try:
        return Decimal(words.replace(",", ""))
    except InvalidOperation:
        return None


def _sum(body: list[tuple[tuple[Cell, ...], Cell]], stated: Cell, name: str) -> Iterator[Finding]:
    total = _figure(stated)
    parts = [value for _, cell in body if (value := _figure(cell)) is not None]
    if total is None or len(parts) < 2:
        return
    computed = sum(parts, Decimal(0))
    if computed == total:
        return
    gap = total - computed
    yield Finding(
        "column_sum", "question",
        f"“{name}”各行之和为 {computed}，合计写作 {total}，相差 {gap}。",
        f"The rows of “{name}” add up to {computed}; the total says {total}: {gap} apart.",
        stated.start, stated.end,
        data={"computed": str(computed), "stated": str(total), "gap": str(gap), "column": name},
    )  # fmt: skip


def _schedules(meta: Meta, tasks: list[Task]) -> Iterator[Finding]:
    for index, task in enumerate(tasks):
        schedule = task.schedule
        place = schedule.span or Span(task.start, task.end)
        if schedule.date and schedule.alternative:
            late, early = schedule.date.isoformat(), schedule.alternative.isoformat()
            yield Finding(
                "ambiguous_due", "question",
                f"“{schedule.text}”可理解为 {late} 前或 {early} 前，请选择。",
                f"“{schedule.text}” may mean by {late} or by {early}; choose one.",
                place.start, place.end,
                choices=(
                    (late, f"{late}（期末 / end of the period）"),
                    (early, f"{early}（期初前 / before it）"),
                ),
                task=index,
            )  # fmt: skip
        if schedule.date and meta.date and schedule.date < meta.date:
            yield Finding(
                "due_before_document", "warning",
                f"时限“{schedule.text}”（{schedule.date}）早于文件日期 {meta.date}，"
                "请牵头单位确认新的日期。",
                f"“{schedule.text}” ({schedule.date}) lies before the document's date {meta.date}.",
                place.start, place.end, task=index,
            )  # fmt: skip


def _units(
    document: Document, tasks: list[Task], registry: Container[str] | None
) -> Iterator[Finding]:
    asked: set[str] = set()
    for index, task in enumerate(tasks):
        seen: set[str] = set()
        for span in task.unit_spans:
            name = re.sub(r"\s+", "", document.text[span.start : span.end])
            key = re.sub(r"\s+", "", document.plain[span.start : span.end])
            if key in seen and not _both_roles(task, name):
                yield Finding(
                    "unit_twice", "warning", f"“{name}”在同一任务中出现两次。",
                    f"“{name}” is named twice in one task.", span.start, span.end, task=index,
                )  # fmt: skip
            seen.add(key)
            known = registry is None or name in registry or key in registry
            if not known and key not in asked:
                asked.add(key)
                yield Finding(
                    "unknown_unit", "question", f"部门名录中没有“{name}”：是别名、新机构还是笔误？",
                    f"“{name}” is not in the registry: an alias, a new body or a slip?",
                    span.start, span.end, task=index, data={"name": name},
                )  # fmt: skip


def _both_roles(task: Task, name: str) -> bool:
    # 区司法局 leads and 区司法局等有关部门 help: named as lead and again among all
    return name in task.upper


def _body_differs(document: Document, tasks: list[Task]) -> Iterator[Finding]:
    """Hold each row of a table of tasks against the paragraphs of the body."""
    prose = "".join(block.text for block in document.blocks if block.kind != "row")
    if len(prose) < 400:
        return
    index = _shingles(prose)
    for number, task in enumerate(tasks):
        clause = document.clauses[task.clause] if task.clause is not None else None
        if clause is not None and clause.kind != "row":
            continue
        for low, high, words in _sentences(document.plain[task.start : task.end]):
            share = _share(words, index)
            if 0.35 <= share < 1:  # one missing piece proves that the sentence is not in the body
                start, end = task.start + low, task.start + high
                yield Finding(
                    "row_differs", "warning", f"表中“{words[:24]}…”与正文表述不一致，请核对。",
                    f"The row's sentence “{words[:24]}…” differs from the body.",
                    start, end, task=number,
                )  # fmt: skip


def _sentences(text: str) -> Iterator[tuple[int, int, str]]:
    for match in re.finditer(r"[^。;]+", text):
        words = re.sub(r"</?[A-Za-z][^<>]*>|\s+", "", match.group())
        if len(words) >= 14:
            yield match.start(), match.end(), words


_LENGTH = 6


def _shingles(text: str) -> set[str]:
    return {text[i : i + _LENGTH] for i in range(len(text) - _LENGTH + 1)}


def _share(words: str, index: set[str]) -> float:
    pieces = [words[i : i + _LENGTH] for i in range(len(words) - _LENGTH + 1)]
    return sum(piece in index for piece in pieces) / max(1, len(pieces))


# Law that a later law replaced: (words, in force until, what to say). Sources: 财税〔2016〕36号 put
# value-added tax in the place of business tax; 国务院机构改革方案 (2018) merged the tax offices.
_SUPERSEDED = (
    (
        re.compile(r"(?:免征|减征|征收|缴纳|免缴)?营业税(?!改征|改增)"), "2016-05-01",
        "营业税自2016年5月1日起全面改征增值税", "business tax became value-added tax on 2016-05-01",
    ),
    (
        re.compile(r"国税局|地税局|国家税务局|地方税务局"), "2018-06-15",
        "国税、地税机构已于2018年合并为税务局", "the state and local tax offices merged in 2018",
    ),
    (
        re.compile(r"出入境检验检疫局|检验检疫局"), "2018-04-20",
        "出入境检验检疫职责已于2018年并入海关", "inspection and quarantine joined customs in 2018",
    ),
)  # fmt: skip


def _superseded(document: Document, meta: Meta) -> Iterator[Finding]:
    """Point out a legal basis or office that no longer exists; once for each kind."""
    for pattern, until, zh, en in _SUPERSEDED:
        match = pattern.search(document.plain)
        if match is None:
            continue
        basis = "营业税" in match.group()
        yield Finding(
            "superseded_basis", "warning" if basis else "note",
            f"“{match.group()}”：{zh}，请确认依据是否仍然有效。",
            f"“{match.group()}”: {en}; check whether this still holds.",
            match.start(), match.end(), data={"until": until},
        )  # fmt: skip
