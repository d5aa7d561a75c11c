"""/api/v1/calculate and /api/v1/explain: facts in, answers out; nothing is kept."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.errors import ValidationError as RequestError

from fumao.apps.grants.api.rules import cite_out
from fumao.apps.grants.api.schemas import CalculateOut, ExplainOut, plain, type_words
from fumao.apps.grants.book import Book, book, rules_on
from fumao.apps.grants.queries.why import Reasons
from fumao.apps.grants.words import language
from fumao.apps.orgs.request import actor_of
from fumao.apps.rest.errors import error_responses
from fumao.apps.rest.fields import Day, Key
from fumao.core.errors import CoreError
from fumao.rules.definitions import Confidence, Input
from fumao.rules.explain import Line, Used, shown_parameter
from fumao.rules.facts import read_fact
from fumao.rules.ruleset import Answer
from fumao.rules.types import Value

router = Router(tags=["rules"])
Fact = Annotated[
    str, Field(max_length=400)
] | bool | int | float | None  # fmt: skip
MOST_ROWS = 2_000  # of all child tables together
RANKED: list[Confidence] = ["seen", "high", "medium", "low"]


class CalculateIn(Schema):
    """A case: facts by the inputs' names, rows of child tables; null is unknown, never zero."""

    model_config = {"extra": "forbid"}
    on: Day | None = Field(None, description="the day; the business date where it is left out")
    facts: dict[str, Fact] = Field({}, max_length=2_000)
    rows: dict[str, list[dict[str, Fact]]] = Field({}, max_length=200)
    rules: list[Key] | None = Field(
        None, max_length=500, description="names of the rules asked; all where it is left out"
    )


class Case:
    """A request read: values, rows, and the answers to them."""

    def __init__(self, request: HttpRequest, sent: CalculateIn) -> None:
        self.held: Book = book()
        self.lang = language()
        self.day = sent.on or actor_of(request).today
        self.wrong: list[dict[str, Any]] = []
        values = self._values(sent.facts)
        rows = self._rows(sent.rows)
        names = self._names(sent.rules)
        if self.wrong:
            raise RequestError(self.wrong)
        rules = rules_on(self.day)
        answers = rules.answers(values, rows, names)
        self.answers = [answers[name] for name in names]
        self.reasons = Reasons(self.held, rules, answers, self.lang)

    def _fault(self, place: tuple[str | int, ...], words: str) -> None:
        self.wrong.append({"loc": ("body", "case", *place), "type": "value_error", "msg": words})

    def _say(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def _values(self, facts: dict[str, Fact]) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for name, raw in facts.items():
            given = self.held.library.inputs.get(name)
            if given is None:
                self._fault(("facts", name), self._say("没有这个输入。", "There is no such input."))
            else:
                found[name] = self._value(("facts", name), raw, given)
        return found

    def _value(self, place: tuple[str | int, ...], raw: Fact, given: Input) -> Value:
        try:
            return read_fact(raw, given)
        except CoreError as error:
            self._fault(place, error.message(self.lang))
            return None

    def _rows(self, sent: dict[str, list[dict[str, Fact]]]) -> dict[str, list[dict[str, Value]]]:
        found: dict[str, list[dict[str, Value]]] = {}
        if sum(len(lines) for lines in sent.values()) > MOST_ROWS:
            words = (f"至多 {MOST_ROWS} 行。", f"At most {MOST_ROWS} rows.")
            self._fault(("rows",), self._say(*words))
            return found
        for name, lines in sent.items():
            table = self.held.library.tables.get(name)
            if table is None:
                self._fault(("rows", name), self._say("没有这张表。", "There is no such table."))
                continue
            fields = {one.name: one for one in table.fields}
            found[name] = [
                self._row(("rows", name, number), line, fields) for number, line in enumerate(lines)
            ]
        return found

    def _row(
        self, place: tuple[str | int, ...], line: dict[str, Fact], fields: dict[str, Input]
    ) -> dict[str, Value]:
        for name in line.keys() - fields.keys():
            self._fault((*place, name), self._say("没有这个字段。", "There is no such field."))
        return {
            name: self._value((*place, name), line.get(name), one) for name, one in fields.items()
        }

    def _names(self, sent: list[str] | None) -> list[str]:
        if sent is None:
            return list(self.held.names)
        for number, name in enumerate(sent):
            if name not in self.held.library.versions:
                words = self._say("没有这条规则。", "There is no such rule.")
                self._fault(("rules", number), words)
        return list(dict.fromkeys(sent))

    def told(self, answer: Answer) -> dict[str, Any]:
        """Return an answer as the API gives it, with what it and the rules it used have read."""
        used = self.reasons.used(answer.name)
        rule = answer.rule
        if answer.status == "not_in_force":
            rule = self.held.version_shown(answer.name, self.day).rule
        confidences = [rule.confidence, *(one.dated.confidence for one in used)]
        return {
            "rule": answer.name, "label": rule.label.say(self.lang), "kind": rule.kind,
            "status": answer.status, "value": plain(answer.value, rule.type),
            "type": type_words(rule.type), "unit": rule.type.unit,
            "missing": sorted(answer.missing), "blocked": sorted(answer.blocked),
            "cite": cite_out(self.held, rule.cite),
            "confidence": RANKED[max(RANKED.index(one) for one in confidences)],
            "parameters": [self._used(one) for one in used],
        }  # fmt: skip

    def _used(self, used: Used) -> dict[str, Any]:
        return {
            "name": used.name, "label": used.label.say(self.lang),
            "value": shown_parameter(used, self.lang), "valid_from": used.dated.valid_from,
            "valid_to": used.dated.valid_to, "cite": cite_out(self.held, used.dated.cite),
            "confidence": used.dated.confidence,
        }  # fmt: skip


@router.post(
    "/calculate", response={200: CalculateOut, **error_responses(400, 429)}, summary="Calculate"
)
def calculate(request: HttpRequest, case: CalculateIn) -> Any:
    """Return what the rules say of a case; what is missing is named."""
    held = Case(request, case)
    return {"on": held.day, "answers": [held.told(one) for one in held.answers]}


@router.post("/explain", response={200: ExplainOut, **error_responses(400, 429)}, summary="Explain")
def explain_case(request: HttpRequest, case: CalculateIn) -> Any:
    """Return the same with every answer explained in sentences."""
    held = Case(request, case)
    answers = []
    for one in held.answers:
        explanation = held.reasons.of(one.name)
        more = {"lines": _lines(explanation.line), "uses": list(explanation.rules)}
        answers.append(held.told(one) | more)
    return {"on": held.day, "answers": answers}


def _lines(line: Line | None) -> dict[str, Any] | None:
    if line is None:
        return None
    return {
        "text": line.text, "value": line.value, "held": line.held, "known": line.known,
        "parts": [_lines(part) for part in line.parts],
    }  # fmt: skip
