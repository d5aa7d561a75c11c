"""Tasks that stand in the clauses of an opinion, plan or list of measures."""

import re

from fumao.reading.bodies import Body, Measure, read_body
from fumao.reading.choice import choose_tasks
from fumao.reading.clauses import Tree
from fumao.reading.deadlines import prose_due
from fumao.reading.document import Document
from fumao.reading.duties import Duty
from fumao.reading.model import Meta, Schedule, Task
from fumao.reading.prose_duties import read_prose
from fumao.reading.schedules import read_schedule


def clause_tasks(
    document: Document, tree: Tree, meta: Meta, *, first_leads: bool = False
) -> list[Task]:
    """Read the tasks of the clauses: items with a responsibility, or the numbered items."""
    year = meta.date.year if meta.date else None
    title = meta.title or ""
    bodies = [read_body(tree, i) for i, node in enumerate(tree.nodes) if node.style != "row"]
    return [
        _task(document, body, measure, (year, first_leads))
        for body in choose_tasks(tree, bodies, title)
        for measure in body.measures
    ]


def _task(
    document: Document, body: Body, measure: Measure, habits: tuple[int | None, bool]
) -> Task:
    year, first_leads = habits
    passage, text = measure.passage, measure.passage.text
    duty = measure.duty
    if duty is None or not duty.named:
        prose = read_prose(text, measure.start, measure.words_end)
        if duty is not None:
            prose.schedule, prose.scope = duty.schedule, duty.scope
        duty = prose
    elif first_leads and not duty.ranked and len(duty.lead) > 1:
        duty.cooperating, duty.lead = duty.lead[1:], duty.lead[:1]
    said = measure.said if measure.said and duty is measure.duty else passage
    span = passage.span(measure.start, measure.end)

    def names(ranges: list[tuple[int, int]]) -> tuple[str, ...]:
        return tuple(_clean(said.printed(document.text, *one)) for one in ranges)

    spans = [said.span(*one) for one in (*duty.lead, *duty.cooperating, *duty.upper)]
    return Task(
        label=body.node.label,
        text=passage.printed(document.text, measure.start, measure.end).strip(),
        start=span.start,
        end=span.end,
        clause=body.index,
        lead=names(duty.lead),
        cooperating=names(duty.cooperating),
        upper=names(duty.upper),
        schedule=_schedule(document, measure, duty, year),
        category=_category(document, body.index),
        scope=said.printed(document.text, *duty.scope) if duty.scope else None,
        unit_spans=tuple(spans),
    )


def _clean(name: str) -> str:
    return re.sub(r"\s+", "", name)


def _category(document: Document, index: int) -> str | None:
    parent = document.clauses[index].parent
    if parent is None:
        return None
    clause = document.clauses[parent]
    return document.text[clause.start : clause.start + len(clause.label)] + clause.heading


def _schedule(document: Document, measure: Measure, duty: Duty, year: int | None) -> Schedule:
    passage = (measure.said or measure.passage) if duty.schedule else measure.passage
    place = duty.schedule or prose_due(passage.text, measure.start, measure.words_end)
    if place is None:
        return Schedule()
    printed = re.sub(r"\s+", "", passage.printed(document.text, *place))
    return read_schedule(printed, passage.text[slice(*place)], passage.span(*place), year)
