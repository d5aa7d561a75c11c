"""Surveys ready for use: the YAML of a version read and compiled once a process."""

from functools import lru_cache

from fumao.apps.surveys.models import ReportingPeriod, SurveyVersion
from fumao.core.periods import Period
from fumao.core.unkeyed import Unkeyed
from fumao.packs.codes import is_code
from fumao.packs.procedures import pack_rules
from fumao.packs.surveys import read_survey
from fumao.surveys.definitions import PERIODS
from fumao.surveys.examine import SurveyForm
from fumao.surveys.review import Review

_KEPT = 64


def loaded(version: SurveyVersion) -> SurveyForm:
    """Return the form of a version, with the survey it is of."""
    return _compiled(version.digest, Unkeyed(version))


def review_of(form: SurveyForm) -> Review:
    """Return the levels that filings of a survey go through."""
    survey = form.survey
    return Review(survey.levels, (reason.key for reason in survey.reasons))


def period_of(row: ReportingPeriod) -> Period:
    """Return a period as a value."""
    return PERIODS[row.survey.period].of(row.starts)  # type: ignore[index]


@lru_cache(maxsize=_KEPT)
def _compiled(_digest: str, version: Unkeyed[SurveyVersion]) -> SurveyForm:
    row = version.take()
    survey = read_survey(row.text, models=row.model_texts)
    return SurveyForm(survey, pack_rules(), is_code)
