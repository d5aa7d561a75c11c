"""Rows of the plan files (documents, clauses, tasks, targets, findings, parks, demo) made into
records.
"""

from typing import Literal

from fumao.packs.model import (
    Choice,
    Clause,
    ClauseKind,
    Comparator,
    Demo,
    Document,
    Finding,
    Incentive,
    Language,
    Park,
    RemarkKind,
    Schedule,
    ScheduleKind,
    Severity,
    Target,
    Task,
)
from fumao.packs.row import Row

type Direction = Literal["up", "down"]


def document(row: Row) -> Document:
    """Make a document; `as_of` defaults to its date, then to its printed date, and is required
    without both.
    """
    day, printed = row.day_or_none("date"), row.day_or_none("printed")
    return Document(
        key=row.text("key"),
        code=row.text("code"),
        title=row.words("title"),
        number=row.text_or_none("number"),
        issuer=row.texts("issuer"),
        dated=day,
        printed=printed,
        as_of=row.day_or_none("as_of") or day or printed or row.day("as_of"),
        area=row.text("area"),
        language=row.choice("language", Language, "zh-Hans"),
        source=row.words("source"),
        note=row.words_or_none("note"),
        place=row.place,
    )


def clause(row: Row) -> Clause:
    """Make a clause; its parent is the clause one label shorter, its level the number of labels
    before its own.
    """
    ref = row.text("ref")
    parent, _, last = ref.rpartition("/")
    kind: ClauseKind = row.choice("kind", ClauseKind, "item")
    return Clause(
        document=row.text("document"),
        ref=ref,
        label=row.text_or_none("label") or last,
        level=ref.count("/"),
        kind=kind,
        parent=parent or None,
        title=row.words("title"),
        place=row.place,
    )


def _schedule(row: Row) -> Schedule:
    kind: ScheduleKind = row.choice("schedule", ScheduleKind, "unscheduled")
    return Schedule(
        kind=kind,
        text=row.text_or_none("schedule_text"),
        due=row.day_or_none("due"),
        due_alternative=row.day_or_none("due_alternative"),
    )


def _remark(row: Row) -> RemarkKind | None:
    if not row.has("remark"):
        row.text_or_none("remark")
        return None
    kind: RemarkKind = row.choice("remark", RemarkKind)
    return kind


def task(row: Row) -> Task:
    """Make a task."""
    code = row.text("code")
    return Task(
        document=row.text("document"),
        code=code,
        clause=row.text("clause"),
        label=row.text_or_none("label") or code,
        title=row.words("title"),
        lead=row.texts("lead"),
        cooperating=row.texts("cooperating"),
        upper=row.texts("upper"),
        category=row.words_or_none("category"),
        remark=_remark(row),
        schedule=_schedule(row),
        joint=row.flag("joint"),
        related=row.texts("related"),
        place=row.place,
    )


def target(row: Row) -> Target:
    """Make a target; a row of a table of targets is usually one line of targets.csv."""
    comparator: Comparator = row.choice("comparator", Comparator)
    direction: Direction = row.choice("direction", Literal["up", "down"], "up")
    return Target(
        document=row.text("document"),
        code=row.text("code"),
        clause=row.text("clause"),
        series=row.text("series"),
        indicator=row.words("indicator"),
        group=row.words_or_none("group"),
        comparator=comparator,
        value=row.number("value"),
        value_max=row.number_or_none("value_max"),
        unit=row.text("unit"),
        year=row.whole_or_none("year"),
        baseline=row.number_or_none("baseline"),
        baseline_year=row.whole_or_none("baseline_year"),
        is_total=row.flag("is_total"),
        recurring=row.flag("recurring"),
        direction=direction,
        place=row.place,
    )


def incentive(row: Row) -> Incentive:
    """Make an incentive."""
    return Incentive(
        document=row.text("document"),
        code=row.text("code"),
        clause=row.text("clause"),
        kind=row.text("kind"),
        recipient=row.words("recipient"),
        condition=row.words_or_none("condition"),
        amount_max=row.number_or_none("amount_max"),
        unit=row.text_or_none("unit"),
        rate_max=row.number_or_none("rate_max"),
        one_off=row.flag("one_off"),
        place=row.place,
    )


def _choice(row: Row) -> Choice:
    choice = Choice(row.text("key"), row.words("text"))
    row.finish()
    return choice


def _figures(row: Row) -> tuple[tuple[str, str], ...]:
    figures = tuple((item.text("name"), item.text("value")) for item in row.rows("data"))
    for item in row.rows("data"):
        item.finish()
    return figures


def finding(row: Row) -> Finding:
    """Make a finding."""
    severity: Severity = row.choice("severity", Severity)
    return Finding(
        document=row.text("document"),
        code=row.text("code"),
        severity=severity,
        clause=row.text("clause"),
        message=row.words("message"),
        tasks=row.texts("tasks"),
        data=_figures(row),
        choices=tuple(_choice(item) for item in row.rows("choices")),
        place=row.place,
    )


def park(row: Row) -> Park:
    """Make a park."""
    return Park(
        document=row.text("document"),
        key=row.text("key"),
        clause=row.text("clause"),
        name=row.words("name"),
        positioning=row.words("positioning"),
        responsible=row.texts("responsible"),
        area=row.text("area"),
        districts=row.texts("districts"),
        place=row.place,
    )


def demo(row: Row) -> Demo:
    """Make the frame of a demo."""
    return Demo(
        plans=row.texts("plans"),
        seed=row.whole_or_none("seed") or 0,
        first_day=row.day("first_day"),
        last_day=row.day("last_day"),
        notice=row.words("notice"),
        place=row.place,
    )
