"""What every operator and function gives, worked out by hand; `small` asks both evaluators."""

from datetime import date
from decimal import Decimal

import pytest

from fumao.rules.days import add_days, add_months, months_between, years_between
from fumao.rules.exact import (
    in_units,
    multiply,
    negate,
    per_cent,
    quotient,
    round_half_up,
    to_scale,
)
from tests.rules.small import answer, value

# Half away from zero: 0.125 → 0.13, -0.125 → -0.13, 2.5 → 3, -2.5 → -3.
ROUNDED = [
    ("dec(2)", "round2(x)", "0.125", "0.13"),
    ("dec(2)", "round2(x)", "-0.125", "-0.13"),
    ("dec(2)", "round2(x)", "0.124", "0.12"),
    ("dec(2)", "round2(x)", "-0.124", "-0.12"),
    ("dec(2)", "round2(x)", "0.005", "0.01"),
    ("dec(2)", "round2(x)", "-0.005", "-0.01"),
    ("dec(2)", "round2(x)", "-0.004", "0.00"),
    ("int", "round_to(x, 0)", "2.500", "3"),
    ("int", "round_to(x, 0)", "-2.500", "-3"),
    ("int", "round_to(x, 0)", "2.499", "2"),
    ("int", "round_to(x, 0)", "-0.499", "0"),
    ("dec(5)", "round_to(x, 5)", "1.234", "1.23400"),
    ("dec(1)", "round_to(x, 1)", "0.05", "0.1"),
    ("dec(1)", "round_to(x, 1)", "0.049", "0.0"),
]


@pytest.mark.parametrize(("type_", "text", "given", "wanted"), ROUNDED)
def test_rounding(type_: str, text: str, given: str, wanted: str):
    found = value(type_, text, {"x": Decimal(given)})
    assert str(found) == wanted  # with its digits, and never -0


@pytest.mark.parametrize(
    ("cost", "wanted"),
    [
        ("100.05", "15.01"),  # 15.0075
        ("100.03", "15.00"),  # 15.0045
        ("-100.05", "-15.01"),
        ("0.10", "0.02"),  # 0.015
        ("-0.10", "-0.02"),
        ("0.03", "0.00"),  # 0.0045
        ("0.00", "0.00"),
        ("9999999999999.99", "1500000000000.00"),  # 1 499 999 999 999.9985
    ],
)
def test_per_cent_of_money(cost: str, wanted: str):
    assert str(value("money(CNY)", "per_cent(cost, rate)", {"cost": Decimal(cost)})) == wanted


def test_per_cent_of_other_numbers():
    assert value("int", "per_cent(n, rate)", {"n": 10}) == 2  # 1.5
    assert value("int", "per_cent(n, rate)", {"n": -10}) == -2
    assert value("dec(3)", "per_cent(x, half)", {"x": Decimal("0.100")}) == Decimal(
        "0.001"
    )  # 0.0005
    assert value("dec(3)", "per_cent(x, x)", {"x": Decimal("-7.070")}) == Decimal(
        "0.500"
    )  # 0.499849


@pytest.mark.parametrize(
    ("type_", "text", "values", "wanted"),
    [
        ("int", "quotient(n, m, 0)", {"n": 7, "m": 2}, 4),
        ("int", "quotient(n, m, 0)", {"n": -7, "m": 2}, -4),
        ("int", "quotient(n, m, 0)", {"n": 7, "m": -2}, -4),
        ("int", "quotient(n, m, 0)", {"n": -7, "m": -2}, 4),
        ("int", "quotient(n, m, 0)", {"n": 1, "m": 3}, 0),
        ("int", "quotient(n, m, 0)", {"n": 0, "m": -3}, 0),
        ("dec(2)", "quotient(n, m, 2)", {"n": 1, "m": 3}, Decimal("0.33")),
        ("dec(2)", "quotient(n, m, 2)", {"n": 2, "m": 3}, Decimal("0.67")),
        ("dec(2)", "quotient(n, m, 2)", {"n": -1, "m": 8}, Decimal("-0.13")),
        (
            "dec(4)",
            "quotient(cost, other, 4)",
            {"cost": Decimal("0.01"), "other": Decimal("99.99")},
            Decimal("0.0001"),
        ),
        (
            "money(CNY)",
            "quotient(cost, n, 2)",
            {"cost": Decimal("100.00"), "n": 3},
            Decimal("33.33"),
        ),
        (
            "money(CNY)",
            "quotient(cost, x, 2)",
            {"cost": Decimal("1.00"), "x": Decimal("0.003")},
            Decimal("333.33"),
        ),
        (
            "money(CNY)",
            "quotient(cost, staff, 2)",
            {"cost": Decimal("1.00"), "staff": 8},
            Decimal("0.13"),
        ),
        ("int", "quotient(staff, staff, 0)", {"staff": 8}, 1),
        ("int", "quotient(x, y, 0)", {"x": Decimal("0.005"), "y": Decimal("0.010")}, 1),
        ("dec(2)", "quotient(n, m, 2)", {"n": 1, "m": 0}, None),
        ("dec(2)", "quotient(x, y, 2)", {"x": Decimal("0.000"), "y": Decimal("0.000")}, None),
    ],
)
def test_quotient(type_: str, text: str, values, wanted):
    assert value(type_, text, values) == wanted


def test_quotient_by_nothing_is_undefined_and_asks_for_nothing():
    found = answer("int", "quotient(n, m, 0)", {"n": 1, "m": 0})
    assert (found.status, found.missing, found.blocked) == ("undefined", frozenset(), frozenset())
    assert value("bool", "is_known(quotient(n, m, 0))", {"n": 1, "m": 0}) is False
    assert value("int", "or_else(quotient(n, m, 0), 0)", {"n": 1, "m": 0}) == 0


@pytest.mark.parametrize(
    ("text", "values", "wanted"),
    [
        # 0.50 of 199.99 is 99.995: one fen below it is not a half, and no division decides.
        (
            "share(cost, other) >= half",
            {"cost": Decimal("100.00"), "other": Decimal("199.99")},
            True,
        ),
        (
            "share(cost, other) >= half",
            {"cost": Decimal("99.99"), "other": Decimal("199.99")},
            False,
        ),
        (
            "share(cost, other) >= half",
            {"cost": Decimal("100.00"), "other": Decimal("200.00")},
            True,
        ),
        (
            "share(cost, other) > half",
            {"cost": Decimal("100.00"), "other": Decimal("200.00")},
            False,
        ),
        (
            "share(cost, other) = half",
            {"cost": Decimal("100.00"), "other": Decimal("200.00")},
            True,
        ),
        (
            "share(cost, other) <> half",
            {"cost": Decimal("100.00"), "other": Decimal("200.00")},
            False,
        ),
        ("share(cost, other) < half", {"cost": Decimal("-1.00"), "other": Decimal("200.00")}, True),
        ("share(cost, other) >= 0", {"cost": Decimal("1.00"), "other": Decimal("0.00")}, False),
        ("share(cost, other) < 1", {"cost": Decimal("1.00"), "other": Decimal("0.00")}, False),
        ("share(cost, other) <> 1", {"cost": Decimal("1.00"), "other": Decimal("-5.00")}, False),
        ("share(cost, other) >= half", {"other": Decimal("0.00")}, False),  # whatever the part
        ("share(cost, other) >= half", {"cost": Decimal("1.00")}, None),
        ("share(cost, other) >= half", {"other": Decimal("1.00")}, None),
        ("share(cost, other) >= x", {"cost": Decimal("1.00"), "other": Decimal("1.00")}, None),
        ("share(n, m) >= half", {"n": 1, "m": 2}, True),
    ],
)
def test_share(text: str, values, wanted):
    assert value("bool", text, values) is wanted


@pytest.mark.parametrize(
    ("text", "values", "wanted"),
    [
        ("min_of(cost, cap)", {"cost": Decimal("1000.01")}, "1000.00"),
        ("min_of(cost, cap)", {"cost": Decimal("999.99")}, "999.99"),
        ("min_of(cap, cost)", {"cost": Decimal("-1.00")}, "-1.00"),
        ("min_of(cost, cap)", {}, None),  # LEAST alone would pay the whole cap
        ("max_of(cost, 0)", {"cost": Decimal("-0.01")}, "0.00"),
        ("max_of(cost, 0)", {}, None),
        ("min_of(cost, other)", {"cost": Decimal("5.00")}, None),
        ("min_of(cost, other, cap)", {"cost": Decimal("5.00"), "other": Decimal("4.00")}, "4.00"),
        ("min_of(cost, other, cap)", {"cost": Decimal("5.00")}, None),
        (
            "max_of(cost, other, cap)",
            {"cost": Decimal("5.00"), "other": Decimal("4.00")},
            "1000.00",
        ),
        ("cost + other - cap", {"cost": Decimal("0.10"), "other": Decimal("0.20")}, "-999.70"),
        ("-cost", {"cost": Decimal("0.00")}, "0.00"),
        ("-(cost * n)", {"cost": Decimal("0.01"), "n": 7}, "-0.07"),
        ("case when cost > 0 then cost else 0 end", {"cost": Decimal("0.00")}, "0.00"),
        ("case when cost > 0 then cost else 0 end", {}, None),
        ("round2(cost * half)", {"cost": Decimal("0.01")}, "0.01"),
        ("tier(n, steps)", {"n": 2}, "0.00"),
        ("tier(n, steps)", {"n": 3}, "100.00"),
        ("tier(n, steps)", {"n": 4}, "100.00"),
        ("tier(n, steps)", {"n": 5}, "250.50"),
        ("tier(n, steps)", {"n": 10**9}, "250.50"),
        ("tier(n, steps)", {}, None),
        ("or_else(cost, other)", {"cost": Decimal("1.00")}, "1.00"),
        ("or_else(cost, other)", {"other": Decimal("2.00")}, "2.00"),
        ("or_else(cost, 0)", {}, "0.00"),
    ],
)
def test_money(text: str, values, wanted: str | None):
    found = value("money(CNY)", text, values)
    assert (None if found is None else str(found)) == wanted


@pytest.mark.parametrize(
    ("text", "values", "wanted"),
    [
        ("t = 'a'", {"t": "a"}, True),
        ("t <> 'it''s'", {"t": "it's"}, False),
        ("t = ''", {"t": ""}, True),
        ("in_list(t, kinds)", {"t": "a"}, True),
        ("in_list(t, kinds)", {"t": "A"}, False),
        ("in_list(t, kinds)", {}, None),
        ("in_list(t, nothing)", {"t": "a"}, False),
        ("in_list(t, nothing)", {}, None),
        ("in_list(c, zones)", {"c": "330300"}, True),
        ("c = '330300'", {"c": "330301"}, False),
        ("starts_with(c2, 'I65')", {"c2": "I6510"}, True),
        ("starts_with(c2, 'I65')", {"c2": "I6"}, False),
        ("starts_with(t, '')", {"t": ""}, True),
        ("starts_with(t, '离岸')", {"t": "离岸服务外包"}, True),
        ("starts_with(t, '%')", {"t": "abc"}, False),
        ("starts_with(t, c2)", {"t": "a"}, None),
        ("n in (1, 2.0, -3)", {"n": -3}, True),
        ("n in (1, 2.0, -3)", {"n": 2}, True),
        ("n in (1.5)", {"n": 1}, False),
        ("n in (1.5)", {}, None),
        ("x in (0.5)", {"x": Decimal("0.500")}, True),
        ("n not in (1)", {"n": 1}, False),
        ("n not in (1)", {}, None),
        ("n between 1 and three", {"n": 1}, True),
        ("n between 1 and three", {"n": 3}, True),
        ("n between 1 and three", {"n": 4}, False),
        ("n between m and three", {"n": 4}, False),  # above 3, whatever m
        ("n not between m and three", {"n": 4}, True),
        ("n between m and three", {"n": 2}, None),
        ("x = n", {"x": Decimal("2.000"), "n": 2}, True),
        ("x > n", {"x": Decimal("2.001"), "n": 2}, True),
        ("flag = flag2", {"flag": False, "flag2": False}, True),
        ("flag <> flag2", {"flag": True}, None),
        ("d in (date '2016-02-29')", {"d": date(2016, 2, 29)}, True),
        ("is_known(n)", {}, False),
        ("is_known(n) and n > 0", {}, False),
        ("not is_known(flag)", {}, True),
        ("true", {}, True),
        ("not true or false", {}, False),
    ],
)
def test_truth(text: str, values, wanted):
    assert value("bool", text, values) is wanted


@pytest.mark.parametrize(
    ("text", "first", "last", "wanted"),
    [
        ("days_between(d, e)", "2016-02-28", "2016-03-01", 2),
        ("days_between(d, e)", "2016-03-01", "2016-02-28", -2),
        ("months_between(d, e)", "2016-01-31", "2016-02-29", 0),
        ("months_between(d, e)", "2016-01-31", "2016-03-01", 1),
        ("months_between(d, e)", "2016-01-15", "2016-02-15", 1),
        ("months_between(d, e)", "2016-02-15", "2016-01-15", -1),
        ("months_between(d, e)", "2016-02-14", "2016-01-15", 0),
        ("months_between(d, e)", "2016-03-01", "2016-01-31", -1),
        ("months_between(d, e)", "2014-12-31", "2016-12-31", 24),
        ("years_between(d, e)", "2014-07-05", "2016-07-04", 1),
        ("years_between(d, e)", "2014-07-05", "2016-07-05", 2),
        ("years_between(d, e)", "2016-02-29", "2017-02-28", 0),
        ("years_between(d, e)", "2017-02-28", "2016-02-29", 0),
        ("years_between(d, e)", "2017-07-05", "2015-07-05", -2),
        ("years_between(d, e)", "2017-07-05", "2015-07-06", -1),
    ],
)
def test_days_between(text: str, first: str, last: str, wanted: int):
    values = {"d": date.fromisoformat(first), "e": date.fromisoformat(last)}
    assert value("bool", f"{text} in ({wanted})", values) is True
    assert value("bool", f"{text} in ({wanted - 1}, {wanted + 1})", values) is False
    assert value("bool", f"{text} in ({wanted})", {"d": values["d"]}) is None


@pytest.mark.parametrize(
    ("text", "values", "wanted"),
    [
        ("add_days(d, n)", {"d": date(2016, 2, 28), "n": 1}, date(2016, 2, 29)),
        ("add_days(d, n)", {"d": date(2016, 3, 1), "n": -1}, date(2016, 2, 29)),
        ("add_days(d, n)", {"d": date(2299, 12, 31), "n": 10**9}, None),
        ("add_days(d, n)", {"d": date(2299, 12, 31), "n": -(10**9)}, None),
        ("add_days(d, n)", {"d": date(9999, 12, 31), "n": 0}, date(9999, 12, 31)),
        ("add_days(d, n)", {"d": date(9999, 12, 31), "n": 1}, None),
        ("add_days(d, n)", {"d": date(1, 1, 1), "n": -1}, None),
        ("add_days(d, n)", {"d": date(1, 1, 1), "n": 0}, date(1, 1, 1)),
        ("add_months(d, n)", {"d": date(2016, 1, 31), "n": 1}, date(2016, 2, 29)),
        ("add_months(d, n)", {"d": date(2016, 3, 31), "n": -1}, date(2016, 2, 29)),
        ("add_months(d, n)", {"d": date(2015, 12, 31), "n": 2}, date(2016, 2, 29)),
        ("add_months(d, n)", {"d": date(2016, 2, 29), "n": 12}, date(2017, 2, 28)),
        ("add_months(d, n)", {"d": date(2016, 2, 29), "n": -12}, date(2015, 2, 28)),
        ("add_months(d, n)", {"d": date(9999, 12, 1), "n": 1}, None),
        ("add_months(d, n)", {"d": date(1, 1, 31), "n": -1}, None),
        ("add_months(d, n)", {"d": date(2016, 1, 1), "n": 10**9}, None),
        ("add_months(d, n)", {"d": date(2016, 1, 1)}, None),
        ("min_of(d, e)", {"d": date(2016, 1, 1), "e": date(2015, 1, 1)}, date(2015, 1, 1)),
        (
            "max_of(d, e, date '2016-06-30')",
            {"d": date(2016, 1, 1), "e": date(2015, 1, 1)},
            date(2016, 6, 30),
        ),
        ("max_of(d, e)", {"d": date(2016, 1, 1)}, None),
        (
            "case when flag then d else e end",
            {"flag": False, "e": date(2015, 1, 1)},
            date(2015, 1, 1),
        ),
        ("or_else(d, date '2016-06-30')", {}, date(2016, 6, 30)),
    ],
)
def test_days(text: str, values, wanted):
    assert value("date", text, values) == wanted


def test_months_years_and_texts():
    assert value("month", "month_of(d)", {"d": date(2016, 2, 29)}) == date(2016, 2, 1)
    assert value("bool", "month_of(d) = month '2016-02'", {"d": date(2016, 2, 29)}) is True
    assert value("bool", "mo < month '2016-02'", {"mo": date(2016, 1, 1)}) is True
    assert value("int", "year_of(d)", {"d": date(9999, 1, 1)}) == 9999
    assert value("text", "case when flag then t else 'b' end", {"flag": False}) == "b"
    assert value("text", "or_else(t, 'it''s')") == "it's"


ROWS = [
    {"amount": Decimal("10.10"), "kind": "a", "paid": True},
    {"amount": Decimal("-0.10"), "kind": "b", "paid": False},
    {"amount": Decimal("5.00"), "kind": "a", "paid": False},
]
HOLES = [
    {"amount": Decimal("10.00"), "kind": None, "paid": True},
    {"amount": None, "kind": "b", "paid": True},
]


@pytest.mark.parametrize(
    ("type_", "text", "rows", "wanted"),
    [
        ("money(CNY)", "sum_of(lines.amount)", ROWS, Decimal("15.00")),
        ("money(CNY)", "sum_of(lines.amount, lines.kind = 'a')", ROWS, Decimal("15.10")),
        ("money(CNY)", "sum_of(lines.amount, lines.kind = 'x')", ROWS, Decimal("0.00")),
        ("money(CNY)", "sum_of(lines.amount, lines.amount > cap)", ROWS, Decimal("0.00")),
        ("int", "count_of(lines)", ROWS, 3),
        ("int", "count_of(lines, lines.paid)", ROWS, 1),
        ("bool", "any_of(lines, lines.amount < 0)", ROWS, True),
        ("bool", "any_of(lines, lines.kind = 'x')", ROWS, False),
        ("bool", "all_of(lines, in_list(lines.kind, kinds))", ROWS, True),
        ("bool", "all_of(lines, lines.paid)", ROWS, False),
        ("money(CNY)", "sum_of(lines.amount)", [], Decimal("0.00")),
        ("int", "count_of(lines)", [], 0),
        ("int", "count_of(lines, lines.paid)", [], 0),
        ("bool", "any_of(lines, lines.paid)", [], False),
        ("bool", "all_of(lines, lines.paid)", [], True),
        ("money(CNY)", "sum_of(lines.amount)", None, None),
        ("int", "count_of(lines)", None, None),
        ("bool", "any_of(lines, lines.paid)", None, None),
        ("money(CNY)", "sum_of(lines.amount)", HOLES, None),
        ("money(CNY)", "sum_of(lines.amount, lines.kind = 'a')", HOLES, None),  # the first may be
        ("money(CNY)", "sum_of(lines.amount, is_known(lines.amount))", HOLES, Decimal("10.00")),
        ("int", "count_of(lines)", HOLES, 2),
        ("int", "count_of(lines, lines.kind = 'b')", HOLES, None),
        ("bool", "any_of(lines, lines.kind = 'b')", HOLES, True),  # one does, whatever the other
        ("bool", "any_of(lines, lines.kind = 'a')", HOLES, None),
        ("bool", "all_of(lines, lines.kind = 'a')", HOLES, False),
        ("bool", "all_of(lines, lines.kind = 'b')", HOLES, None),
    ],
)
def test_rows(type_: str, text: str, rows, wanted):
    found = answer(type_, text, {}, rows)
    assert found.value == wanted
    if wanted is None:
        assert found.status == "needs_information"


def test_rows_name_what_is_missing():
    assert answer("int", "count_of(lines)").missing == {"lines"}
    assert answer("money(CNY)", "sum_of(lines.amount)", {}, HOLES).missing == {"lines.amount"}
    assert answer("bool", "any_of(lines, lines.kind = 'x')", {}, HOLES).missing == {"lines.kind"}


def test_exact_numbers():
    """Far beyond the 28 digits of Python's own context."""
    wide = Decimal("123456789012345678901234567890.123456789012")
    assert in_units(wide, 12) == 123456789012345678901234567890123456789012
    assert in_units(5, 2) == 500
    assert round_half_up(10**30, 2) == Decimal(10**30)
    assert str(round_half_up(5, 2)) == "5.00"
    assert round_half_up(Decimal("2.5"), 0) == 3
    assert per_cent(wide, 100, 12) == wide
    assert str(multiply(Decimal("-1.5"), 0)) == "0.0"
    assert str(negate(Decimal("0.0"))) == "0.0"
    assert quotient(10**37, 3, 2) == Decimal("3" * 37 + ".33")
    for lossy in (Decimal("1.005"), Decimal("1.001")):
        with pytest.raises(ArithmeticError):
            to_scale(lossy, 2)
    with pytest.raises(ArithmeticError):
        to_scale(Decimal("1.5"), 0)
    with pytest.raises(ArithmeticError):
        in_units(Decimal("0.001"), 2)
    assert (to_scale(Decimal("1.0"), 0), str(to_scale(3, 2))) == (1, "3.00")


def test_days_by_hand():
    leap, year = date(2016, 2, 29), date(2017, 2, 28)
    assert months_between(leap, year) == 11
    assert months_between(year, leap) == -11
    assert years_between(leap, date(2020, 2, 29)) == 4
    assert add_months(leap, 48) == date(2020, 2, 29)
    assert add_days(leap, 366) == date(2017, 3, 1)
