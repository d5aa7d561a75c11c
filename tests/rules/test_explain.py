"""Sentences of an explanation that no shipped rule needs, word for word."""

from decimal import Decimal

import pytest

from fumao.rules.explain import CALLS, Line, explain
from fumao.rules.functions import FUNCTIONS
from tests.rules.nine import rule
from tests.rules.small import DAY, library


def line_of(type_: str, text: str, values, language: str) -> Line:
    rules = library(rule("r", type_, text)).at(DAY)
    line = explain(rules.answers(values)["r"], rules, language).line
    assert line is not None
    return line


@pytest.mark.parametrize(
    ("type_", "text", "zh", "en"),
    [
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
    ],
)
def test_sentences(type_: str, text: str, zh: str, en: str) -> None:
    values = {"flag": True, "cost": Decimal(200), "n": 7}
    assert line_of(type_, text, values, "zh").text == zh
    assert line_of(type_, text, values, "en").text == en


def test_every_function_that_leaves_a_step_has_its_words() -> None:
    assert FUNCTIONS.keys() - CALLS.keys() == {"per_cent", "share", "prior", "received"}
