"""Forms without legal marks stay shut; districts report; a register grows by its numbers."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from fumao.apps.orgs.models import Role
from fumao.apps.surveys.actions.begin_filing import begin_filing
from fumao.apps.surveys.actions.give_marks import give_marks
from fumao.apps.surveys.actions.load_surveys import load_shipped
from fumao.apps.surveys.actions.open_period import open_period
from fumao.apps.surveys.book import loaded
from fumao.apps.surveys.models import Filing, ReportingPeriod, SurveyVersion
from fumao.core.periods import Month, Quarter
from tests.factories import actor_as
from tests.reporting.conftest import IN_TIME, SEPTEMBER, Town

VALID = (date(2016, 1, 1), date(2018, 12, 31))


def published(town: Town, key: str) -> SurveyVersion:
    load_shipped(town.office)
    return SurveyVersion.objects.get(key=key)


def test_a_form_without_its_marks_stays_shut_until_they_are_given(town: Town) -> None:
    survey = published(town, "outsourcing-monthly")
    with pytest.raises(ValidationError, match="第17条"):
        open_period(town.office, survey, town.city, SEPTEMBER)
    give_marks(town.office, survey, town.city, "示例文号〔2016〕1号", *VALID)
    period = open_period(town.office, survey, town.city, SEPTEMBER)
    assert period.marks is not None
    assert period.marks["approval"] == "示例文号〔2016〕1号"
    assert period.marks["valid_to"] == "2018-12-31"


def test_past_its_validity_a_form_opens_no_period(town: Town) -> None:
    survey = published(town, "outsourcing-monthly")
    give_marks(town.office, survey, town.city, "示例文号〔2016〕1号", *VALID)
    with pytest.raises(ValidationError, match="2018-12-31"):
        open_period(town.office, survey, town.city, Month(2019, 1))


def test_marks_are_the_offices_to_give(town: Town) -> None:
    survey = published(town, "outsourcing-monthly")
    with pytest.raises(PermissionDenied):
        give_marks(town.reporters[0], survey, town.city, "示例", *VALID)
    with pytest.raises(ValidationError):
        give_marks(town.office, survey, town.city, " ", *VALID)


def test_district_offices_are_the_roster_of_their_counts(town: Town) -> None:
    survey = published(town, "district-counts")
    give_marks(town.office, survey, town.city, "示例文号〔2016〕2号", *VALID)
    period = open_period(town.office, survey, town.city, Quarter(2016, 3))
    owing = Filing.objects.filter(period=period).select_related("department__area")
    assert {one.department.area for one in owing if one.department} == set(town.districts)
    assert all(one.enterprise is None for one in owing)
    assert {stop.level for stop in period.route.all()} == {"city"}


def test_contracts_come_as_they_arise(town: Town) -> None:
    survey = published(town, "outsourcing-contract")
    period: ReportingPeriod = open_period(town.office, survey, town.city, SEPTEMBER)
    assert not period.filings.exists()
    firm = town.firms[0]
    first = begin_filing(town.reporters[0], period, firm, " C-2016-01 ")
    assert (first.each, first.phase) == ("C-2016-01", "draft")
    begin_filing(town.reporters[0], period, firm, "C-2016-02")
    with pytest.raises(ValidationError, match="C-2016-01"):
        begin_filing(town.reporters[0], period, firm, "C-2016-01")
    with pytest.raises(PermissionDenied):
        begin_filing(town.reporters[1], period, firm, "C-2016-03")
    stranger = actor_as(Role.OFFICE, town.bureau, IN_TIME)
    with pytest.raises(PermissionDenied):
        begin_filing(stranger, period, firm, "C-2016-03")


def test_a_yearly_table_is_read_with_the_texts_it_was_published_with(town: Town) -> None:
    survey = published(town, "service-trade-travel-year")
    assert set(survey.model_texts) == {"service-trade-travel", "service-trade-transport"}
    assert loaded(survey).survey.period == "year"
    # Later packs may say something else: what was published reads its own texts.
    other = SurveyVersion(text=survey.text, digest="another", model_texts=dict(survey.model_texts))
    model = other.model_texts["service-trade-transport"]
    other.model_texts["service-trade-transport"] = model.replace(
        "label_zh: 服务进出口", "label_zh: 当时的叫法"
    )
    assert loaded(other).survey.form[0].label.zh == "当时的叫法"
    assert loaded(survey).survey.form[0].label.zh == "服务进出口"
