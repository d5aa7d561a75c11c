"""Faults of budgets that are seen without any claim."""

from dataclasses import replace
from datetime import date

import pytest

from fumao.rules.definitions import Budget, Citation
from tests.rules.nine import CITE, fixed, rule, words
from tests.rules.small import codes, library

FUND = Budget("fund", words("fund"), "grant", "cap", CITE)
GRANT = rule("grant", "money(CNY)", "cost")


def test_a_good_budget_is_known_by_its_name():
    assert library(GRANT, budgets=(FUND,)).budgets == {"fund": FUND}
    assert FUND.award == "grant_award"


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"rule": "nothing"}, ["unknown_rule"]),
        ({"parameter": "none_such"}, ["unknown_parameter"]),
        ({"parameter": "rate"}, ["budget_amount"]),  # a whole number
        ({"parameter": "steps"}, ["budget_amount"]),  # tiers
        ({"parameter": "dollars"}, ["currency"]),
        ({"parameter": "owed"}, ["budget_amount"]),  # below zero
        ({"rule": "count"}, ["budget_rule"]),
        ({"cite": Citation("DEMO", "")}, ["citation"]),
        ({"name": "grant"}, ["duplicate", "duplicate"]),
        ({"name": "Fund"}, ["name"]),
    ],
)
def test_faults(change: dict[str, object], found: list[str]):
    more = (fixed("dollars", "money(USD)", "5"), fixed("owed", "money(CNY)", "-0.01"))
    budget = replace(FUND, **change)  # type: ignore[arg-type]
    rules = (GRANT, rule("count", "int", "n"))
    assert codes(*rules, parameters=more, budgets=(budget,)) == found


def test_two_budgets_of_one_name():
    assert codes(GRANT, budgets=(FUND, replace(FUND, label=words("other")))) == ["duplicate"] * 2


def test_a_rule_may_not_be_called_as_the_awards():
    other = rule("grant_award", "money(CNY)", "other")
    assert codes(GRANT, other, budgets=(FUND,)) == ["duplicate"]


def test_versions_do_not_matter():
    old = replace(GRANT, valid_to=date(2015, 12, 31))
    new = replace(GRANT, valid_from=date(2016, 1, 1))
    assert library(old, new, budgets=(FUND,)).budgets == {"fund": FUND}
