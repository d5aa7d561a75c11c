"""Surveys as published, their periods with rosters, filings with everything that was filed."""

from fumao.apps.surveys.models.batches import AcceptedBatch, BatchEntry
from fumao.apps.surveys.models.filings import Filing, FilingDraft, FilingVersion, UsedOnce
from fumao.apps.surveys.models.periods import Reminder, ReportingPeriod, ReviewOffice
from fumao.apps.surveys.models.versions import GivenMarks, SurveyVersion

__all__ = [
    "AcceptedBatch",
    "BatchEntry",
    "Filing",
    "FilingDraft",
    "FilingVersion",
    "GivenMarks",
    "Reminder",
    "ReportingPeriod",
    "ReviewOffice",
    "SurveyVersion",
    "UsedOnce",
]
