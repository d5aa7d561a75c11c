"""Checks of wording: both languages there, short titles, no Chinese left in the English."""

from collections.abc import Iterator

from fumao.core.errors import Words
from fumao.core.text import is_han
from fumao.packs.model import Pack, Place
from fumao.packs.report import Report

TITLE_LIMIT = 30  # characters of a Chinese title


def _titles(pack: Pack) -> Iterator[tuple[Words, Place]]:
    for clause in pack.clauses:
        yield clause.title, clause.place
    for task in pack.tasks:
        yield task.title, task.place


def _of_registry(pack: Pack) -> Iterator[tuple[Words | None, Place]]:
    yield pack.head.title, pack.head.place
    yield pack.head.source, pack.head.place
    for area in pack.areas:
        yield area.name, area.place
    for department in pack.departments:
        yield department.name, department.place
    for group in pack.groups:
        yield group.note, group.place
    for person in pack.people:
        yield person.name, person.place
        yield person.title, person.place


def _of_plan(pack: Pack) -> Iterator[tuple[Words | None, Place]]:
    for document in pack.documents:
        yield document.title, document.place
        yield document.source, document.place
        yield document.note, document.place
    for task in pack.tasks:
        yield task.category, task.place
    for target in pack.targets:
        yield target.indicator, target.place
        yield target.group, target.place
    for incentive in pack.incentives:
        yield incentive.recipient, incentive.place
        yield incentive.condition, incentive.place
    for finding in pack.findings:
        yield finding.message, finding.place
        yield from ((choice.words, finding.place) for choice in finding.choices)
    for park in pack.parks:
        yield park.name, park.place
        yield park.positioning, park.place
    if pack.demo is not None:
        yield pack.demo.notice, pack.demo.place


def check_wording(pack: Pack, report: Report) -> None:
    """Check every wording of a pack."""
    for title, place in _titles(pack):
        if len(title.zh) > TITLE_LIMIT:
            report.add(
                "title_length",
                place,
                (
                    f"标题“{title.zh}”有 {len(title.zh)} 字",
                    f'the title "{title.zh}" has {len(title.zh)} characters',
                ),
                (f"缩到 {TITLE_LIMIT} 字以内", f"shorten it to {TITLE_LIMIT}"),
            )
    for words, place in (*_titles(pack), *_of_registry(pack), *_of_plan(pack)):
        if words is not None and any(is_han(char) for char in words.en):
            report.add(
                "missing_english",
                place,
                (f"英文“{words.en}”中有汉字", f'the English "{words.en}" holds Chinese'),
                ("译成英文", "translate it"),
            )
