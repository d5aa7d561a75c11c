"""Contracts, work and the monthly return of the town's first enterprise, filed as people do."""

from datetime import date

from fumao.apps.surveys.actions.begin_filing import begin_filing
from fumao.apps.surveys.actions.file_report import file_report
from fumao.apps.surveys.actions.give_marks import give_marks
from fumao.apps.surveys.actions.open_period import open_period
from fumao.apps.surveys.actions.review_report import approve_report
from fumao.apps.surveys.models import Filing, ReportingPeriod, SurveyVersion
from fumao.core.periods import Month
from tests.reporting.conftest import CODES, SEPTEMBER, Town

LATE = date(2016, 10, 7)  # the return of September is open


def contract(**more: object) -> dict[str, object]:
    """A contract of 200,000 dollars with a client in the United States."""
    return {
        "contract_no": "C-1", "title": "开发", "register_kind": "outsourcing",
        "doc_type": "contract", "client_name": "示例客户", "client_country": "US",
        "client_kind": "enterprise", "related_party": "false", "end_client_country": "US",
        "shore": "offshore", "service_class": "WB.ITO.01", "currency": "USD",
        "agreed": "200000.00", "agreed_usd": "200000.00", "signed_on": "2016-09-01",
        "valid_from": "2016-09-01", "valid_to": "2017-08-31", "changes": [], "subcontracts": [],
    } | more  # fmt: skip


def contracts_open(town: Town, month: Month = SEPTEMBER) -> ReportingPeriod:
    """The period in which contracts are registered."""
    version = SurveyVersion.objects.get(key="outsourcing-contract", retired_on=None)
    return open_period(town.office, version, town.city, month)


def file_contract(
    town: Town, period: ReportingPeriod, data: dict[str, object], *, accepted: bool = True
) -> Filing:
    """File a contract of the first enterprise; accepted on the town's day by all levels."""
    row = begin_filing(town.reporters[0], period, town.firms[0], str(data["contract_no"]))
    file_report(town.reporters[0], row.pk, data, {})
    if accepted:
        accept(town, row)
    row.refresh_from_db()
    return row


def accept(town: Town, row: Filing, day: date | None = None) -> None:
    """Let all levels approve a filing."""
    for level in ("district", "city", "nation"):
        checker = town.checkers[level]
        approve_report(town.on(checker, day) if day else checker, row.pk)


def monthly(town: Town, month: Month = SEPTEMBER) -> Filing:
    """What the first enterprise owes as the monthly return."""
    version = SurveyVersion.objects.get(key="outsourcing-monthly", retired_on=None)
    give_marks(
        town.office, version, town.city, "示例：未经批准", date(2000, 1, 1), date(2099, 12, 31)
    )
    period = open_period(town.office, version, town.city, month)
    return Filing.objects.get(period=period, enterprise__code=CODES[0])
