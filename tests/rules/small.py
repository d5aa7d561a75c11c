"""Small libraries for single questions: a rule, what it reads, its answer in both evaluators."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache

import duckdb
import pytest

from fumao.rules import Answer, Definitions, Library, RuleError, batch_query
from fumao.rules.definitions import ChildTable, Dated, Input, Parameter, Tier, Tiers
from fumao.rules.problem import RuleProblem
from fumao.rules.types import Type, Value
from tests.rules.nine import CITE, fixed, given, rule, type_of, words
from tests.rules.parity import duck
from tests.rules.parity.rows import Case

DAY = date(2016, 7, 5)
INPUTS = (
    given("flag", "bool"),
    given("flag2", "bool"),
    given("n", "int", None),
    given("m", "int", None),
    given("x", "dec(3)", None),
    given("y", "dec(3)", None),
    given("cost", "money(CNY)", None),
    given("other", "money(CNY)", None),
    given("usd", "money(USD)", None),
    given("d", "date"),
    given("e", "date"),
    given("mo", "month"),
    given("t", "text"),
    given("c", "code(areas)"),
    given("c2", "code(industries)"),
    Input("staff", words("staff"), Type("int", unit="人"), "administration", words("s")),
    Input("hours", words("hours"), Type("int", unit="h"), "administration", words("s")),
)
LINES = ChildTable(
    "lines",
    words("lines"),
    (given("amount", "money(CNY)", None), given("kind", "text"), given("paid", "bool")),
)


def tiers(bound: str, value: str, below: str, *steps: tuple[str, str]) -> Parameter:
    """Return the table of tiers `steps`, of (bound, value)."""
    held = Tiers(tuple(Tier(Decimal(b), Decimal(v)) for b, v in steps), Decimal(below))
    dated = (Dated(held, None, None, CITE),)
    return Parameter("steps", words("s"), type_of(value), dated, "tiers", type_of(bound))


def listed(name: str, type_: str, *items: str) -> Parameter:
    return Parameter(name, words(name), type_of(type_), (Dated(items, None, None, CITE),), "list")


PARAMETERS = (
    fixed("rate", "int", "15"),
    fixed("three", "int", "3"),
    fixed("half", "dec(2)", "0.50"),
    fixed("cap", "money(CNY)", "1000.00"),
    tiers("int", "money(CNY)", "0", ("3", "100"), ("5", "250.50")),
    listed("kinds", "text", "a", "b"),
    listed("zones", "code(areas)", "330300"),
    listed("nothing", "text"),
)


def define(*rules, **more) -> Definitions:
    return Definitions(
        inputs=more.pop("inputs", ()) + INPUTS,
        tables=(LINES,),
        parameters=more.pop("parameters", ()) + PARAMETERS,
        rules=rules,
        **more,
    )


def library(*rules, **more) -> Library:
    return Library(define(*rules, **more))


def problems(*rules, **more) -> tuple[RuleProblem, ...]:
    """Return the problems for which the definitions are refused."""
    with pytest.raises(RuleError) as caught:
        library(*rules, **more)
    return caught.value.problems


def codes(*rules, **more) -> list[str]:
    return [problem.code for problem in problems(*rules, **more)]


def answer(
    type_: str,
    text: str,
    values: Mapping[str, Value] | None = None,
    rows: Sequence[Mapping[str, Value]] | None = None,
    **more,
) -> Answer:
    """Return the answer of one rule on DAY, having seen that the query over all agrees."""
    found = library(rule("r", type_, text), **more)
    return answers(found, values or {}, rows)["r"]


@cache
def connection() -> duckdb.DuckDBPyConnection:
    """Return the one connection of this process: opening one costs more than a query."""
    return duckdb.connect(config={"threads": 1})


def answers(
    found: Library,
    values: Mapping[str, Value],
    rows: Sequence[Mapping[str, Value]] | None = None,
    day: date = DAY,
) -> dict[str, Answer]:
    """Return all answers of a library for a case, having seen that the query over all agrees."""
    rules = found.at(day)
    walked = rules.answers(values, {"lines": rows})
    fields = found.tables["lines"].fields
    absent = frozenset() if rows is not None else frozenset({"lines"})
    every = {name: values.get(name) for name in found.inputs}
    case = Case(every, [{f.name: row.get(f.name) for f in fields} for row in rows or ()])
    duck.load(connection(), found.inputs, fields, [case], scaled=True)
    source = duck.source(found.inputs, fields, True, frozenset(), absent)
    batch = batch_query(rules, source)
    seen = connection().execute(batch.sql).fetchall()
    assert not list(duck.differences(rules, batch, seen, [case], absent, decimals=False))
    return walked


def value(type_: str, text: str, values=None, rows=None, **more) -> Value:
    return answer(type_, text, values, rows, **more).value
