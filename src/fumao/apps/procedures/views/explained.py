"""Conditions and checks of a case in words: held, not held, or which fact is missing."""

from dataclasses import dataclass

from fumao.apps.procedures.queries.case_page import CasePage
from fumao.apps.procedures.queries.catalogue import cited
from fumao.core.errors import Words
from fumao.forms.form import Found
from fumao.rules.explain import Line, explain

_MISSING = Words("缺：", "missing: ")


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """A condition or a check with its result and the sentences behind it."""

    label: str
    held: bool | None
    missing: str
    lines: tuple[Line, ...]
    cite: str
    then: str
    confidence: str


def condition_lines(page: CasePage, language: str) -> list[ConditionLine]:
    """Return the conditions of the decision."""
    return [
        ConditionLine(
            one.label.say(language),
            found.held,
            _missing(page, found, language),
            _lines(page, found, language),
            cited(one.cite, language),
            "",
            one.confidence,
        )
        for one, found in page.conditions
    ]


def finding_lines(page: CasePage, language: str) -> list[ConditionLine]:
    """Return what the checks found, and those that cannot be decided."""
    by_key = {check.key: check for check in page.held.procedure.checks}
    return [
        ConditionLine(
            by_key[found.key].words.say(language),
            found.held,
            _missing(page, found, language),
            (),
            cited(by_key[found.key].cite, language),
            by_key[found.key].then,
            "seen",
        )
        for found in page.found
    ]


def _missing(page: CasePage, found: Found, language: str) -> str:
    if found.held is not None or not found.answer.missing:
        return ""
    inputs = page.held.form.library.inputs
    names = [
        inputs[name].label.say(language) if name in inputs else name
        for name in sorted(found.answer.missing)
    ]
    return _MISSING.say(language) + ("、" if language.startswith("zh") else ", ").join(names)


def _lines(page: CasePage, found: Found, language: str) -> tuple[Line, ...]:
    rules = page.held.form.on(page.case.submitted_on)
    line = explain(found.answer, rules, language).line
    if line is None:
        return ()
    return line.parts or (line,)
