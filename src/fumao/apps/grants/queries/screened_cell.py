"""One enterprise of a screening: every rule with its reason, and one cell explained in full.

The walk goes over the facts as they are now; where it says something else than was kept, the page
says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import Http404

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.enterprises.service import enterprise_of
from fumao.apps.grants.book import Book, rules_on
from fumao.apps.grants.cited import Cited, cited, clause_pages
from fumao.apps.grants.models import Screening
from fumao.apps.grants.queries.screened_firms import Kept, State, kept_value
from fumao.apps.grants.queries.screening import listed
from fumao.apps.grants.queries.told import Told, told_of, values_of
from fumao.apps.grants.queries.why import Block, Reasons
from fumao.apps.grants.words import KINDS, Amount
from fumao.apps.orgs.actor import Actor
from fumao.rules.batch.reasons import input_labels, short_reason
from fumao.rules.definitions import Rule
from fumao.rules.explain import shown_parameter
from fumao.rules.ruleset import Answer
from fumao.rules.types import Value


@dataclass(frozen=True, slots=True)
class CellLine:
    """What a rule said of the enterprise, and why."""

    rule: Rule
    label: str
    kind: object
    state: State
    value: Amount | None
    reason: str


@dataclass(frozen=True, slots=True)
class CellPage:
    """One cell explained; `now` differs from what was kept where facts or rules have changed."""

    rule: Rule
    label: str
    cite: Cited
    state: State
    value: Amount | None
    changed: bool
    now: Amount | None
    blocks: list[Block]
    parameters: list[tuple[str, str, Cited]]
    missing: list[str]
    evidence: list[str]
    apply: str


def firm_of(actor: Actor, kept: Kept, code: str) -> tuple[Enterprise, int]:
    """Return an enterprise of a run and its place; raises Http404 where the actor sees none."""
    enterprise, place = enterprise_of(actor, code), kept.place_of(code)
    if enterprise is None or place is None:
        raise Http404
    return enterprise, place


def answers_of(
    book: Book, screening: Screening, told: Told, names: Sequence[str]
) -> dict[str, Answer]:
    """Return what the rules say of these facts on the day of a run."""
    known = [name for name in names if name in book.library.versions]
    values = values_of(book.library, told.facts, screening.day)
    return rules_on(screening.day).answers(values, told.rows(book.library), known)


def cell_lines(
    book: Book, kept: Kept, place: int, told: Told, names: Sequence[str], lang: str
) -> Iterator[CellLine]:
    """Yield what every rule said of the enterprise at a place, with a reason in one sentence."""
    rules = rules_on(kept.screening.day)
    answers = answers_of(book, kept.screening, told, names)
    for name in names:
        if name in answers:
            answer = answers[name]
            rule = answer.rule
            state = kept.state(rule, place)
            value = kept_value(kept.values(name)[place], rule.type)
            reason = "" if state == "elsewhere" else short_reason(answer, answers, rules, lang)
            yield CellLine(
                rule, rule.label.say(lang), KINDS[rule.kind], state,
                listed(value, rule.type, lang) if value is not None else None, reason,
            )  # fmt: skip


def cell_page(
    actor: Actor, book: Book, kept: Kept, enterprise: Enterprise, name: str, lang: str
) -> CellPage:
    """Return one cell explained; raises Http404 where the run has no such rule."""
    place = kept.place_of(enterprise.code)
    if place is None or name not in book.library.versions or not kept.values(name):
        raise Http404
    told = told_of(actor, enterprise, kept.screening.day)
    rules = rules_on(kept.screening.day)
    answers = answers_of(book, kept.screening, told, [name])
    answer = answers[name]
    reasons = Reasons(book, rules, answers, lang)
    used = reasons.used(name)
    pages = clause_pages(actor, {answer.rule.cite, *(one.dated.cite for one in used)})
    type_ = answer.rule.type
    value = kept_value(kept.values(name)[place], type_)
    state = kept.state(answer.rule, place)
    return CellPage(
        answer.rule,
        answer.rule.label.say(lang),
        cited(book, answer.rule.cite, pages, lang),
        state,
        listed(value, type_, lang) if value is not None else None,
        state != "elsewhere" and _text(value) != _text(answer.value),
        listed(answer.value, type_, lang) if answer.value is not None else None,
        reasons.blocks(name),
        [
            (
                one.label.say(lang),
                shown_parameter(one, lang),
                cited(book, one.dated.cite, pages, lang),
            )
            for one in used
        ],
        input_labels(book.library, answer.missing, lang),
        [words.say(lang) for words in answer.rule.evidence],
        answer.rule.apply.say(lang) if answer.rule.apply else "",
    )  # fmt: skip


def _text(value: Value) -> str:
    return "" if value is None else str(value)
