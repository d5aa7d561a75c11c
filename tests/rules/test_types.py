"""What may not be compared, added or multiplied is refused with its place and the mend."""

from decimal import Decimal

import pytest

from fumao.rules.types import (
    BOOL,
    DATE,
    INT,
    MONTH,
    TEXT,
    WRONG,
    Type,
    comparable,
    product_type,
    read_type,
    sum_type,
    with_scale,
)
from tests.rules.nine import rule
from tests.rules.small import library, problems, value

MIXES = [
    # text, column, what the sentence says
    ("cost = usd", 1, "money(CNY) and money(USD) cannot be compared"),
    ("cost + usd > 0", 1, "money(CNY) and money(USD) cannot be added"),
    ("cost > n", 1, "money(CNY) and int cannot be compared"),
    ("cost + x > 0", 1, "cannot be added"),
    ("cost * other > 0", 1, "money(CNY) and money(CNY) cannot be multiplied"),
    ("cost * usd > 0", 1, "cannot be multiplied"),
    ("staff = hours", 1, "int in 人 and int in h cannot be compared"),
    ("staff + hours > 0", 1, "cannot be added"),
    ("staff * hours > 0", 1, "cannot be multiplied"),
    ("staff > n", 1, "cannot be compared"),
    ("days_between(d, e) > months_between(d, e)", 1, "int in day and int in month"),
    ("c = c2", 1, "code(areas) and code(industries) cannot be compared"),
    ("c = t", 1, "code(areas) and text cannot be compared"),
    ("d = mo", 1, "date and month cannot be compared"),
    ("d > n", 1, "date and int cannot be compared"),
    ("t > 'a'", 1, "text has no order"),
    ("c <= '33'", 1, "code(areas) has no order"),
    ("flag < flag2", 1, "bool has no order"),
    ("flag and n", 10, '"n" is int'),
    ("flag or t", 9, '"t" is text'),
    ("not n", 5, '"n" is int'),
    ("-t = 'a'", 2, '"t" is text'),
    ("-flag", 2, '"flag" is bool'),
    ("d + 1 > d", 1, '"d" is date'),
    ("n in ('a')", 7, "int and text cannot be compared"),
    ("t in (1)", 7, "cannot be compared"),
    ("flag = (n in (1, true))", 18, "int and bool cannot be compared"),
    ("case when n then flag else flag2 end", 11, '"n" is int'),
    ("(case when flag then cost else usd end) > 0", 2, "cannot be one result"),
    ("case when flag then flag2 else t end", 1, "cannot be one result"),
    ("min_of(n, d) > 0", 1, "cannot be one result"),
    ("min_of(cost, usd) > 0", 1, "cannot be one result"),
    ("min_of(n, t) > 0", 11, '"t" is text'),
    ("or_else(flag, n)", 1, "cannot be one result"),
    ("or_else(c, c2) = 'x'", 1, "cannot be one result"),
    ("share(cost, usd) >= half", 1, "cannot be divided"),
    ("share(cost, n) >= half", 1, "cannot be divided"),
    ("share(t, cost) >= half", 7, '"t" is text'),
    ("share(cost, other) >= t", 23, '"t" is text'),
    ("share(cost, other) >= cost", 23, '"cost" is money(CNY)'),
    ("half <= share(cost, other)", 1, "share stands left"),
    ("share(n, m) = share(m, n)", 1, "share stands left"),
    ("share(n, m) + 1 > 0", 1, "share can only be compared"),
    ("quotient(cost, usd, 2) > 0", 1, "money(CNY) cannot be divided by money(USD)"),
    ("quotient(n, cost, 2) > 0", 1, "int cannot be divided by money(CNY)"),
    ("quotient(staff, hours, 2) > 0", 1, "cannot be divided"),
    ("quotient(n, m, n) > 0", 16, "must be written as a number"),
    ("quotient(n, m, true) > 0", 16, "must be written as a number"),
    ("quotient(n, m, 13) > 0", 16, "must be written as a number"),
    ("round_to(x, -1) > 0", 13, "must be written as a number"),
    ("round_to(x, 0.5) > 0", 13, "must be written as a number"),
    ("round2(t) = t", 8, '"t" is text'),
    ("per_cent(cost, cost) > 0", 16, '"cost" is money(CNY)'),
    ("per_cent(d, rate) > 0", 10, '"d" is date'),
    ("tier(t, steps) > 0", 6, '"t" is text'),
    ("tier(cost, steps) > 0", 1, "does not fit the bounds"),
    ("tier(n, kinds) > 0", 9, "holds a table of tiers"),
    ("tier(n, m) > 0", 9, "holds a table of tiers"),
    ("tier(n, 1) > 0", 9, "holds a table of tiers"),
    ("in_list(t, steps)", 12, "holds a list"),
    ("in_list(n, kinds)", 9, '"n" is int'),
    ("in_list(c, kinds)", 1, "does not fit the list of text"),
    ("in_list(c2, zones)", 1, "does not fit the list of code(areas)"),
    ("kinds = 'a'", 1, "a list or a table"),
    ("steps > 0", 1, "a list or a table"),
    ("starts_with(n, 'a')", 13, '"n" is int'),
    ("starts_with(t, 1)", 16, '"1" is int'),
    ("days_between(d, mo) > 0", 17, '"mo" is month'),
    ("add_days(d, x) = d", 13, '"x" is dec(3)'),
    ("add_months(mo, n) = d", 12, '"mo" is month'),
    ("year_of(mo) > 0", 9, '"mo" is month'),
    ("month_of(t) = mo", 10, '"t" is text'),
    ("nobody > 0", 1, 'is called "nobody"'),
    ("lines > 0", 1, 'is called "lines"'),
    ("prior(n) > 0", 1, '"n" is no rule'),
    ("prior(1) > 0", 1, '"1" is no rule'),
    ("received(nobody)", 1, '"nobody" is no rule'),
    ("lines.amount > 0", 1, "one value in each row"),
    ("lines.nothing > 0", 1, 'no field "lines.nothing"'),
    ("nothing.x > 0", 1, 'no field "nothing.x"'),
    ("count_of(nobody) > 0", 1, 'no table is called "nobody"'),
    ("sum_of(lines.kind) > 0", 8, '"lines.kind" is text'),
    ("sum_of(lines.nothing) > 0", 8, "no field"),
    ("any_of(lines, lines.amount)", 15, '"lines.amount" is money(CNY)'),
    ("any_of(lines, n > 0)", 15, '"n" cannot be used in a condition on the rows of lines'),
    ("any_of(lines, count_of(lines) > 0)", 15, "cannot be gathered inside"),
    ("any_of(lines, received(r))", 15, "cannot be used in a condition on the rows"),
    ("any_of(lines, prior(r))", 15, "cannot be used in a condition on the rows"),
    ("x * x * x * x * x > 0", 1, "15 digits after the point"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "column", "said"), MIXES)
def test_refused(text: str, column: int, said: str):
    (problem,) = problems(rule("r", "bool", text))  # one fault, said once
    assert (problem.code, problem.spot.column) == ("type", column)
    assert said in problem.sentence("en")
    assert problem.said.zh and problem.mend.zh and problem.mend.en


@pytest.mark.parametrize(
    "text",
    [
        "nobody + 1 > cost and flag",
        "round2(nobody) > 0",
        "min_of(nobody, n) > 0",
        "per_cent(nobody, rate) > cost",
        "quotient(nobody, n, 2) > 0",
        "tier(nobody, steps) > cost",
        "in_list(nobody, kinds)",
        "case when nobody then n else m end > 0",
        "or_else(nobody, flag)",
        "nobody * n + 1 > 0",
        "flag = nobody",
        "nobody between 0 and 1 or nobody in (1)",
    ],
)
def test_one_fault_brings_no_others(text: str):
    if text.startswith("case"):
        text = f"({text.removesuffix(' > 0')}) > 0"
    found = problems(rule("r", "bool", text))
    assert {p.said.en for p in found} == {'no input, parameter or rule is called "nobody"'}


@pytest.mark.parametrize(
    ("type_", "text", "shown"),
    [
        ("int", "x", "dec(3)"),
        ("dec(2)", "x", "dec(3)"),
        ("dec(2)", "n", "int"),
        ("bool", "n", "int"),
        ("money(CNY)", "usd", "money(USD)"),
        ("money(CNY)", "cost * half", "money(CNY) with 4 digits"),
        ("int", "staff", "int in 人"),
        ("text", "c", "code(areas)"),
        ("int", "0.5", "dec(1)"),
    ],
)
def test_result_must_fit_the_declared_type(type_: str, text: str, shown: str):
    (problem,) = [p for p in problems(rule("r", type_, text)) if p.code != "literal"]
    assert problem.code == "result_type"
    assert f"the expression gives {shown}, the rule says {type_}" in problem.sentence("en")


def test_result_may_have_fewer_digits():
    assert str(value("money(CNY)", "case when flag then 0 else cost end", {"flag": True})) == "0.00"
    assert str(value("money(CNY)", "1")) == "1.00"
    assert str(value("dec(5)", "x", {"x": Decimal("0.125")})) == "0.12500"
    assert str(value("dec(5)", "1.0")) == "1.00000"


def test_literals_fit_every_unit():
    library(rule("r", "bool", "cost > 0 and usd > 0 and staff > 1 and -1 < hours and c = 'x'"))
    library(rule("r", "bool", "cost - 1 > 0 and 1 - usd > 0 and 1 + 0.0 > 0"))


@pytest.mark.parametrize(
    ("text", "unit", "wanted"),
    [
        ("bool", None, BOOL),
        ("text", None, TEXT),
        ("date", None, DATE),
        ("month", None, MONTH),
        ("int", None, INT),
        ("int", "人", Type("int", unit="人")),
        ("dec(2)", None, Type("dec", 2)),
        ("dec( 12 )", "km", Type("dec", 12, unit="km")),
        ("money(CNY)", None, Type("money", 2, "CNY")),
        ("code(gb-4754.2017)", None, Type("code", of="gb-4754.2017")),
        ("bool(1)", None, None),
        ("text(9)", None, None),
        ("date(1)", None, None),
        ("month(1)", None, None),
        ("int(3)", None, None),
        ("dec", None, None),
        ("dec(13)", None, None),
        ("dec(x)", None, None),
        ("money", None, None),
        ("money(cny)", None, None),
        ("code", None, None),
        ("code(a b!)", None, None),
        ("float", None, None),
        ("float(2)", None, None),
        ("", None, None),
        ("int)", None, None),
    ],
)
def test_declared_types(text: str, unit: str | None, wanted: Type | None):
    assert read_type(text, unit) == wanted


def test_type_arithmetic():
    yuan, dollars = Type("money", 2, "CNY"), Type("money", 2, "USD")
    persons, rate = Type("int", unit="人"), Type("dec", 3)
    assert sum_type(yuan, TEXT, False, False) is None
    assert sum_type(INT, rate, False, False) == rate
    assert sum_type(Type("dec", 1), yuan, True, False) == yuan
    assert sum_type(yuan, rate, False, True) == Type("money", 3, "CNY")
    assert product_type(yuan, rate) == Type("money", 5, "CNY")
    assert product_type(rate, dollars) == Type("money", 5, "USD")
    assert product_type(persons, rate) == Type("dec", 3, unit="人")
    assert product_type(rate, persons) == Type("dec", 3, unit="人")
    assert product_type(INT, INT) == INT
    assert product_type(INT, TEXT) is None
    assert with_scale(persons, 0) == persons
    assert WRONG in (sum_type(WRONG, TEXT, False, False), product_type(WRONG, TEXT))
    assert sum_type(TEXT, WRONG, False, False) == product_type(TEXT, WRONG) == WRONG
    assert comparable(WRONG, TEXT, False, False)
    assert comparable(Type("code", of="x"), TEXT, False, True)
    assert not comparable(BOOL, INT, True, True)
    shown = [t.shown() for t in (yuan, rate, persons, BOOL, Type("code", of="x"))]
    assert shown == ["money(CNY)", "dec(3)", "int in 人", "bool", "code(x)"]
