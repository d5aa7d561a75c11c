"""What an office does with periods: opens them, looks at their roster, reminds, adds, tallies."""

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.urls import reverse
from python_calamine import CalamineWorkbook

from fumao.apps.audit.models import Event
from fumao.apps.orgs.models import Role
from fumao.apps.surveys.actions.add_respondent import add_respondent
from fumao.apps.surveys.actions.file_report import file_report
from fumao.apps.surveys.actions.open_ahead import open_ahead
from fumao.apps.surveys.actions.review_report import approve_report, return_report
from fumao.apps.surveys.models import Filing, Reminder, ReportingPeriod, SurveyVersion
from fumao.apps.surveys.queries.periods import filings_of
from fumao.apps.surveys.queries.tallies import tallies, whole
from fumao.surveys.review import Grounds
from tests.factories import actor_as
from tests.reporting.conftest import CODES, DUE, IN_TIME, Town, report

LATE = date(2016, 10, 14)


def filing_of(period: ReportingPeriod, place: int) -> Filing:
    return Filing.objects.get(period=period, enterprise__code=CODES[place])


def test_a_period_is_looked_at_and_opened(town: Town, survey: SurveyVersion, browse) -> None:
    client, address = browse(town.office), reverse("period-open", args=[survey.key])
    page = client.get(address, {"period": "2016-09"}).content.decode()
    assert DUE.isoformat() in page
    assert "通知 3 家" in page
    assert "演示企业2" in page
    assert not ReportingPeriod.objects.exists()  # looking opens nothing
    reply = client.post(address, {"area": town.city.code, "period": "2016-09"})
    (period,) = ReportingPeriod.objects.all()
    assert reply.headers["Location"] == reverse("period", args=[survey.key, period.pk])
    again = client.post(address, {"area": town.city.code, "period": "2016-09"})
    assert again.status_code == 422
    assert "已经开放" in again.content.decode()
    page = client.get(address).content.decode()
    assert 'value="2016-10" selected' in page  # the next one is proposed


def test_a_form_past_its_validity_is_refused(town: Town, survey: SurveyVersion, browse) -> None:
    marks = (
        "kind: survey\nmarks: {table: 商服1表, authority_zh: 商务部, authority_en: MOFCOM, "
        "approval: 国统制〔2014〕1号, valid_from: 2014-01-01, valid_to: 2016-08-31}\n"
    )
    survey.text = survey.text.replace("kind: register\n", marks)
    survey.digest = "past"
    survey.save()
    client, address = browse(town.office), reverse("period-open", args=[survey.key])
    page = client.get(address, {"period": "2016-09"}).content.decode()
    assert "统计法第17条" in page
    assert "通知 3 家" not in page  # there is no button
    assert client.post(address, {"period": "2016-09"}).status_code == 422


def test_only_the_office_of_the_area_opens(town: Town, survey: SurveyVersion, browse) -> None:
    for who in (town.checkers["city"], town.reporters[0]):
        client = browse(who)
        assert client.get(reverse("period-open", args=[survey.key])).status_code == 403


def test_reminders_by_page(town: Town, period: ReportingPeriod, browse) -> None:
    file_report(town.reporters[0], filing_of(period, 0).pk, report(), {})
    address = reverse("period-remind", args=[period.key, period.pk])
    early = browse(town.office, DUE).post(address, {"all": "1", "until": "2016-10-20"})
    assert early.status_code == 422
    client = browse(town.office, LATE)
    client.post(address, {"filing": [filing_of(period, 1).pk], "until": "2016-10-20"})
    assert Reminder.objects.get().filing == filing_of(period, 1)
    client.post(address, {"all": "1", "until": "2016-10-21"})
    assert Reminder.objects.count() == 3  # both who owe, the first once more
    page = client.get(reverse("period", args=[period.key, period.pk])).content.decode()
    assert "已催报" in page
    nobody = browse(town.checkers["district"], LATE).post(
        address, {"all": "1", "until": "2016-10-20"}
    )
    assert nobody.status_code == 403


def test_the_list_finds_sorts_and_leaves_as_a_file(town: Town, period, browse) -> None:
    client, address = browse(town.office), reverse("period", args=[period.key, period.pk])
    page = client.get(address, {"q": "企业1"}).content.decode()
    assert CODES[1] in page
    assert CODES[0] not in page
    page = client.get(address, {"area": town.districts[1].code}).content.decode()
    assert CODES[2] in page
    assert CODES[0] not in page
    page = client.get(address, {"sort": "-name"}).content.decode()
    assert page.index(CODES[2]) < page.index(CODES[0])
    reply = client.get(reverse("period-export", args=[period.key, period.pk]), {"q": "企业1"})
    rows = CalamineWorkbook.from_filelike(BytesIO(reply.content)).get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows[1:]] == [CODES[1]]
    assert Event.objects.filter(kind="register_exported").exists()


def test_a_district_sees_its_own_respondents(town: Town, period, browse) -> None:
    client = browse(town.checkers["other"])
    page = client.get(reverse("period", args=[period.key, period.pk])).content.decode()
    assert CODES[2] in page
    assert CODES[0] not in page


def test_a_respondent_that_the_roster_missed(town: Town, survey: SurveyVersion) -> None:
    from fumao.apps.surveys.actions.open_period import open_period
    from tests.reporting.conftest import SEPTEMBER

    town.firms[2].status = "closed"
    town.firms[2].save()
    period = open_period(town.office, survey, town.city, SEPTEMBER)
    assert period.route.filter(area=town.districts[1]).count() == 0
    made = add_respondent(town.office, period, CODES[2].lower(), "漏登")
    assert period.route.filter(area=town.districts[1]).count() == 3  # its offices review now
    assert Event.objects.get(kind="respondent_added").data == {"code": CODES[2], "reason": "漏登"}
    file_report(town.reporters[2], made.pk, report(), {})
    for code, why, said in (
        (CODES[0], "漏登", "已在本期填报名单中"),
        (CODES[1], " ", "请写明补入的理由"),
        ("91350200MA2XXXXX9Z", "漏登", "企业名录中没有"),
    ):
        with pytest.raises(ValidationError, match=said):
            add_respondent(town.office, period, code, why)
    with pytest.raises(PermissionDenied):
        add_respondent(town.checkers["city"], period, CODES[0], "漏登")


def test_the_next_period_opens_by_itself(town: Town, period: ReportingPeriod) -> None:
    # October opens twenty days before its end: on the 12th. Nobody has to press a button.
    assert open_ahead(date(2016, 10, 11)) == 0
    assert open_ahead(date(2016, 10, 12)) == 1
    call_command("open_periods")  # a real day, long after: what was missed stays the office's
    assert list(ReportingPeriod.objects.order_by("starts").values_list("code", flat=True))[:2] == [
        "2016-09",
        "2016-10",
    ]
    made = ReportingPeriod.objects.get(code="2016-10")
    assert (made.by, made.office) == (None, town.bureau)
    assert Filing.objects.filter(period=made).count() == 3
    assert open_ahead(date(2016, 10, 12)) == 0


def test_an_area_that_does_not_run_the_survey_is_left_alone(survey: SurveyVersion) -> None:
    assert open_ahead(date(2016, 10, 12)) == 0


def test_a_gap_in_the_offices_holds_up_no_other(town: Town, period: ReportingPeriod) -> None:
    town.bureau.functions = []
    town.bureau.save()
    assert open_ahead(date(2016, 10, 12)) == 0  # told in the log; nothing raised


def test_tallies_by_hand(town: Town, period: ReportingPeriod) -> None:
    """East: one in time, returned once and accepted; one never filed. West: one late."""
    soft = report()
    soft["executions"][0]["receipt_usd"] = "90000.00"
    told = {"receipts": "银行扣费"}
    first = filing_of(period, 0)
    file_report(town.reporters[0], first.pk, soft, told)  # Wednesday 28 September
    return_report(town.checkers["district"], first.pk, Grounds("papers", "补", date(2016, 10, 20)))
    file_report(town.reporters[0], first.pk, soft, told)
    thursday = date(2016, 9, 29)
    approve_report(town.on(town.checkers["district"], thursday), first.pk)
    approve_report(town.on(town.checkers["city"], thursday), first.pk)
    approve_report(town.on(town.checkers["nation"], date(2016, 9, 30)), first.pk)
    file_report(town.on(town.reporters[2], LATE), filing_of(period, 2).pk, report(receipt="B2"), {})
    east, west = sorted(
        tallies(filings_of(town.on(town.office, LATE), period), LATE),
        key=lambda one: one.area.path,
    )
    assert (east.respondents, east.on_time, east.late, east.unfiled) == (2, 1, 0, 1)
    assert (east.returned, east.returns, east.rounds, east.explained) == (1, 1, 2, 1)
    assert (east.accepted, east.review_days) == (1, 2)  # filed on the 28th, accepted on the 30th
    assert (str(east.on_time_share), str(east.return_share)) == ("50.0", "100.0")
    assert (west.respondents, west.on_time, west.late, west.unfiled) == (1, 0, 1, 0)
    assert west.average_days is None
    both = whole([east, west], town.city)
    assert (both.respondents, both.filed, both.rounds) == (3, 2, 3)


def test_before_the_due_day_nothing_is_said_of_who_has_not_filed(town: Town, period) -> None:
    (east, _west) = tallies(filings_of(town.office, period), IN_TIME)
    assert (east.due, east.on_time_share) == (0, None)


@pytest.mark.parametrize("name", ["surveys", "period", "period-tallies", "period-tallies-export"])
def test_pages_open(town: Town, period: ReportingPeriod, browse, name: str) -> None:
    arguments = [] if name == "surveys" else [period.key, period.pk]
    for who in (town.office, town.checkers["district"], actor_as(Role.LEADER, town.bureau)):
        assert browse(who, LATE).get(reverse(name, args=arguments)).status_code == 200
