"""What the checks found on a report, in words, and what was said of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from fumao.apps.formpages.inputs import listed_codes
from fumao.apps.procedures.queries.catalogue import cited
from fumao.apps.surveys.models import Filing
from fumao.apps.surveys.queries.explanations import Earlier, accepted_before
from fumao.rules.explain import Line, explain
from fumao.rules.step import Step
from fumao.rules.tree import Compare, Name
from fumao.surveys.definitions import Survey, SurveyCheck
from fumao.surveys.examine import Examined, Finding, SurveyForm

_GRAVE = {"hard": 0, "soft": 1, "watch": 2}
_LINES = 12  # of an explanation below one sentence: a table may have 500 rows


@dataclass(frozen=True, slots=True)
class FindingShown:
    """What a check found, how it came to it, and where to look: (key, words)."""

    key: str
    severity: str
    words: str
    cite: str
    confidence: str
    lines: tuple[Line, ...]
    places: tuple[tuple[str, str], ...]
    explained: bool


@dataclass(frozen=True, slots=True)
class Explaining:
    """The box for the explanation of a soft check, with what was accepted before."""

    key: str
    words: str
    text: str
    asked: bool
    earlier: Earlier | None


def findings_shown(
    form: SurveyForm, examined: Examined, day: date, language: str
) -> list[FindingShown]:
    """Return what the checks found, the gravest first, each with how it came to it."""
    found = sorted(examined.findings, key=lambda one: _GRAVE[one.severity])
    open_ = set(examined.unexplained)
    return [_finding(form, one, day, language, explained=one.check.key not in open_)
            for one in found]  # fmt: skip


def _finding(
    form: SurveyForm, one: Finding, day: date, language: str, *, explained: bool
) -> FindingShown:
    check = one.check
    line = explain(
        one.found.answer, form.on(day), language,
        lambda scheme, code: dict(listed_codes(scheme, day, language)).get(code, code),
    ).line  # fmt: skip
    return FindingShown(
        check.key,
        check.severity,
        check.words.say(language),
        cited(check.cite, language),
        check.confidence,
        (_pruned(line),) if line is not None else (),
        tuple(_places(form.survey, check, language)),
        explained and check.severity == "soft",
    )


def _places(survey: Survey, check: SurveyCheck, language: str) -> Iterator[tuple[str, str]]:
    fields = {one.key: one for one in survey.form}
    for cell in check.cells:
        key, _dot, column = cell.partition(".")
        if (field := fields.get(key)) is not None:
            heads = [one.label.say(language) for one in field.columns if one.key == column]
            yield key, " · ".join([field.label.say(language), *heads])


def explaining(
    survey: Survey,
    filing: Filing,
    explained: Mapping[str, str],
    examined: Examined,
    language: str,
) -> Sequence[Explaining]:
    soft = [one for one in survey.checks if one.severity == "soft"]
    before = accepted_before(filing, language) if soft else {}
    found = {one.check.key for one in examined.findings}
    return [
        Explaining(one.key, one.words.say(language), explained.get(one.key, ""),
                   one.key in found, before.get(one.key))
        for one in soft
    ]  # fmt: skip


def _pruned(line: Line) -> Line:
    """Return an explanation of which long lists keep the lines that hold, and few of them."""
    parts = line.parts
    if len(parts) > _LINES:
        held = tuple(one for one in parts if one.held)
        parts = (held or parts)[:_LINES]
    return replace(line, parts=tuple(_pruned(one) for one in parts))


def equated(form: SurveyForm, examined: Examined, day: date) -> dict[str, str]:
    """Return by figure the value that a hard check wants it to be: field <> sum_of(rows)."""
    hard = {one.key for one in form.survey.checks if one.severity == "hard"}
    figures = {one.key for one in form.survey.figures()}
    found: dict[str, str] = {}
    for one in form.asked("finding", hard, examined.reading, {}, day):
        told = _told(one.answer.step)
        if told is not None and told[0] in figures:
            found[told[0]] = told[1]
    return found


def _told(step: Step | None) -> tuple[str, str] | None:
    if step is None or not isinstance(step.node, Compare) or step.node.op != "<>":
        return None
    if not isinstance(step.node.left, Name) or len(step.parts) < 2:
        return None
    value = step.parts[1].value
    return (step.node.left.name, f"{value}") if value is not None else None
