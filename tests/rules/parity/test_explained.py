"""Whatever a generated pack answers can be explained, in both languages, and so says the value."""

from collections.abc import Iterator
from datetime import date

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fumao.rules import Answer, Definitions, Library, RuleSet
from fumao.rules.explain import Line, explain, shown_parameter
from fumao.rules.shown import shown_value
from tests.rules.parity.packs import days, packs
from tests.rules.parity.rows import cases


@st.composite
def trials(draw: st.DrawFn) -> tuple[Definitions, date, int]:
    return draw(packs(fewest=6, most=10)), days(draw), draw(st.integers(0, 2**32))


def lines_of(line: Line) -> Iterator[Line]:
    yield line
    for part in line.parts:
        yield from lines_of(part)


def seen(answer: Answer, rules: RuleSet, language: str) -> int:
    told = explain(answer, rules, language)
    if answer.step is None:
        assert told.line is None
        return 0
    assert told.line is not None
    assert told.line.known == (answer.value is not None)
    if answer.value is not None and not isinstance(answer.value, bool):  # a verdict has words
        assert told.line.value == shown_value(answer.value, answer.rule.type, language)
    found = list(lines_of(told.line))
    for used in told.parameters:
        assert isinstance(shown_parameter(used, language), str)  # an empty list shows nothing
        assert rules.dated[used.name] == used.dated
    assert set(told.rules) <= rules.library.rule_types.keys()
    return len(found)


@settings(
    max_examples=10,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(trials())
def test_every_answer_can_be_explained(trial: tuple[Definitions, date, int]):
    pack, day, seed = trial
    rules = Library(pack).at(day)
    for case in cases(rules, rules.library.inputs, frozenset(), 3, seed):
        answers = rules.answers(case.values, {"lines": case.rows if seed % 3 else None})
        for answer in answers.values():
            for language in ("zh", "en"):
                seen(answer, rules, language)
