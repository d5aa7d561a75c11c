"""Findings, changes and history of a filing in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fumao.apps.audit.kinds import kind_words
from fumao.apps.audit.models import Event
from fumao.apps.formpages.shown import text_of
from fumao.apps.orgs.models import Person
from fumao.apps.procedures.queries.catalogue import Basis, bases
from fumao.apps.surveys.items import explanation_words
from fumao.apps.surveys.level_words import level_words
from fumao.apps.surveys.queries.review_page import ReviewPage
from fumao.apps.surveys.views.figures import cell_label
from fumao.rules.explain import Line, explain

_ICONS = {
    "report_filed": "send", "report_approved": "circle-check", "report_returned": "arrow-back-up",
    "report_reopened": "arrow-back-up", "report_reminded": "bell",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding with its number, what led to it, what the respondent said, where it is written."""

    number: int
    key: str
    severity: str
    words: str
    lines: tuple[Line, ...]
    explained: str
    basis: Basis
    doubtful: bool


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A cell with the old and the new text; nothing for a blank."""

    label: str
    old: str
    new: str
    pinned: bool
    same: bool


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One event of a filing."""

    on: date
    icon: str
    words: str
    level: str
    event: Event
    behalf: Person | None
    reason: str
    said: str
    due: str
    cells: list[str]
    rule: str


def finding_lines(page: ReviewPage, language: str) -> list[FindingLine]:
    """Return the findings, numbered as they are pinned (one query for their clauses)."""
    findings = page.examined.findings
    rules = page.form.on(page.period.end)
    cited = bases(one.check.cite for one in findings)
    found = []
    for number, (one, basis) in enumerate(zip(findings, cited, strict=True), 1):
        line = explain(one.found.answer, rules, language).line
        lines = () if line is None else line.parts or (line,)
        check = one.check
        found.append(
            FindingLine(
                number, check.key, check.severity, check.words.say(language), lines,
                explanation_words(page.version.explained.get(check.key, "")), basis,
                check.confidence != "seen",
            )
        )  # fmt: skip
    return found


def fault_lines(page: ReviewPage, language: str) -> list[tuple[str, str]]:
    """Return (cell, words) of what would keep it from being approved today."""
    return [
        (cell_label(page, one.key, language), one.words.say(language))
        for one in page.examined.faults
    ]


def change_lines(page: ReviewPage, language: str) -> list[ChangeLine]:
    """Return what the last round changed, and pinned cells that it left."""
    day = page.period.end
    return [
        ChangeLine(
            cell_label(page, one.key, language),
            text_of(one.field, one.old, day, language), text_of(one.field, one.new, day, language),
            one.pinned, one.same,
        )
        for one in page.changed
    ]  # fmt: skip


def history_lines(page: ReviewPage, language: str) -> list[HistoryLine]:
    """Return the events, the newest first (one query for the people acted for)."""
    people = Person.objects.in_bulk({one.data.get("behalf") for one in page.events} - {None})
    reasons = {one.key: one.name.say(language) for one in page.form.survey.reasons}
    return list(reversed(list(_history(page, people, reasons, language))))


def _history(
    page: ReviewPage, people: dict[int, Person], reasons: dict[str, str], language: str
) -> Iterator[HistoryLine]:
    for event in page.events:
        data = event.data
        level = str(data.get("level", ""))
        yield HistoryLine(
            event.on, _ICONS.get(event.kind, "circle-dot"), kind_words(event.kind),
            level_words(level) if level else "", event, people.get(data.get("behalf", 0)),
            reasons.get(data.get("reason", ""), ""), str(data.get("words", "")),
            str(data.get("due") or data.get("until") or ""),
            [cell_label(page, cell, language) for cell in data.get("cells", ())],
            str(data.get("rule", "")),
        )  # fmt: skip
