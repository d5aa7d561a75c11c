"""What the rule of a call says of a claim: facts of the register, lines as a child table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from fumao.apps.enterprises.models import Fact
from fumao.apps.enterprises.service import facts_on
from fumao.apps.funds.models import LIVE, Claim, ClaimLine, State
from fumao.apps.grants.book import Book, book, rules_on
from fumao.apps.grants.codes import code_words
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.refusals import refusal
from fumao.core.money import Money
from fumao.rules.explain import Line, explain
from fumao.rules.facts import read_fact, read_rows
from fumao.rules.ruleset import Answer, RuleSet
from fumao.rules.types import Value

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A rule's answer for a claim with all it rests on; `computed` in fen, None if unknown."""

    answer: Answer
    facts: dict[str, str]
    rows: list[dict[str, str]]
    explanation: dict[str, list[dict[str, Any]]]
    computed: int | None
    missing: list[str]


def evaluate(actor: Actor, claim: Claim, lines: Sequence[ClaimLine], day: date) -> Evaluated:
    """Run the call's rule over the eligible amounts of a claim's lines.

    Raises ValidationError where the rule is not in force on the day.
    """
    held, rules = book(), rules_on(day)
    told = facts_on(actor, claim.enterprise, day)
    raw: dict[str, object] = {name: fact.value for name, fact in told.items()}
    raw |= sums_of(claim, lines)
    raw |= {"asked_on": claim.submitted_on or day} if "asked_on" in held.library.inputs else {}
    rule = claim.call.rule
    values = {
        name: read_fact(value, held.library.inputs[name])
        for name, value in raw.items()
        if name in held.library.inputs
    }
    if held.library.versions[rule][-1].rule.once:
        values[f"received_{rule}"] = _received(claim)
    table, rows = rows_of(claim, lines, held)
    answers = rules.answers(values, {table: rows} if table else {}, [rule])
    answer = answers[rule]
    if answer.status == "not_in_force":
        raise refusal("rule", _("规则在 %(day)s 不适用。"), day=day.isoformat())
    asked = held.library.reach[rule]
    return Evaluated(
        answer,
        {name: str(value) for name, value in values.items() if name in asked},
        [{name: str(value) for name, value in row.items()} for row in rows],
        {lang: said(answers, rules, rule, lang) for lang in LANGUAGES},
        _fen(answer),
        sorted(answer.missing),
    )


def _fen(answer: Answer) -> int | None:
    value = answer.value
    if answer.status != "decided" or isinstance(value, bool | str | date) or value is None:
        return None
    return Money(Decimal(value)).to_fen()  # a rule's money has two digits


def sums_of(claim: Claim, lines: Sequence[ClaimLine]) -> dict[str, object]:
    """Return the inputs that are sums of lines of some kinds, in yuan."""
    inputs: Mapping[str, Sequence[str]] = claim.call.feeds.get("inputs", {})
    return {
        name: Decimal(sum(one.eligible or 0 for one in lines if one.kind in kinds)).scaleb(-2)
        for name, kinds in inputs.items()
    }


def rows_of(
    claim: Claim, lines: Sequence[ClaimLine], held: Book
) -> tuple[str, list[dict[str, Value]]]:
    """Return the child table the lines go to and its rows; no table where there is none."""
    table = claim.call.feeds.get("table", "")
    if not table:
        return "", []
    fields: Mapping[str, str] = claim.call.feeds["fields"]
    raw = [{name: _told(one, source) for name, source in fields.items()} for one in lines]
    return table, read_rows(raw, held.library.tables[table].fields)


def _told(line: ClaimLine, source: str) -> object:
    """Return what a line gives to a field of the child table; amounts in yuan."""
    if source == "amount":
        return Decimal(line.eligible or 0).scaleb(-2)
    return line.kind if source == "kind" else line.dated


def _received(claim: Claim) -> bool:
    """Return whether the enterprise has been granted money under the same rule in another claim."""
    others = Claim.objects.filter(
        enterprise_id=claim.enterprise_id, call__rule=claim.call.rule, state__in=LIVE,
        approved__gt=0,
    )  # fmt: skip
    return others.exclude(pk=claim.pk).exists()


def said(
    answers: Mapping[str, Answer], rules: RuleSet, rule: str, lang: str
) -> list[dict[str, Any]]:
    """Return why a rule answers as it does, with the rules it used: one block a rule."""
    codes = code_words(rules.day, lang)
    names, blocks = [rule], []
    for name in names:
        found = explain(answers[name], rules, lang, codes)
        names += [one for one in found.rules if one not in names]
        if found.line is not None:
            label = answers[name].rule.label.say(lang)
            blocks.append({"name": name, "label": label, "line": _line(found.line)})
    return blocks


def _line(line: Line) -> dict[str, Any]:
    return {
        "text": line.text, "value": line.value, "held": line.held, "known": line.known,
        "parts": [_line(part) for part in line.parts],
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gate:
    """A fact that bars a claim, and what the register says: passed, failed or unknown."""

    name: str
    label: str
    wanted: bool
    fact: Fact | None
    verdict: str


def gates_of(actor: Actor, claim: Claim, day: date, lang: str) -> list[Gate]:
    """Return the gates of a claim's call as the register has them on a day."""
    told = facts_on(actor, claim.enterprise, day)
    inputs = book().library.inputs
    found = []
    for name, wanted in claim.call.gates.items():
        fact = told.get(name)
        value = None if fact is None else fact.value == "true"
        verdict = "unknown" if value is None else "passed" if value == wanted else "failed"
        found.append(Gate(name, inputs[name].label.say(lang), wanted, fact, verdict))
    return found


ASSESSABLE = (State.SUBMITTED, State.ASSESSED)
