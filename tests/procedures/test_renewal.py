"""Silence renews a licence (行政许可法 art. 50): worked by hand, played day by day."""

from dataclasses import replace
from functools import cache

import pytest

from fumao.packs.procedure_cases import read_cases
from fumao.packs.procedures import pack_rules, read_procedure
from fumao.procedures.form import Form
from fumao.procedures.golden import GoldenCase, check_case
from fumao.procedures.scaffold import scaffold
from tests.procedures import registration

CASES = read_cases(registration.WRITTEN / "licence-cases.yaml")


@cache
def form() -> Form:
    """A licence as `fumao procedures new` begins it: it has the renewal of art. 50."""
    text = scaffold("sample-licence", "licence", "licence-law", "第五十条")
    return Form(read_procedure(text), pack_rules())


@pytest.mark.parametrize("case", CASES, ids=[one.name for one in CASES])
def test_each_case_ends_as_worked_by_hand(case: GoldenCase) -> None:
    assert list(check_case(case, form(), registration.calendar())) == []


def test_without_a_law_that_says_so_silence_grants_nothing() -> None:
    procedure = form().procedure
    after = tuple(replace(one, deemed=None) for one in procedure.after)
    plain = Form(replace(procedure, after=after), pack_rules())
    case = next(one for one in CASES if one.name == "renewed-by-silence")
    waiting = replace(case, expect={"phase": "in_review", "renewed": "false"})
    assert list(check_case(waiting, plain, registration.calendar())) == []


def test_a_first_application_is_no_renewal() -> None:
    case = next(one for one in CASES if one.name == "renewed-by-silence")
    first = replace(case, variant="", expect={"phase": "in_review", "renewed": "false"})
    assert list(check_case(first, form(), registration.calendar())) == []
