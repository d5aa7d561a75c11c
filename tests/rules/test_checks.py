"""Checks beyond types: names, circles, citations, validity, purposes, tiers, values, bounds."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from fumao.rules import Definitions, Library, RuleError
from fumao.rules.definitions import (
    ChildTable,
    Citation,
    Dated,
    Exclusion,
    Input,
    Parameter,
    Tier,
    Tiers,
)
from fumao.rules.problem import RuleProblem, Spot
from fumao.rules.types import BOOL, DATE, INT, MONTH, TEXT, Type, Value
from tests.rules.nine import CITE, NINE, YUAN, fixed, given, rule, words
from tests.rules.small import codes, define, library, problems

NOWHERE = Citation("DEMO", "")


def test_a_good_pack_has_no_fault():
    assert Library(NINE).order[-1] == "total"
    assert Library(Definitions() + NINE).definitions == NINE
    assert Library(Definitions()).order == ()
    assert CITE.shown() == "DEMO 1"


@pytest.mark.parametrize(
    "name", ["", "A", "1a", "a-b", "a b", "a.b", "a;", 'a"', "名", "a" * 52, "_a"]
)
def test_unsafe_names(name: str):
    assert "name" in codes(rule(name, "int", "n"))
    assert "name" in codes(inputs=(given(name, "int"),))
    assert "name" in codes(parameters=(fixed(name, "int", "1"),))
    table = ChildTable("t2", words("t"), (given(name, "int"),))
    with pytest.raises(RuleError, match="cannot be a name"):
        Library(Definitions(tables=(table,)))
    with pytest.raises(RuleError, match="cannot be a name"):
        Library(Definitions(tables=(replace(table, name=name, fields=()),)))


@pytest.mark.parametrize("name", ["k", "and", "case", "date", "null", "true"])
def test_reserved_names(name: str):
    assert codes(rule(name, "int", "n")) == ["reserved"]
    assert codes(inputs=(given(name, "int"),)) == ["reserved"]


def test_duplicate_names():
    assert codes(rule("n", "int", "m")) == ["duplicate", "duplicate"]
    assert codes(inputs=(given("n", "int"),)) == ["duplicate", "duplicate"]
    assert codes(inputs=(given("rate", "int"),)) == ["duplicate", "duplicate"]
    assert codes(inputs=(given("lines", "int"),)) == ["duplicate", "duplicate"]
    twice = ChildTable("t2", words("t"), (given("a", "int"), given("a", "int")))
    with pytest.raises(RuleError, match='"a" is used twice'):
        Library(Definitions(tables=(twice,)))
    # What prior(), received() and `once` bring has names, too.
    once = rule("grant", "money(CNY)", "cost", once=True)
    assert codes(once, inputs=(given("received_grant", "bool"),)) == ["duplicate", "duplicate"]
    last = rule("left", "int", "or_else(prior(left), 0) + n")
    assert codes(last, inputs=(given("prior_left", "text"),)) == ["duplicate", "duplicate"]
    library(rule("r", "bool", "received_it"), inputs=(given("received_it", "bool"),))


def test_circles():
    loop = [rule("a", "int", "b + 1"), rule("b", "int", "g"), rule("g", "int", "a")]
    found = problems(*loop, rule("user", "int", "a + n"), rule("free", "int", "n"))
    assert [(p.code, p.said.en) for p in found] == [
        ("circle", f'the rule "{name}" leads back to itself') for name in "abg"
    ]
    assert codes(rule("a", "int", "a + 1")) == ["circle"]
    library(rule("a", "int", "or_else(prior(a), 0) + 1"))  # the year before is no circle
    library(rule("a", "money(CNY)", "case when received(a) then 0 else cost end"))


def test_versions_of_a_circle_count():
    old = rule("a", "int", "b", valid_to=date(2014, 12, 31))
    new = rule("a", "int", "n", valid_from=date(2015, 1, 1))
    assert codes(old, new, rule("b", "int", "a")) == ["circle", "circle"]


def test_citations():
    assert codes(replace(rule("r", "int", "n"), cite=NOWHERE)) == ["citation"]
    assert codes(replace(rule("r", "int", "n"), cite=Citation("", "1"))) == ["citation"]
    bare = Parameter("p", words("p"), INT, (Dated(1, None, None, NOWHERE),))
    assert codes(parameters=(bare,)) == ["citation"]
    none = Parameter("p", words("p"), INT, ())
    assert codes(parameters=(none,)) == ["empty"]
    pair = (rule("a", "money(CNY)", "cost"), rule("b", "money(CNY)", "other"))
    bare_exclusion = Exclusion("e", ("a", "b"), "first", NOWHERE)
    assert codes(*pair, exclusions=(bare_exclusion,)) == ["citation", "citation"]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("n > 2", 5), ("n * 1.5 > x", 5), ("x > 0 and n < -3", 16), ("quotient(n, 5, 2) > 0", 13),
        ("month_of(add_months(d, 3)) = mo", 24), ("any_of(lines, lines.amount > 100)", 30),
        ("case when flag then 7 else n end > n", 21), ("n between 1 and 9", 17),
    ],
)  # fmt: skip
def test_amounts_in_a_formula(text: str, column: int):
    if text.startswith("case"):
        text, column = f"({text.removesuffix(' > n')}) > n", column + 1
    (problem,) = problems(rule("r", "bool", text))
    assert (problem.code, problem.spot.column) == ("literal", column)


def test_numbers_that_are_no_amounts():
    library(rule("r", "bool", "n in (7, 8.5) and round_to(x, 4) > 0 and quotient(n, m, 3) > 1"))
    library(
        rule("r", "bool", "n > -1 and n * 1.0 > 0 and t = '7' and d > date '2016-07-05' and true")
    )


def test_versions_overlap():
    def versions(*times):
        return [rule("r", "int", "n", valid_from=a, valid_to=b) for a, b in times]

    new_year, eve = date(2015, 1, 1), date(2014, 12, 31)
    library(*versions((None, eve), (new_year, None)))
    library(*versions((new_year, None), (None, eve)))
    library(*versions((None, date(2013, 1, 1)), (new_year, None)))  # a gap is none
    assert codes(*versions((None, new_year), (new_year, None))) == ["overlap"]
    assert codes(*versions((None, None), (new_year, None))) == ["overlap"]
    assert codes(*versions((None, eve), (None, None))) == ["overlap"]
    assert codes(*versions((new_year, eve))) == ["validity"]
    value = Dated(1, None, new_year, CITE)
    two = Parameter(
        "p", words("p"), INT, (value, replace(value, valid_from=new_year, valid_to=None))
    )
    assert codes(parameters=(two,)) == ["overlap"]
    ended = Parameter("p", words("p"), INT, (replace(value, valid_from=date(2016, 1, 1)),))
    assert codes(parameters=(ended,)) == ["validity"]


def test_versions_have_one_type():
    old = rule("r", "int", "n", valid_to=date(2014, 12, 31))
    new = rule("r", "dec(3)", "x", valid_from=date(2015, 1, 1))
    assert codes(old, new) == ["versions"]


def test_only_amounts_are_paid_once():
    assert codes(rule("r", "bool", "flag", once=True)) == ["once"]
    assert codes(rule("r", "date", "d", once=True)) == ["once"]


def steps(*bounds: str) -> Parameter:
    held = Tiers(tuple(Tier(Decimal(b), Decimal(1)) for b in bounds), Decimal(0))
    return Parameter("s", words("s"), YUAN, (Dated(held, None, None, CITE),), "tiers", INT)


def test_dead_tiers():
    library(parameters=(steps("1", "2", "3"),))
    assert codes(parameters=(steps("1", "1"),)) == ["dead_tier"]
    assert codes(parameters=(steps("2", "1", "3"),)) == ["dead_tier"]
    assert codes(parameters=(steps("3", "2", "1"),)) == ["dead_tier", "dead_tier"]
    (problem,) = problems(parameters=(steps("5", "5"),))
    assert "the tier from 5 is never reached" in problem.sentence("en")


def statistic(name: str, type_: str = "int") -> Input:
    return replace(given(name, type_), purpose="statistics")


def leak(*rules, **more) -> list[str]:
    found = problems(*rules, inputs=(statistic("survey"),), **more)
    assert {p.code for p in found} == {"purpose"}
    return [p.said.en.split('"')[1] for p in found]


def of_kind(kind: str, *args, **more):
    return replace(rule(*args, **more), kind=kind)


@pytest.mark.parametrize("kind", ["grant", "credit", "accreditation", "tax", "duty"])
def test_statistics_decide_nothing(kind: str):
    direct = of_kind(kind, "r", "bool", "survey > 0")
    assert leak(direct) == ["r"]
    base = of_kind("statistic", "base", "int", "survey + n")
    middle = of_kind("score", "middle", "int", "base + m")
    assert leak(base, middle, of_kind(kind, "r", "bool", "middle > 0")) == ["r"]
    assert leak(base, of_kind(kind, "r", "int", "or_else(prior(base), 0)")) == ["r"]
    assert leak(base, of_kind(kind, "r", "bool", "is_known(base)")) == ["r"]


@pytest.mark.parametrize("kind", ["score", "check", "statistic"])
def test_statistics_may_be_counted(kind: str):
    library(of_kind(kind, "r", "bool", "survey > 0"), inputs=(statistic("survey"),))


def test_statistics_in_rows_and_versions_and_exclusions():
    table = ChildTable("answers", words("a"), (statistic("amount"), given("place", "text")))
    more = {"tables": (table,)}
    assert [p.code for p in _problems(rule("r", "int", "sum_of(answers.amount)"), **more)] == [
        "purpose"
    ]
    assert [
        p.code for p in _problems(rule("r", "bool", "any_of(answers, answers.amount > 0)"), **more)
    ] == ["purpose"]
    Library(
        Definitions(rules=(rule("r", "int", "count_of(answers, answers.place = 'x')"),), **more)
    )
    old = rule("r", "int", "survey", valid_to=date(2014, 12, 31))  # a grant
    new = of_kind("statistic", "r", "int", "n", valid_from=date(2015, 1, 1))
    assert leak(old, new) == ["r"]
    pair = (rule("a", "money(CNY)", "cost"), of_kind("check", "b", "money(CNY)", "cost * survey"))
    exclusion = Exclusion("e", ("a", "b"), "greatest", CITE)
    assert leak(*pair, exclusions=(exclusion,)) == ["a_net"]


def _problems(*rules, **more) -> tuple[RuleProblem, ...]:
    with pytest.raises(RuleError) as caught:
        Library(Definitions(rules=rules, **more))
    return caught.value.problems


def test_exclusion_of_what_is_not():
    exclusion = Exclusion("e", ("a", "b"), "first", CITE)
    (problem,) = problems(rule("a", "money(CNY)", "cost"), exclusions=(exclusion,))
    assert (problem.code, problem.said.en) == ("unknown_rule", 'there is no rule "b"')
    twice = Exclusion("e", ("a", "a"), "first", CITE)
    assert "overlap" in codes(rule("a", "money(CNY)", "cost"), exclusions=(twice,))
    words_ = [rule("a", "text", "t"), rule("b", "text", "t")]
    assert set(codes(*words_, exclusions=(exclusion,))) == {"type"}


def parameter(
    value: object, type_: Type, shape: str = "value", bound: Type | None = None
) -> Parameter:
    return Parameter("p", words("p"), type_, (Dated(value, None, None, CITE),), shape, bound)  # type: ignore[arg-type]


GOOD: list[tuple[object, Type]] = [
    (1, INT), (Decimal("1.00"), INT), (Decimal("1E+3"), INT), (Decimal("0.125"), Type("dec", 3)),
    (7, Type("dec", 3)), (True, BOOL), (date(2016, 7, 5), DATE), (date(2016, 7, 1), MONTH),
    ("离岸", TEXT), ("", TEXT), ("330300", Type("code", of="areas")), (Decimal(10) ** 24, YUAN),
]  # fmt: skip
BAD: list[tuple[object, Type]] = [
    (Decimal("0.5"), INT), (True, INT), ("1", INT), (1.5, Type("dec", 3)), (None, INT),
    (Decimal("0.1251"), Type("dec", 3)), (Decimal("1.005"), YUAN), (Decimal("NaN"), YUAN),
    (Decimal("Infinity"), YUAN), (Decimal(10) ** 25, YUAN), (1, BOOL), ("true", BOOL),
    (datetime(2016, 7, 5), DATE), ("2016-07-05", DATE), (date(2016, 7, 5), MONTH),  # noqa: DTZ001
    ("a\\", TEXT), ("a\n", TEXT), ("\x00", TEXT), ("\ud800", TEXT), ("a" * 201, TEXT), (1, TEXT),
    (("a",), TEXT), (Tiers((), Decimal(0)), YUAN),
    (Decimal("1.12345678901234567890123456789012345"), Type("dec", 12)),
]  # fmt: skip


@pytest.mark.parametrize(("value", "type_"), GOOD)
def test_values_that_fit(value: Value, type_: Type):
    library(parameters=(parameter(value, type_),))


@pytest.mark.parametrize(("value", "type_"), BAD)
def test_values_that_do_not_fit(value: object, type_: Type):
    assert codes(parameters=(parameter(value, type_),)) == ["value"]


def test_values_of_lists_and_tiers():
    library(parameters=(parameter(("a", "o'b"), TEXT, "list"),))
    for value in (("a\\' or 1=1 --",), "ab", 1, (1,), ("a", None)):
        assert codes(parameters=(parameter(value, TEXT, "list"),)) == ["value"]
    assert codes(parameters=(parameter((1,), INT, "list"),)) == ["shape"]
    good = Tiers((Tier(Decimal(1), Decimal("0.01")),), Decimal(0))
    library(parameters=(parameter(good, YUAN, "tiers", INT),))
    for wrong in (
        replace(good, below=Decimal("0.001")),
        Tiers((Tier(Decimal("1.5"), Decimal(1)),), Decimal(0)),
        Tiers((Tier(Decimal(1), Decimal("0.005")),), Decimal(0)),
        1,
    ):
        assert codes(parameters=(parameter(wrong, YUAN, "tiers", INT),)) == ["value"]
    assert "shape" in codes(parameters=(parameter(good, YUAN, "tiers"),))
    assert "shape" in codes(parameters=(parameter(good, TEXT, "tiers", INT),))
    assert "shape" in codes(parameters=(parameter(good, YUAN, "tiers", TEXT),))
    assert codes(parameters=(parameter(1, INT, "value", INT),)) == ["shape"]


@pytest.mark.parametrize(
    ("type_", "least", "most", "good"),
    [
        (INT, 0, 5, True), (INT, 5, 5, True), (INT, None, 5, True), (YUAN, "-0.01", "0.01", True),
        (INT, 5, 4, False), (INT, "0.5", None, False), (YUAN, None, "0.001", False),
        (TEXT, 0, None, False), (BOOL, None, 1, False), (DATE, 0, 1, False),
        (YUAN, "NaN", None, False), (YUAN, None, "Infinity", False), (INT, None, 10**25, False),
    ],
)  # fmt: skip
def test_bounds(type_: Type, least: object, most: object, good: bool):
    ends = [None if end is None else Decimal(str(end)) for end in (least, most)]
    bounded = replace(given("b", "int"), type=type_, least=ends[0], most=ends[1])
    table = ChildTable("t2", words("t"), (bounded,))
    if good:
        library(inputs=(bounded,))
        return
    assert codes(inputs=(bounded,)) == ["bounds"]
    with pytest.raises(RuleError, match="least or most"):
        Library(Definitions(tables=(table,)))


def test_every_fault_is_named_at_its_place_in_order():
    def at(line: int, **more):
        return {"spot": Spot("p.yaml", line, 3), "text_spot": Spot("p.yaml", line + 2, 9), **more}

    rules = (
        rule("b", "int", "n +", **at(20)),
        rule("a", "int", "nobody + cost * usd", **at(10)),
        replace(rule("g", "bool", "n", **at(30)), cite=NOWHERE),
        rule("uses", "int", "b + 1", **at(40)),  # b cannot be read: nothing more is said of it
        rule("asks", "int", "or_else(prior(b), 0)", **at(50)),
    )
    found = problems(*rules)
    assert [(p.code, p.spot.line, p.spot.column) for p in found] == [
        ("type", 12, 9), ("type", 12, 18), ("syntax", 22, 12), ("citation", 30, 3),
        ("result_type", 32, 9),
    ]  # fmt: skip
    with pytest.raises(RuleError) as caught:
        Library(define(*rules))
    for language, sign in (("zh", "："), ("en", ": ")):
        lines = caught.value.message(language).split("\n")
        assert len(lines) == 5
        assert lines[0].startswith(f"p.yaml:12:9{sign}")


def test_reach_names_what_a_rule_reads():
    found = library(
        rule("a", "int", "n + count_of(lines, lines.paid)"),
        rule("b", "int", "a + or_else(prior(b), 0)"),
        rule("g", "money(CNY)", "case when received(g) then 0 else cost end"),
        rule("o", "int", "b", once=True),
    )
    assert found.reach["a"] == {"n", "lines", "lines.paid"}
    assert found.reach["b"] == found.reach["a"] | {"prior_b"}
    assert found.reach["g"] == {"received_g", "cost"}
    assert found.reach["o"] == found.reach["b"] | {"received_o"}
    assert set(found.implied) == {"prior_b", "received_g", "received_o"}
    assert found.inputs["prior_b"].type == INT
    assert found.inputs["received_o"].type == BOOL
