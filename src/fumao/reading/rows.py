"""Tasks that stand in the rows of a table."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from fumao.reading.columns import Role, column_role, header_roles
from fumao.reading.document import Cell, Document, Passage, Table
from fumao.reading.duties import Duty, read_duty
from fumao.reading.labels import read_label
from fumao.reading.model import Schedule, Span, Task
from fumao.reading.schedules import read_schedule
from fumao.reading.target_columns import plan_columns
from fumao.reading.unit_cells import part_lines
from fumao.reading.units import split_units

_SEEMS_COMMA = re.compile(r"^[^,]*[^,、],[^,]+(?:、|$)")
_STARTS = re.compile(r"(?:计划|预计)?(?:启动|开始|起始|开工|起)")
_INTEGER = re.compile(r"\d{1,4}[.、]?$")


@dataclass(slots=True)
class Draft:
    """A task under construction."""

    label: str
    parts: list[Passage]
    category: str | None
    start: int
    end: int
    duty: tuple[Cell | None, Duty] = field(default_factory=lambda: (None, Duty()))
    lead: list[str] = field(default_factory=list)
    cooperating: list[str] = field(default_factory=list)
    upper: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    schedule: Schedule = field(default_factory=Schedule)
    due: str = ""  # matching text of the schedule
    remark: str | None = None
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns of a table hold what."""

    task: int
    names: tuple[int, ...]  # columns of words before the task's own
    roles: tuple[Role, ...]

    def column(self, role: Role) -> int | None:
        """Return the first column of `role`."""
        return self.roles.index(role) if role in self.roles else None


def task_layout(table: Table) -> Layout | None:
    """Return the columns of a table of tasks, None of another table.

    A table of tasks names a task column and who does it or when.
    """
    roles = header_roles(table.header)
    tasks = [i for i, role in enumerate(roles) if role == "task"]
    if not tasks or not {"lead", "cooperating", "schedule"} & set(roles):
        return None
    named = any(column_role(words) == "task" for words in table.header)
    if not named and plan_columns(table, None) is not None:
        return None  # indicators with their figures, and who watches them
    roles = _one_due(table.header, roles)
    names = [*tasks[:-1], *(i for i, role in enumerate(roles) if role == "category")]
    return Layout(tasks[-1], tuple(sorted(names)), roles)


def _one_due(header: tuple[str, ...], roles: tuple[Role, ...]) -> tuple[Role, ...]:
    """Leave out when a task starts where another column tells when it is to be done."""
    due = [i for i, role in enumerate(roles) if role == "schedule"]
    starts = {i for i in due if _STARTS.match(header[i])}
    if len(starts) in (0, len(due)):
        return roles
    return tuple("other" if i in starts else role for i, role in enumerate(roles))


def table_tasks(document: Document, year: int | None, *, first_leads: bool = False) -> list[Task]:
    """Read the tasks of all tables of tasks; `year` is the document's, for dates without one."""
    out: list[Task] = []
    for table in document.tables:
        layout = task_layout(table)
        if layout is None:
            continue
        comma = first_comma_leads(table, layout)
        for draft in _drafts(document, table, layout):
            _units(document, draft, layout, (comma, first_leads))
            _finish_schedule(draft, year)
            out.append(_task(document, draft))
    return out


def first_comma_leads(table: Table, layout: Layout) -> bool:
    """Tell whether a table's habit is "leads, others": one comma a cell, 、 between equals."""
    lead = layout.column("lead")
    if lead is None or layout.column("cooperating") is not None:
        return False
    if "牵头" in table.header[lead] and "配合" not in table.header[lead]:
        return False
    cells = [row[lead].text for row in table.rows if len(row) > lead and row[lead].text]
    if any(re.search(r"牵头|配合", cell) for cell in cells):
        return False
    commas = [cell for cell in cells if "," in cell]
    return (
        len(commas) >= 2
        and all(_SEEMS_COMMA.match(cell) for cell in commas)
        and all(_outer_commas(cell) == 1 for cell in commas)
    )


def _outer_commas(cell: str) -> int:
    return re.sub(r"\([^()]*\)", "", cell).count(",")


def _drafts(document: Document, table: Table, layout: Layout) -> Iterator[Draft]:
    category: str | None = None
    last: Draft | None = None
    for row in table.rows:
        filled = [cell for cell in row if cell.text and not cell.covered]
        if _is_category(row, filled, table):
            category = filled[0].printed(document.text)
            continue
        if len(row) <= layout.task or not row[layout.task].text or _is_total(row, layout):
            continue
        for column in layout.names:
            words = row[column].text
            if words and not _INTEGER.match(words):
                category = row[column].printed(document.text)
        number = layout.column("number")
        label = row[number].printed(document.text).strip() if number is not None else ""
        if last is not None and _is_rest(row, layout, label):
            last.parts.append(row[layout.task])
            last.end = max(last.end, row[layout.task].end)
            continue
        if last is not None:
            yield last
        last = _draft(document, row, layout, (label, category))
    if last is not None:
        yield last


def _is_category(row: tuple[Cell, ...], filled: list[Cell], table: Table) -> bool:
    if len(filled) != 1:
        return False
    words = filled[0].text
    label = read_label(words)
    if table.width == 2 and len(row) == 2:
        return label is not None and label.style in ("han", "han_paren") and len(words) <= 40
    return len(row) == 1 or (table.width > 2 and (label is not None or len(words) <= 30))


def _is_total(row: tuple[Cell, ...], layout: Layout) -> bool:
    words = row[0].text
    if re.match(r"注:|备注:|说明:|合计|总计", words):
        return True
    return bool(re.match(r"注:|备注:", row[layout.task].text))


def _is_rest(row: tuple[Cell, ...], layout: Layout, label: str) -> bool:
    """Tell whether a row is the rest of one that a page end cut."""
    if label or layout.column("number") is None:
        return False
    others = [c for i, c in enumerate(row) if i != layout.task and c.text and not c.covered]
    return not others and not row[layout.task].covered


def _draft(
    document: Document, row: tuple[Cell, ...], layout: Layout, head: tuple[str, str | None]
) -> Draft:
    cell = row[layout.task]
    parts: list[Passage] = [cell]
    draft = Draft(head[0], parts, head[1], cell.start, cell.end)
    schedule = layout.column("schedule")
    if schedule is not None and row[schedule].text:
        when = row[schedule]
        printed = when.printed(document.text).strip()
        if printed not in ("-", "—", "/", "－"):
            span = Span(when.start, when.end)
            draft.schedule = Schedule("unscheduled", printed, None, None, span)
            draft.due = when.text
    remark, scope = layout.column("remark"), layout.column("scope")
    draft.remark = _words(document, row, remark)
    draft.scope = _words(document, row, scope)
    for role in ("lead", "cooperating", "upper"):
        for column, found in enumerate(layout.roles):
            if found == role and row[column].text:
                _collect(document, draft, role, row[column])
    return draft


def _words(document: Document, row: tuple[Cell, ...], column: int | None) -> str | None:
    if column is None or not row[column].text or row[column].text in ("-", "—", "/"):
        return None
    return row[column].printed(document.text).strip()


def _collect(document: Document, draft: Draft, role: str, cell: Cell) -> None:
    if role == "lead":
        draft.duty = (cell, Duty())
        return
    target = draft.cooperating if role == "cooperating" else draft.upper
    parted = part_lines(cell, document.plain, typed=document.typed)
    for low, high in split_units(parted.text).ranges:
        target.append(_clean(parted.printed(document.text, low, high)))
        draft.spans.append(parted.span(low, high))


def _units(document: Document, draft: Draft, layout: Layout, habits: tuple[bool, bool]) -> None:
    cell, _ = draft.duty
    if cell is None:
        return
    comma, first_leads = habits
    parted = part_lines(cell, document.plain, typed=document.typed)
    duty = read_duty(parted.text, 0, len(parted.text), first_comma=comma)
    if first_leads and not duty.ranked and not draft.cooperating and len(duty.lead) > 1:
        duty.cooperating, duty.lead = duty.lead[1:], duty.lead[:1]
    for ranges, target in (
        (duty.lead, draft.lead), (duty.cooperating, draft.cooperating), (duty.upper, draft.upper),
    ):  # fmt: skip
        target.extend(_clean(parted.printed(document.text, low, high)) for low, high in ranges)
        draft.spans.extend(parted.span(low, high) for low, high in ranges)


def _clean(name: str) -> str:
    return re.sub(r"\s+|</?[A-Za-z][^<>]*>", "", name).strip("*★▲")


def _finish_schedule(draft: Draft, year: int | None) -> None:
    known = draft.schedule
    if known.text:
        draft.schedule = read_schedule(known.text, draft.due, known.span, year)


def _task(document: Document, draft: Draft) -> Task:
    words = "".join(part.printed(document.text) for part in draft.parts)
    return Task(
        label=draft.label,
        text=words.strip(),
        start=draft.start,
        end=draft.end,
        clause=document.clause_at(draft.start),
        lead=tuple(draft.lead),
        cooperating=tuple(draft.cooperating),
        upper=tuple(draft.upper),
        schedule=draft.schedule,
        category=draft.category,
        remark=draft.remark,
        scope=draft.scope,
        unit_spans=tuple(draft.spans),
    )


__all__ = ["column_role", "first_comma_leads", "table_tasks", "task_layout"]
