"""Surveys as published, their periods with rosters, filings with everything that was filed; key
enterprises with their visits and problems."""

from fumao.apps.surveys.models.batches import AcceptedBatch, BatchEntry
from fumao.apps.surveys.models.bulk import BulkJob, BulkRow
from fumao.apps.surveys.models.contacts import KeyEnterprise, Ticket, Visit
from fumao.apps.surveys.models.filings import Filing, FilingDraft, FilingVersion, UsedOnce
from fumao.apps.surveys.models.items import WorkItem
from fumao.apps.surveys.models.periods import Reminder, ReportingPeriod, ReviewOffice
from fumao.apps.surveys.models.versions import GivenMarks, SurveyVersion

__all__ = [
    "AcceptedBatch",
    "BatchEntry",
    "BulkJob",
    "BulkRow",
    "Filing",
    "FilingDraft",
    "FilingVersion",
    "GivenMarks",
    "KeyEnterprise",
    "Reminder",
    "ReportingPeriod",
    "ReviewOffice",
    "SurveyVersion",
    "Ticket",
    "UsedOnce",
    "Visit",
    "WorkItem",
]
