"""Golden cases come out as worked by hand; a wrong one says what differs, and where."""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from fumao.packs.load import SHIPPED
from fumao.packs.procedure_cases import FOLDER, check_cases, read_cases
from fumao.procedures.definitions import Procedure
from fumao.procedures.golden import GoldenCase, GoldenEvent, check_case
from tests import shipped
from tests.procedures import registration

SHIPPED_FILES = sorted(SHIPPED.glob(f"*/{FOLDER}/*.yaml"))


@pytest.mark.parametrize("path", SHIPPED_FILES, ids=lambda path: path.stem)
def test_shipped_cases_come_out_as_worked(path: Path) -> None:
    procedure = shipped_procedures()[path.stem]
    problems = check_cases(procedure, read_cases(path))
    assert [one.sentence("en") for one in problems] == []


@cache
def shipped_procedures() -> dict[str, Procedure]:
    return {one.procedure.key: one.procedure for one in shipped.procedures()}


@pytest.mark.parametrize("name", registration.cases())
def test_cases_of_the_registration(name: str) -> None:
    assert told(registration.cases()[name]) == []


def told(case: GoldenCase) -> list[str]:
    found = check_case(case, registration.form(), registration.calendar())
    return [one.sentence("en") for one in found]


def test_a_difference_says_which_and_where() -> None:
    case = registration.cases()["granted"]
    wrong = replace(case, expect={**case.expect, "statutory_due": "2022-06-25"})
    [sentence] = told(wrong)
    assert sentence.startswith(f"registration-cases.yaml:{case.spot.line}:1: ")
    assert 'case "granted": statutory_due should be 2022-06-25, is 2022-06-24' in sentence


def test_an_event_that_cannot_happen_says_why_at_its_line() -> None:
    """The handler who accepted may not decide (separation of duties)."""
    case = registration.cases()["granted"]
    decide = replace(case.events[2], told={**case.events[2].told, "person": "1"})
    [sentence] = told(replace(case, events=(*case.events[:2], decide)))
    assert sentence.startswith(f"registration-cases.yaml:{decide.spot.line}:1: ")
    assert 'you took "Acceptance"' in sentence


def test_an_event_may_be_expected_to_be_refused() -> None:
    case = registration.cases()["granted"]
    tried = GoldenEvent(
        date(2022, 6, 23),
        {"step": "decide", "person": "1", "verdict": "passed", "refused": "separation"},
    )
    events = (*case.events[:2], tried, case.events[2])
    assert told(replace(case, events=events)) == []
    allowed = replace(tried, told={**tried.told, "person": "3"})
    [sentence] = told(replace(case, events=(*case.events[:2], allowed)))
    assert 'should be refused for "separation" but is allowed' in sentence


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"about": {"applicant_aktive": "true"}}, 'no expression uses the fact "applicant_aktive"'),
        ({"expect": {"phrase": "granted"}}, 'there is no expectation "phrase"'),
        ({"variant": "merge"}, "no later case 'merge'"),
        ({"form": {}}, "the application has faults and was not handed in"),
        ({"papers": ()}, 'attach "Copy of the contract"'),
        ({"promised": ("contract",), "papers": ("identity",)}, "no promise can replace"),
    ],
)
def test_a_case_that_cannot_begin_says_why(change: dict[str, object], said: str) -> None:
    found = told(replace(registration.cases()["granted"], **change))  # type: ignore[arg-type]
    assert any(said in sentence for sentence in found), found


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ({"what": "1"}, "the event says nothing of step"),
        ({"step": "accept", "person": "1", "verdict": "fine"}, 'there is no verdict "fine"'),
        ({"step": "decide", "person": "1", "verdict": "passed"}, "open now: accept"),
        ({"step": "accept", "person": "x", "verdict": "passed"}, "must be a whole number: x"),
    ],
)
def test_an_event_that_cannot_be_read_says_why(event: dict[str, object], said: str) -> None:
    case = registration.cases()["granted"]
    [sentence] = told(replace(case, events=(GoldenEvent(date(2022, 6, 21), event),)))
    assert said in sentence


def test_an_event_before_the_last_is_refused() -> None:
    case = registration.cases()["granted"]
    [sentence] = told(replace(case, events=(replace(case.events[0], on=date(2022, 6, 19)),)))
    assert "2022-06-19 is before the one of 2022-06-20" in sentence


def test_a_promise_is_closed_where_its_ground_is_known() -> None:
    """Grade D closes it (the procedure's `forbid`); an unknown grade does not."""
    case = replace(registration.cases()["deemed"], papers=("contract",), promised=("identity",))
    assert told(case) == []
    closed = replace(case, about={**case.about, "applicant_credit": "D"}, expect={"phase": "draft"})
    assert told(closed) == []


def test_later_cases_know_what_was_filled_in_before() -> None:
    """A renewal asks the royalty base alone; `payment`, which shows it, comes from before."""
    form = registration.form().variant("renew")
    known = form.recalled({"payment": "royalty", "contract_no": "A-1", "effective": "2022-01-01"})
    assert known["effective"] == date(2022, 1, 1)
    read = form.read({"base_formed": "2022-06-01"}, known, date(2022, 6, 20))
    assert (read.visible, read.faults) == ({"base_formed", "amount"}, ())
    assert read.required == {"base_formed"}
