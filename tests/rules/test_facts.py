"""Facts as people write them, values as people read them, golden cases as packs hold them."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from fumao.core.errors import CoreError, Words
from fumao.rules.facts import read_fact, read_rows, read_value
from fumao.rules.golden import GoldenCase, check_case, listed
from fumao.rules.shown import shown_per_cent, shown_value
from fumao.rules.types import Type, read_type
from tests.rules.nine import given, rule, type_of
from tests.rules.small import DAY, LINES, library


@pytest.mark.parametrize(
    ("type_", "raw", "wanted"),
    [
        ("bool", True, True), ("bool", "是", True), ("bool", " No ", False), ("bool", 1, True),
        ("bool", "0", False), ("bool", "maybe", None), ("bool", 2, None),
        ("int", 5, 5), ("int", "1,234", 1234), ("int", "1，234", 1234), ("int", 5.0, 5),
        ("int", "5.5", None), ("int", True, None), ("int", "five", None), ("int", "", None),
        ("int", "nan", None), ("int", "Infinity", None), ("int", "1e31", None),
        ("int", "1e-999", None),
        ("dec(2)", "0.125", None), ("dec(2)", 0.1, Decimal("0.10")),
        ("dec(2)", "-0", Decimal("0.00")),
        ("money(CNY)", "100.05", Decimal("100.05")), ("money(CNY)", "100.050", Decimal("100.05")),
        # beyond the 28 digits of Python's own context
        ("money(CNY)", "1" * 29, Decimal("1" * 29)), ("dec(12)", "1" * 20, Decimal("1" * 20)),
        ("money(CNY)", "1" * 28 + ".001", None),
        ("date", "2016-07-05", date(2016, 7, 5)), ("date", "2016/07/05", date(2016, 7, 5)),
        ("date", "2016.07.05", date(2016, 7, 5)), ("date", date(2016, 7, 5), date(2016, 7, 5)),
        ("date", datetime(2016, 7, 5, 9), date(2016, 7, 5)), ("date", "2016-02-30", None),  # noqa: DTZ001
        ("date", "1800-12-31", None), ("date", "2300-01-01", None), ("date", 20, None),
        ("month", "2016-07", date(2016, 7, 1)), ("month", "2016-07-05", date(2016, 7, 1)),
        ("month", "2016-13", None),
        ("text", " 离岸 ", "离岸"), ("text", " ", None), ("text", "a" * 200, "a" * 200),
        ("text", "a" * 201, None), ("text", "a\nb", None), ("text", "a\\b", None),
        ("code(areas)", "330300", "330300"), ("code(areas)", 330300, "330300"),
    ],
)  # fmt: skip
def test_values_read(type_: str, raw: object, wanted: object):
    found = read_value(raw, type_of(type_))
    assert found == wanted
    assert type(found) is type(wanted)


@pytest.mark.parametrize(
    ("type_", "raw", "said"),
    [
        ("bool", "maybe", "yes or no"),
        ("int", "1.5", "a whole number"),
        ("dec(3)", "1.2345", "at most 3 digits"),
        ("money(CNY)", "0.001", "at most 2 digits"),
        ("date", "soon", "a date like 2016-07-05"),
        ("month", "soon", "a month like 2016-07"),
        ("text", "a\x00", "at most 200 characters"),
    ],
)
def test_facts_refused(type_: str, raw: str, said: str):
    with pytest.raises(CoreError) as caught:
        read_fact(raw, given("f", type_, None))
    assert said in caught.value.message("en")
    assert "“f”" in caught.value.message("zh")


def test_facts_within_their_bounds():
    staff = given("staff", "int", 0, 100)
    assert [read_fact(raw, staff) for raw in (None, "", 0, "100")] == [None, None, 0, 100]
    for raw in (-1, 101):
        with pytest.raises(CoreError, match="0 to 100"):
            read_fact(raw, staff)
    cost = given("cost", "money(CNY)", None)
    assert read_fact("-10000000000000", cost) == Decimal("-1e13")
    with pytest.raises(CoreError, match=r"-10000000000000.00 to 10000000000000.00"):
        read_fact("10000000000000.01", cost)
    assert read_rows([{"amount": "1"}, {"kind": "a"}], LINES.fields) == [
        {"amount": Decimal("1.00"), "kind": None, "paid": None},
        {"amount": None, "kind": "a", "paid": None},
    ]


@pytest.mark.parametrize(
    ("value", "type_", "zh", "en"),
    [
        (None, "int", "未知", "unknown"),
        (True, "bool", "是", "yes"),
        (False, "bool", "否", "no"),
        (date(2016, 7, 5), "date", "2016-07-05", "2016-07-05"),
        (date(2016, 7, 1), "month", "2016-07", "2016-07"),
        ("离岸", "text", "离岸", "离岸"),
        (1234567, "int", "1,234,567", "1,234,567"),
        (Decimal("1234.50"), "dec(2)", "1,234.50", "1,234.50"),
    ],
)
def test_values_shown(value, type_: str, zh: str, en: str):
    shown = [shown_value(value, type_of(type_), language) for language in ("zh-hans", "en")]
    assert shown == [zh, en]


def test_units_and_money_shown():
    persons, unheard = read_type("int", "人"), Type("int", unit="吨")
    assert persons is not None
    assert shown_value(1200, persons, "zh") == "1,200人"
    assert shown_value(1200, persons, "en") == "1,200 people"
    assert shown_value(3, unheard, "en") == "3 吨"
    yuan = Type("money", 2, "CNY")
    assert "1,230,000.00" in shown_value(Decimal(1_230_000), yuan, "zh")
    assert shown_value(Decimal("0.0050"), replace(yuan, scale=4), "zh") == "0.005元"
    # 49.9999 % is not shown as the half it does not reach
    assert shown_per_cent(499_999, 1_000_000) == "49.99%"
    assert shown_per_cent(Decimal("0.5"), 1) == "50.00%"


FOUND = library(
    rule("award", "money(CNY)", "case when flag then min_of(cost, cap) else 0 end"),
    rule("old", "int", "n", valid_to=date(2014, 12, 31)),
    rule("total", "money(CNY)", "sum_of(lines.amount)"),
)


def golden(facts: dict[str, object], expect: dict[str, object], **more) -> list[str]:
    case = GoldenCase("one", Words("例", "case"), DAY, facts, expect, "by hand", **more)
    return [problem.said.en for problem in check_case(case, FOUND)]


def test_golden_cases_that_hold():
    assert golden({"flag": "是", "cost": "999.99"}, {"award": "999.99"}) == []
    assert golden({"flag": "否"}, {"award": 0}) == []
    assert golden({"flag": True}, {"award": "unknown"}, missing={"award": ("cost",)}) == []
    assert golden({"n": 1}, {"old": "not_in_force"}) == []
    assert golden({}, {"total": "3.00"}, rows={"lines": [{"amount": 1}, {"amount": "2"}]}) == []


def test_golden_cases_that_do_not():
    assert golden({"flag": True, "cost": 5}, {"award": 6}) == [
        'case "one": award should be 6, is 5.00'
    ]
    assert golden({}, {"award": 0}) == ['case "one": award should be 0, is unknown']
    assert golden({}, {"award": "unknown"}, missing={"award": ("cost", "flag")}) == [
        'case "one": award should miss cost, flag, misses flag'
    ]
    assert golden({}, {"nobody": 1}) == ['there is no rule "nobody"']
    assert golden({"nobody": 1}, {}) == ['there is no input "nobody"']
    assert golden({}, {}, rows={"nobody": []}) == ['there is no table "nobody"']
    assert golden({"n": "x"}, {}) == ['"x" is no value for "n": it must be a whole number']
    assert (listed([]), listed(["b", "a"])) == ("-", "a, b")
