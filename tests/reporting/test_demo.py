"""Synthetic reports hold what the register's own checks ask, and their stories follow the rules."""

from datetime import date
from random import Random

import pytest

from fumao.apps.surveys.demo.history import months_before
from fumao.apps.surveys.demo.story import Firm, Hands, report_of, story_of
from fumao.core.periods import Month
from fumao.packs.codes import is_code
from fumao.packs.procedures import pack_rules
from fumao.packs.surveys import load_surveys
from fumao.surveys.examine import SurveyForm
from fumao.surveys.review import Review

TODAY = date(2022, 6, 24)


@pytest.fixture(scope="module")
def form() -> SurveyForm:
    (survey,) = (one.survey for one in load_surveys() if one.survey.key == "outsourcing-execution")
    return SurveyForm(survey, pack_rules(), is_code)


def test_synthetic_reports_pass_the_checks_of_a_single_report(form: SurveyForm) -> None:
    rng = Random(5)
    for number in range(120):
        firm = Firm.drawn(f"9135020{number:03}MA2XXXXX", rng)
        month = Month(2022, 5).shift(-rng.randint(0, 12))
        examined = form.examine(report_of(firm, month, rng, month.end), month, month.end, {})
        assert examined.faults == ()
        assert [one.check.key for one in examined.findings if one.severity == "hard"] == []


def test_the_year_before_leaves_no_gap() -> None:
    told = [one.code for one in months_before(Month(2021, 5))]
    assert (told[0], told[-1], len(told)) == ("2020-05", "2021-04", 12)


def test_stories_end_where_their_events_lead(form: SurveyForm) -> None:
    review = Review(form.survey.levels, [one.key for one in form.survey.reasons])
    hands = Hands(None, {"district": 1, "city": 2, "nation": 3})
    phases = set()
    for seed in range(300):
        opens, due = date(2022, 5, 12), date(2022, 6, 6)
        events, state = story_of(review, hands, opens, due, TODAY, Random(seed))
        assert state == review.fold(events)
        assert all(opens <= one.on <= TODAY for one in events)
        assert [one.on for one in events] == sorted(one.on for one in events)
        phases.add(state.phase)
    assert phases == {"draft", "in_review", "returned", "accepted"}
