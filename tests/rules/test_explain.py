"""Sentences of an explanation, word for word, as a person would say them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from fumao.rules import Library
from fumao.rules.explain import CALLS, Explanation, Line, explain, shown_parameter
from fumao.rules.functions import FUNCTIONS
from fumao.rules.types import Value
from tests.rules.nine import rule
from tests.rules.small import DAY, PARAMETERS, library

ROWS = [{"amount": Decimal(3), "kind": "a", "paid": True}]


def told(
    found: Library, name: str, values: Mapping[str, Value], language: str, **more: object
) -> Explanation:
    rules = found.at(DAY)
    answers = rules.answers(values, {"lines": ROWS})
    return explain(answers[name], rules, language, **more)  # type: ignore[arg-type]


def line_of(type_: str, text: str, values: Mapping[str, Value], language: str) -> Line:
    line = told(library(rule("r", type_, text)), "r", values, language).line
    assert line is not None
    return line


SENTENCES = [
    (
        "bool",
        "not (case when flag then flag else not flag end)",
        "并非：分情形",
        "not: by case",
    ),
    ("money(CNY)", "per_cent(cost, 1)", "cost（200.00元） × 1%", "cost (CNY 200.00) × 1%"),
    (
        "bool",
        "not (flag and n > 0)",
        "并非：以下 2 项须全部满足",
        "not: All 2 of these must hold",
    ),
    ("int", "n - 1", "n（7） − 1", "n (7) − 1"),
    ("int", "n + 1 + m", "n（7） + 1 + m（2）", "n (7) + 1 + m (2)"),
    ("int", "(n - 1) + m", "6 + m（2）", "6 + m (2)"),  # a part computed is told by its value
    ("int", "n * m", "n（7） × m（2）", "n (7) × m (2)"),
    ("int", "-n", "−n（7）", "−n (7)"),
    ("bool", "flag or n > three", "以下 2 项满足一项即可", "One of these 2 must hold"),
    ("bool", "n >= m", "n（7） ≥ m（2）", "n (7) ≥ m (2)"),
    ("bool", "n = m", "n（7） = m（2）", "n (7) = m (2)"),
    ("bool", "c = '330300'", "c（330300） = 330300", "c (330300) = 330300"),
    ("bool", "n in (1, 7)", "n（7） 属于 1、7", "n (7) is one of 1, 7"),
    (
        "money(CNY)",
        "per_cent(cost, rate)",
        "cost（200.00元） × rate（15%）",
        "cost (CNY 200.00) × rate (15%)",
    ),
    (
        "money(CNY)",
        "per_cent(cost, y)",
        "cost（200.00元） × y（未知）",
        "cost (CNY 200.00) × y (unknown)",
    ),
    # 200 of 600 is 33.33…, cut
    (
        "bool",
        "share(cost, other) >= half",
        "cost（200.00元） ÷ other（600.00元） = 33.33% ≥ 50.00%（half）",
        "cost (CNY 200.00) ÷ other (CNY 600.00) = 33.33% ≥ 50.00% (half)",
    ),
    (
        "bool",
        "share(cost, other) < 1",
        "cost（200.00元） ÷ other（600.00元） = 33.33% < 100%",
        "cost (CNY 200.00) ÷ other (CNY 600.00) = 33.33% < 100%",
    ),
    # of nothing there is no share, and an unknown proportion is no number
    (
        "bool",
        "share(n, n - n) > y",
        "n（7） ÷ 0 > 未知（y）",
        "n (7) ÷ 0 > unknown (y)",
    ),
    ("bool", "share(n, y) > 1", "n（7） ÷ y（未知） > 100%", "n (7) ÷ y (unknown) > 100%"),
    (
        "money(CNY)",
        "sum_of(lines.amount)",
        "lines：符合条件各行合计",
        "lines: sum of the rows that count",
    ),
    ("int", "count_of(lines)", "lines：符合条件的行数", "lines: rows that count"),
    ("bool", "any_of(lines, lines.paid)", "lines：至少一行符合", "lines: one row at least holds"),
    ("bool", "all_of(lines, lines.paid)", "lines：每一行都符合", "lines: every row holds"),
    ("money(CNY)", "tier(n, steps)", "n（7） 按“s”分档", "n (7) by the tiers of “s”"),
    ("bool", "in_list(t, kinds)", "t（a|b） 在“kinds”之列", "t (a|b) is on the list “kinds”"),
    (
        "money(CNY)",
        "min_of(cost, cap)",
        "取低者：cost（200.00元）、cap（1,000.00元）",
        "the least of cost (CNY 200.00), cap (CNY 1,000.00)",
    ),
]
VALUES: dict[str, Value] = {
    "flag": True,
    "cost": Decimal(200),
    "other": Decimal(600),
    "n": 7,
    "m": 2,
    "c": "330300",
    "t": "a|b",
    "d": date(2016, 7, 1),
    "e": date(2016, 7, 5),
}


@pytest.mark.parametrize(("type_", "text", "zh", "en"), SENTENCES)
def test_sentences(type_: str, text: str, zh: str, en: str) -> None:
    assert line_of(type_, text, VALUES, "zh").text == zh
    assert line_of(type_, text, VALUES, "en").text == en


def all_lines(line: Line) -> list[str]:
    return [line.text, *(text for part in line.parts for text in all_lines(part))]


def test_what_is_computed_below_a_condition_has_a_line_of_its_own() -> None:
    line = line_of("bool", "days_between(d, e) + 1 > 0 and n - m > rate", VALUES, "zh")
    assert (line.value, line.held) == ("不符合", False)
    assert all_lines(line) == [
        "以下 2 项须全部满足",
        "5天 > 0",  # 1 to 5 July is 4 days
        "4天 + 1",
        "d（2016-07-01） 至 e（2016-07-05） 的天数",
        "5 > rate（15）",
        "n（7） − m（2）",
    ]
    assert [part.value for part in line.parts] == ["符合", "不符合"]


@pytest.mark.parametrize(
    ("values", "text", "value"),
    [
        ({"flag": True, "n": 1}, "条件成立，结果如下", "是"),
        ({"flag": True}, "先要判断下列条件", "未知"),
        ({}, "先要判断下列条件", "未知"),
        ({"flag": False, "m": 0}, "条件均不成立，结果如下", "否"),
    ],
)
def test_which_branch_a_case_took(values: Mapping[str, Value], text: str, value: str) -> None:
    line = line_of("bool", "case when flag then n > 0 else m > 0 end", values, "zh")
    assert (line.text, line.value) == (text, value)


def test_fields_of_rows_are_told_by_their_labels() -> None:
    line = line_of("bool", "any_of(lines, lines.amount > cap)", VALUES, "en")
    (row,) = line.parts
    assert row.text == "amount (CNY 3.00) > cap (CNY 1,000.00)"


def test_codes_are_told_in_words() -> None:
    found = library(rule("r", "bool", "c = '330300'"))
    line = told(found, "r", VALUES, "zh", codes=lambda scheme, code: f"{scheme}:{code}市").line
    assert line is not None
    assert line.text == "c（areas:330300市） = areas:330300市"


@pytest.mark.parametrize(
    ("language", "words", "value"),
    [("zh", "只给一次，领过的不再给", "0.00元"), ("en", "Paid once only", "CNY 0.00")],
)
def test_paid_once_only(language: str, words: str, value: str) -> None:
    found = library(replace(rule("r", "money(CNY)", "cost"), once=True))
    received = told(found, "r", VALUES | {"received_r": True}, language).line
    assert received is not None
    assert (received.text, received.value, received.held) == (words, value, None)
    unpaid = told(found, "r", VALUES | {"received_r": False}, language).line
    assert unpaid is not None
    assert unpaid.text != words


def test_the_year_before_is_told_by_the_label_of_its_input() -> None:
    found = library(rule("r", "money(CNY)", "or_else(prior(r), 0) + cost"))
    line = told(found, "r", VALUES | {"prior_r": Decimal(5)}, "zh").line
    assert line is not None
    assert line.text == "5.00元 + cost（200.00元）"


def test_what_an_answer_rests_on() -> None:
    late = replace(
        PARAMETERS[0],
        name="late",
        values=(replace(PARAMETERS[0].values[0], valid_from=date(2020, 1, 1)),),
    )
    found = library(
        rule("base", "bool", "tier(n, steps) >= cap or in_list(t, kinds)"),
        rule("top", "bool", "base and n > late"),
        replace(rule("old", "int", "n"), valid_to=date(2014, 12, 31)),
        parameters=(late,),
    )  # fmt: skip
    base = told(found, "base", VALUES, "zh")
    assert (base.rules, [used.name for used in base.parameters]) == ((), ["cap", "steps", "kinds"])
    shown = {
        used.name: (shown_parameter(used, "zh"), shown_parameter(used, "en"))
        for used in base.parameters
    }
    assert shown == {
        "cap": ("1,000.00元", "CNY 1,000.00"),
        "steps": ("≥ 3: 100.00元；≥ 5: 250.50元", "≥ 3: CNY 100.00; ≥ 5: CNY 250.50"),
        "kinds": ("a、b", "a, b"),
    }  # fmt: skip
    top = told(found, "top", VALUES, "zh")
    assert (top.rules, top.parameters) == (("base",), ())  # `late` has no value on the day
    assert told(found, "old", VALUES, "zh") == Explanation(None, (), ())


def test_every_function_that_leaves_a_step_has_its_words() -> None:
    assert FUNCTIONS.keys() - CALLS.keys() == {"per_cent", "share", "prior", "received"}
