"""A report's way: opened, filed, reviewed by three offices and three people, returned, refiled."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from fumao.apps.audit.models import Event
from fumao.apps.enterprises.models import CurrentFacts
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to
from fumao.apps.surveys.actions.file_report import file_report
from fumao.apps.surveys.actions.open_period import open_period
from fumao.apps.surveys.actions.remind_respondents import remind_respondents
from fumao.apps.surveys.actions.review_report import (
    approve_clean,
    approve_report,
    return_report,
)
from fumao.apps.surveys.models import (
    Filing,
    FilingVersion,
    ReportingPeriod,
    ReviewOffice,
    SurveyVersion,
    UsedOnce,
)
from fumao.apps.surveys.refusals import ReportRefusedError
from fumao.core.periods import Month
from fumao.surveys.review import Grounds
from tests.reporting.conftest import CODES, DUE, IN_TIME, SEPTEMBER, Town, report


def grounds(due: date = date(2016, 10, 20)) -> Grounds:
    return Grounds("papers", "凭证请重新上传", due, ("executions.0.receipt_no",))


def other(period: ReportingPeriod, place: int) -> Filing:
    return Filing.objects.get(period=period, enterprise__code=CODES[place])


def test_a_period_opens_with_its_roster_and_its_offices(town: Town, survey: SurveyVersion) -> None:
    town.firms[1].status = "closed"
    town.firms[1].save()
    period = open_period(town.office, survey, town.city, SEPTEMBER)
    assert period.due_on == DUE
    assert period.opens_on == date(2016, 9, 11)  # twenty days before the end of September
    owing = Filing.objects.filter(period=period).values_list("enterprise__code", flat=True)
    assert sorted(owing) == [CODES[0], CODES[2]]
    route = ReviewOffice.objects.filter(period=period, area=town.districts[0])
    assert list(route.values_list("level", flat=True)) == ["district", "city", "nation"]


def test_who_does_no_outsourcing_is_asked_for_nothing(town: Town, survey: SurveyVersion) -> None:
    CurrentFacts.objects.filter(enterprise=town.firms[0]).update(
        told='{"is_outsourcing_firm": "false"}'
    )
    CurrentFacts.objects.filter(enterprise=town.firms[1]).delete()  # nobody knows
    period = open_period(town.office, survey, town.city, SEPTEMBER)
    assert [one.enterprise for one in period.filings.all()] == [town.firms[2]]


def test_a_period_opens_once(town: Town, survey: SurveyVersion, period: ReportingPeriod) -> None:
    with pytest.raises(ValidationError, match="已经开放"):
        open_period(town.office, survey, town.city, SEPTEMBER)


def test_an_area_without_a_reviewing_office_is_named(town: Town, survey: SurveyVersion) -> None:
    town.bureau.functions = []
    town.bureau.save()
    with pytest.raises(ValidationError, match="东区／city"):
        open_period(town.office, survey, town.city, SEPTEMBER)


def test_only_the_office_opens(town: Town, survey: SurveyVersion) -> None:
    for actor in (*town.checkers.values(), *town.reporters):
        with pytest.raises(PermissionDenied):
            open_period(actor, survey, town.city, SEPTEMBER)


def test_a_report_goes_through_three_levels(town: Town, filing: Filing) -> None:
    file_report(town.reporters[0], filing.pk, report(), {})
    for level in ("district", "city", "nation"):
        filing.refresh_from_db()
        assert (filing.phase, filing.level) == ("in_review", level)
        approve_report(town.checkers[level], filing.pk)
    filing.refresh_from_db()
    assert (filing.phase, filing.accepted_id) == ("accepted", filing.version_id)
    kinds = Event.objects.filter(stream=filing.stream).order_by("seq").values_list("kind")
    assert [kind for (kind,) in kinds] == ["report_filed", *["report_approved"] * 3]


def test_no_level_is_skipped_and_none_reviews_for_another(town: Town, filing: Filing) -> None:
    file_report(town.reporters[0], filing.pk, report(), {})
    for name in ("city", "nation"):
        with pytest.raises(PermissionDenied):
            approve_report(town.checkers[name], filing.pk)
    with pytest.raises(Filing.DoesNotExist):  # another district does not even see it
        approve_report(town.checkers["other"], filing.pk)


def test_a_return_names_reason_cells_and_day_and_the_old_report_stays(
    town: Town, filing: Filing
) -> None:
    first = file_report(town.reporters[0], filing.pk, report(), {})
    return_report(town.checkers["district"], filing.pk, grounds())
    filing.refresh_from_db()
    assert (filing.phase, filing.again_by, filing.returns) == ("returned", date(2016, 10, 20), 1)
    assert filing.returned["cells"] == ["executions.0.receipt_no"]
    second = file_report(town.reporters[0], filing.pk, report(receipt="BOC-2"), {})
    filing.refresh_from_db()
    assert (filing.phase, filing.level, filing.round) == ("in_review", "district", 2)
    kept = list(FilingVersion.objects.filter(filing=filing).order_by("round"))
    assert [one.pk for one in kept] == [first.pk, second.pk]
    assert kept[0].data["executions"][0]["receipt_no"] == "BOC-1"
    # The receipt of the first round is free again.
    assert list(UsedOnce.objects.values_list("value", flat=True)) == ["BOC-2"]


def test_a_reopened_report_counts_until_its_correction_is_accepted(
    town: Town, filing: Filing
) -> None:
    first = file_report(town.reporters[0], filing.pk, report(), {})
    for level in ("district", "city", "nation"):
        approve_report(town.checkers[level], filing.pk)
    return_report(town.checkers["nation"], filing.pk, grounds())
    second = file_report(town.reporters[0], filing.pk, report("50000.00"), {})
    filing.refresh_from_db()
    assert (filing.version_id, filing.accepted_id) == (second.pk, first.pk)


def test_what_was_filed_cannot_be_changed(town: Town, filing: Filing) -> None:
    made = file_report(town.reporters[0], filing.pk, report(), {})
    with pytest.raises(DatabaseError), transaction.atomic():
        FilingVersion.objects.filter(pk=made.pk).update(data={})


def test_a_hard_check_refuses_and_nothing_is_kept(town: Town, filing: Filing) -> None:
    with pytest.raises(ReportRefusedError) as refused:
        file_report(town.reporters[0], filing.pk, report(executed_usd="1.00"), {})
    assert [one.check.key for one in refused.value.examined.findings] == ["total"]
    filing.refresh_from_db()
    assert (filing.phase, filing.seq) == ("draft", 0)
    assert not UsedOnce.objects.exists()


def test_a_soft_check_wants_an_explanation(town: Town, filing: Filing) -> None:
    short = report()
    assert isinstance(short["executions"], list)
    short["executions"][0]["receipt_usd"] = "90000.00"
    with pytest.raises(ReportRefusedError):
        file_report(town.reporters[0], filing.pk, short, {"receipts": "  "})
    made = file_report(town.reporters[0], filing.pk, short, {"receipts": "银行扣费"})
    assert (made.found, made.explained) == (["receipts"], {"receipts": "银行扣费"})


def test_a_receipt_is_used_once_by_anybody(town: Town, period: ReportingPeriod) -> None:
    file_report(town.reporters[0], other(period, 0).pk, report(), {})
    with pytest.raises(ReportRefusedError) as refused:
        file_report(town.reporters[1], other(period, 1).pk, report(), {})
    (fault,) = refused.value.also
    assert fault.key == "executions.0.receipt_no"
    assert "演示企业" not in fault.words.zh  # whose it is stays unsaid


def test_filing_twice_with_one_key_is_filing_once(town: Town, filing: Filing) -> None:
    first = file_report(town.reporters[0], filing.pk, report(), {}, key="k1")
    assert file_report(town.reporters[0], filing.pk, report(), {}, key="k1").pk == first.pk
    assert FilingVersion.objects.count() == 1


def test_a_report_is_not_filed_ahead(town: Town, filing: Filing) -> None:
    early = town.on(town.reporters[0], date(2016, 9, 10))
    with pytest.raises(ValidationError, match="2016"):
        file_report(early, filing.pk, report(), {})


def test_a_window_that_closed_meanwhile_stops_the_approval(
    town: Town, survey: SurveyVersion
) -> None:
    # Work of December may be filed until 31 March (S12): approved on 1 April it is too late.
    december = Month(2015, 12)
    office = town.on(town.office, date(2016, 1, 4))
    period = open_period(office, survey, town.city, december)
    row = other(period, 0)
    data = report()
    assert isinstance(data["executions"], list)
    data["executions"][0]["executed_on"] = "2015-12-20"
    file_report(town.on(town.reporters[0], date(2016, 3, 30)), row.pk, data, {})
    late = town.on(town.checkers["district"], date(2016, 4, 1))
    with pytest.raises(ValidationError, match="录入窗口"):
        approve_report(late, row.pk)
    assert approve_report(town.on(late, date(2016, 3, 31)), row.pk).level == "city"


def test_clean_reports_are_approved_at_once_and_others_are_left(
    town: Town, period: ReportingPeriod
) -> None:
    file_report(town.reporters[0], other(period, 0).pk, report(), {})
    large = report("20000000.00", "BOC-9")
    file_report(town.reporters[1], other(period, 1).pk, large, {})
    both = [other(period, 0).pk, other(period, 1).pk]
    done, left = approve_clean(town.checkers["district"], both)
    assert done == 1
    assert [pk for pk, _why in left] == [both[1]]
    assert other(period, 0).level == "city"
    assert other(period, 1).level == "district"


def test_reminders_are_sent_after_the_due_day_only(town: Town, period: ReportingPeriod) -> None:
    with pytest.raises(ValidationError, match="不能催报"):
        remind_respondents(town.office, period, date(2016, 10, 20))
    file_report(town.reporters[0], other(period, 0).pk, report(), {})
    late = town.on(town.office, date(2016, 10, 14))
    assert remind_respondents(late, period, date(2016, 10, 20)) == 2
    assert other(period, 1).reminded_until == date(2016, 10, 20)


@pytest.mark.parametrize("level", ["district", "city", "nation"])
def test_who_sees_a_filing(town: Town, filing: Filing, level: str) -> None:
    def sees(actor: Actor) -> bool:
        return visible_to(actor, Filing.objects.filter(pk=filing.pk)).exists()

    assert sees(town.checkers[level])
    assert sees(town.reporters[0])
    assert sees(town.office)
    assert not sees(town.checkers["other"])
    assert not sees(town.reporters[1])
    assert not sees(Actor(None, IN_TIME))
