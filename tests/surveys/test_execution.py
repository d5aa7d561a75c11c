"""The shipped register of work done (WB-X), each finding on a filing worked out by hand."""

from copy import deepcopy
from datetime import date
from functools import cache
from typing import Any

import pytest

from fumao.core.periods import Month
from fumao.packs.codes import is_code
from fumao.packs.procedures import pack_rules
from fumao.packs.surveys import load_surveys
from fumao.surveys.examine import Examined, SurveyForm

MAY, ON = Month(2022, 5), date(2022, 6, 2)
# 60,000 from Japan (all received) and 40,000 from a client in the mainland.
FILED: dict[str, Any] = {
    "executions": [
        {"contract_no": "C-1", "executed_on": "2022-05-12", "service_class": "WB.ITO.L01",
         "country": "JP", "shore": "offshore", "amount_usd": "60000", "amount_cny": "402000",
         "receipt_no": "R-1", "receipt_usd": "60000"},
        {"contract_no": "C-2", "executed_on": "2022-05-30", "service_class": "WB.ITO.L01",
         "country": "CN", "shore": "onshore", "amount_usd": "40000", "amount_cny": "268000"},
    ],
    "executed_usd": "100000", "offshore_usd": "60000",
}  # fmt: skip


@cache
def form() -> SurveyForm:
    (survey,) = [one.survey for one in load_surveys() if one.survey.key == "outsourcing-execution"]
    return SurveyForm(survey, pack_rules(), is_code)


def examined(
    changes: dict[str, Any] | None = None,
    first: dict[str, str] | None = None,
    earlier: dict[str, dict[str, str]] | None = None,
    explained: tuple[str, ...] = (),
    on: date = ON,
) -> Examined:
    filed = deepcopy(FILED) | (changes or {})
    filed["executions"][0] |= first or {}
    about = form().earlier(earlier or {})
    return form().examine(filed, MAY, on, about, explained)


def keys(found: Examined) -> list[str]:
    return [one.check.key for one in found.findings]


def test_a_clean_filing_may_be_filed() -> None:
    found = examined()
    assert (found.faults, keys(found), found.may_be_filed) == ((), [], True)


@pytest.mark.parametrize(
    ("changes", "first", "found"),
    [
        ({"executed_usd": "90000"}, {}, ["total"]),
        ({"offshore_usd": "100000"}, {}, ["offshore-total"]),
        ({"offshore_usd": "0"}, {"shore": "onshore"}, ["shore"]),  # Japan is never onshore
        ({}, {"country": "CN"}, ["shore"]),
        ({}, {"country": "HK"}, []),  # Hong Kong counts as offshore
        ({}, {"receipt_usd": "59999.99"}, ["receipts"]),
        # Unknown is not zero: without a receipt the sentence cannot be said.
        ({}, {"receipt_usd": ""}, []),
        ({"executed_usd": "10040000", "offshore_usd": "10000000"},
         {"amount_usd": "10000000", "receipt_usd": "10000000"}, ["large"]),
    ],
)  # fmt: skip
def test_what_a_check_finds(
    changes: dict[str, Any], first: dict[str, str], found: list[str]
) -> None:
    assert keys(examined(changes, first)) == found


@pytest.mark.parametrize(
    ("earlier", "found"),
    [
        ({}, []),  # nothing filed a year ago: nothing to compare
        ({"year_ago": {"executed_usd": "66666.66"}}, ["growth"]),  # times 1.5 is 99,999.99
        ({"year_ago": {"executed_usd": "66666.67"}}, []),  # times 1.5 is 100,000.005
        ({"year_ago": {"executed_usd": "200000"}}, []),  # half of it is not less than half
        ({"year_ago": {"executed_usd": "200000.01"}}, ["growth"]),
    ],
)
def test_the_same_month_of_last_year(earlier: dict[str, Any], found: list[str]) -> None:
    assert keys(examined(earlier=earlier)) == found


def test_a_month_without_work_after_one_with_it_is_explained() -> None:
    nothing = {"executions": [], "executed_usd": "0", "offshore_usd": "0"}
    about = form().earlier({"previous": {"executed_usd": "1"}})
    found = form().examine(nothing, MAY, ON, about)
    assert (keys(found), found.unexplained, found.may_be_filed) == (
        ["stopped"],
        ("stopped",),
        False,
    )
    assert form().examine(nothing, MAY, ON, about, ["stopped"]).may_be_filed


def test_hard_findings_cannot_be_explained_away_and_watched_ones_need_nothing() -> None:
    assert not examined({"executed_usd": "90000"}, explained=("total",)).may_be_filed
    large = {"executed_usd": "10040000", "offshore_usd": "10000000"}
    found = examined(large, {"amount_usd": "10000000", "receipt_usd": "10000000"})
    assert (found.unexplained, found.may_be_filed) == ((), True)


@pytest.mark.parametrize(
    ("done", "on", "fault"),
    [
        ("2022-01-01", ON, False),
        ("2021-12-31", ON, True),  # closed since 1 April
        ("2021-12-31", date(2022, 3, 31), False),
        ("2022-06-03", ON, True),  # still to come
    ],
)
def test_days_outside_the_entry_window_are_refused(done: str, on: date, fault: bool) -> None:
    found = examined(first={"executed_on": done}, on=on)
    wrong = [one.key for one in found.faults if one.key.startswith("executions.0")]
    assert wrong == (["executions.0.executed_on"] if fault else [])


def test_a_code_of_another_version_is_refused() -> None:
    found = examined(first={"service_class": "WB.NONE"})
    assert [one.key for one in found.faults] == ["executions.0.service_class"]
