"""Surveys ready for use: the YAML of a version read and compiled once a process."""

from threading import Lock

from fumao.apps.surveys.models import ReportingPeriod, SurveyVersion
from fumao.core.periods import Period
from fumao.packs.codes import is_code
from fumao.packs.procedures import pack_rules
from fumao.packs.surveys import read_survey
from fumao.surveys.definitions import PERIODS
from fumao.surveys.examine import SurveyForm
from fumao.surveys.review import Review

_KEPT = 64
_forms: dict[str, SurveyForm] = {}  # by the digest of their text
_COMPILING = Lock()


def loaded(version: SurveyVersion) -> SurveyForm:
    """Return the form of a version, with the survey it is of.

    Compiling takes half a second: one thread does it while the others wait for it, and nobody waits
    who asks for a form that is there.
    """
    found = _forms.get(version.digest)
    if found is None:
        with _COMPILING:
            found = _forms.get(version.digest)
            if found is None:
                survey = read_survey(version.text, models=version.model_texts)
                found = SurveyForm(survey, pack_rules(), is_code)
                if len(_forms) >= _KEPT:
                    _forms.clear()
                _forms[version.digest] = found
    return found


def review_of(form: SurveyForm) -> Review:
    """Return the levels that filings of a survey go through."""
    survey = form.survey
    return Review(survey.levels, (reason.key for reason in survey.reasons))


def period_of(row: ReportingPeriod) -> Period:
    """Return a period as a value."""
    return PERIODS[row.survey.period].of(row.starts)  # type: ignore[index]
