"""Golden cases of a pack: facts, and the answers a person worked out by hand from the clause."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from fumao.core.errors import CoreError, Words
from fumao.rules.facts import read_fact, read_rows, read_value
from fumao.rules.library import Library
from fumao.rules.problem import RuleProblem, Spot
from fumao.rules.ruleset import Answer
from fumao.rules.types import Value

UNKNOWN, NOT_IN_FORCE = "unknown", "not_in_force"


@dataclass(frozen=True, slots=True)
class GoldenCase:
    """A case with its expected answers; `expect` holds values, "unknown" or "not_in_force".

    `missing` names, for an unknown answer, exactly the inputs that are asked for; `working` shows
    the computation by hand.
    """

    name: str
    label: Words
    on: date
    facts: Mapping[str, object]
    expect: Mapping[str, object]
    working: str
    rows: Mapping[str, Sequence[Mapping[str, object]]] = field(default_factory=dict)
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    spot: Spot = field(default=Spot(), compare=False)


def check_case(case: GoldenCase, library: Library) -> Iterator[RuleProblem]:
    """Yield every answer that is not the expected one, and every fact that cannot be read."""
    try:
        values, rows = _facts(case, library)
    except CoreError as error:
        yield _problem(case, error.words, Words("改正该值", "correct the value"))
        return
    answers = library.at(case.on).answers(values, rows, case.expect.keys() & library.rule_types)
    for name, expected in case.expect.items():
        answer = answers.get(name)
        if answer is None:
            said = Words(f"没有规则“{name}”", f'there is no rule "{name}"')
            yield _problem(case, said, Words("改正名称", "correct the name"))
            continue
        shown = shown_answer(answer)
        wanted = _wanted(expected, answer)
        if shown != wanted:
            said = Words(
                f"案例“{case.name}”：{name} 应为 {expected}，算得 {shown}",
                f'case "{case.name}": {name} should be {expected}, is {shown}',
            )
            yield _problem(case, said, Words("查案例与规则哪个错", "see which of the two is wrong"))
        asked = case.missing.get(name)
        if asked is not None and answer.missing != frozenset(asked):
            said = Words(
                f"案例“{case.name}”：{name} 应缺 {listed(asked)}，实缺 {listed(answer.missing)}",
                f'case "{case.name}": {name} should miss {listed(asked)},'
                f" misses {listed(answer.missing)}",
            )
            yield _problem(case, said, Words("查案例与规则哪个错", "see which of the two is wrong"))


def _facts(
    case: GoldenCase, library: Library
) -> tuple[dict[str, Value], dict[str, list[dict[str, Value]]]]:
    values: dict[str, Value] = {}
    for name, raw in case.facts.items():
        given = library.inputs.get(name)
        if given is None:
            raise CoreError("fact", f"没有输入“{name}”", f'there is no input "{name}"')
        values[name] = read_fact(raw, given)
    rows: dict[str, list[dict[str, Value]]] = {}
    for name, lines in case.rows.items():
        table = library.tables.get(name)
        if table is None:
            raise CoreError("fact", f"没有表“{name}”", f'there is no table "{name}"')
        rows[name] = read_rows(lines, table.fields)
    return values, rows


def shown_answer(answer: Answer) -> Value:
    """Return an answer's value, or the word of its status."""
    if answer.status == "decided":
        return answer.value
    return NOT_IN_FORCE if answer.status == "not_in_force" else UNKNOWN


def listed(names: Iterable[str]) -> str:
    """Return names in order, as one text."""
    return ", ".join(sorted(names)) or "-"


def _wanted(expected: object, answer: Answer) -> Value:
    if expected in (UNKNOWN, NOT_IN_FORCE):
        return str(expected)
    return read_value(expected, answer.rule.type)


def _problem(case: GoldenCase, said: Words, mend: Words) -> RuleProblem:
    return RuleProblem("golden", case.spot, said, mend)
