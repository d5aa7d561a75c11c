"""The respondent's pages: the calendar, the form with its checks, a return and its pinned cells."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from fumao.apps.orgs.actor import Actor
from fumao.apps.surveys.actions.file_report import file_report
from fumao.apps.surveys.actions.give_marks import give_marks
from fumao.apps.surveys.actions.open_period import open_period
from fumao.apps.surveys.actions.remind_respondents import remind_respondents
from fumao.apps.surveys.actions.review_report import approve_report, return_report
from fumao.apps.surveys.actions.save_draft import save_draft
from fumao.apps.surveys.models import Filing, FilingDraft, FilingVersion, SurveyVersion
from fumao.apps.surveys.queries.own_reports import own_reports, standings
from fumao.apps.surveys.queries.report_page import report_page
from fumao.core.periods import Month
from fumao.surveys.review import Grounds
from tests.reporting.conftest import DUE, IN_TIME, Town, report

MARKED_TO = date(2018, 12, 31)
RECEIPT = "executions.0.receipt_no"
TYPED = {
    "executions.0.contract_no": "C-1", "executions.0.executed_on": "2016-09-10",
    "executions.0.service_class": "WB.ITO.01", "executions.0.country": "US",
    "executions.0.shore": "offshore", "executions.0.amount_usd": "100000.00",
    "executions.0.amount_cny": "667800.00", RECEIPT: "BOC-1",
    "executions.0.receipt_usd": "100000.00", "executed_usd": "100000.00",
    "offshore_usd": "100000.00",
}  # fmt: skip


@pytest.fixture
def reporter(town: Town, settings: object) -> Client:
    """The first enterprise's reporter in a browser, on a day in time."""
    settings.TODAY = IN_TIME  # type: ignore[attr-defined]
    person = town.reporters[0].person
    assert person is not None
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(person)
    return client


def address(filing: Filing, what: str = "") -> str:
    return f"/reports/{filing.pk}/{what}"


def grounds() -> Grounds:
    return Grounds("papers", "凭证请重新上传", date(2016, 10, 20), (RECEIPT,))


def accept(town: Town, filing: Filing) -> None:
    for level in ("district", "city", "nation"):
        approve_report(town.checkers[level], filing.pk)


def standing_on(town: Town, day: date) -> tuple[str, str, int | None]:
    (one,) = standings(
        town.on(town.reporters[0], day), own_reports(town.on(town.reporters[0], day))
    )
    return one.standing.status, str(one.badge[1]), one.left


def test_the_calendar_says_how_a_report_stands(town: Town, filing: Filing) -> None:
    # 2 September, then 5, 3, the 18th (a Sunday that is worked), 5, 5 and 8 October.
    assert standing_on(town, date(2016, 9, 1)) == ("ahead", "尚未开放", 21)
    # Working days after 28 September: 29, 30, then 8 October (a Saturday that is worked).
    assert standing_on(town, IN_TIME) == ("open", "待报送", 3)
    assert standing_on(town, date(2016, 10, 10))[0] == "overdue"
    remind_respondents(town.on(town.office, date(2016, 10, 10)), filing.period, date(2016, 10, 12))
    assert standing_on(town, date(2016, 10, 12))[0] == "reminded"
    assert standing_on(town, date(2016, 10, 13))[0] == "refused"


def test_a_report_whose_window_has_closed_is_locked_and_stays_on_the_list(
    town: Town, survey: SurveyVersion
) -> None:
    # Work of December may be entered until 31 March (S12).
    open_period(town.on(town.office, date(2016, 1, 4)), survey, town.city, Month(2015, 12))
    assert standing_on(town, date(2016, 3, 31))[1] == "逾期未报"
    assert standing_on(town, date(2016, 4, 1))[1] == "已关闭"


def test_the_calendar_page_lists_filters_and_says_why(
    town: Town, filing: Filing, reporter: Client
) -> None:
    file_report(town.reporters[0], filing.pk, report(), {})
    page = reporter.get("/reports/").content.decode()
    assert "2016年9月" in page
    assert "区级审核" in page
    assert "审核中不能改" in page
    assert "2016年9月" in reporter.get("/reports/?year=2016&state=in_review").content.decode()
    none = reporter.get("/reports/?year=2015").content.decode()
    assert "没有符合条件的报表" in none


def test_nobody_else_opens_a_report(town: Town, filing: Filing, reporter: Client) -> None:
    other = Client()
    person = town.reporters[1].person
    assert person is not None
    other.force_login(person)
    for what in ("", "print/", "template.xlsx"):
        assert other.get(address(filing, what)).status_code == 404
    for what in ("save/", "file/", "upload/"):
        assert other.post(address(filing, what)).status_code == 404


def test_an_officer_sees_what_was_filed_and_never_the_draft(
    town: Town, filing: Filing, settings: object
) -> None:
    settings.TODAY = IN_TIME  # type: ignore[attr-defined]
    save_draft(town.reporters[0], filing, {"executed_usd": "424242.00"}, {})
    checker = town.checkers["district"].person
    assert checker is not None
    client = Client()
    client.force_login(checker)
    for what in ("", "print/"):
        page = client.get(address(filing, what)).content.decode()
        assert "424242" not in page
        assert "424,242" not in page
    assert client.get(address(filing, "template.xlsx")).status_code == 403
    assert client.post(address(filing, "file/"), TYPED).status_code == 403


def test_what_is_typed_is_kept_and_faults_are_told_at_their_cells(
    filing: Filing, reporter: Client
) -> None:
    wrong = TYPED | {"executions.0.country": "ZZ", "executed_usd": "1.00"}
    answer = reporter.post(address(filing, "save/"), wrong).content.decode()
    assert 'data-fault="executions.0.country"' in answer
    assert "合计应等于各笔执行金额之和" in answer
    assert "怎么算出来的" in answer
    kept = FilingDraft.objects.get(filing=filing).data
    assert kept["executions"][0]["country"] == "ZZ"
    assert 'value="ZZ"' in reporter.get(address(filing)).content.decode()


def test_a_refused_report_comes_back_whole(filing: Filing, reporter: Client) -> None:
    answer = reporter.post(address(filing, "file/"), TYPED | {"executed_usd": ""})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "请填写“本月执行额合计（美元）”" in page
    assert 'value="BOC-1"' in page
    filing.refresh_from_db()
    assert filing.phase == "draft"


def test_a_soft_check_is_explained_in_the_form(filing: Filing, reporter: Client) -> None:
    short = TYPED | {"executions.0.receipt_usd": "90000.00"}
    assert reporter.post(address(filing, "file/"), short).status_code == 422
    taken = reporter.post(address(filing, "file/"), short | {"explain.receipts": "银行扣费"})
    assert taken.status_code == 303
    made = FilingVersion.objects.get()
    assert (made.explained, made.channel) == ({"receipts": "银行扣费"}, "form")


def test_filing_twice_says_so(filing: Filing, reporter: Client) -> None:
    reporter.post(address(filing, "file/"), TYPED)
    again = reporter.post(address(filing, "file/"), TYPED, follow=True)
    assert "本期已报送" in again.content.decode()
    assert FilingVersion.objects.count() == 1


def test_earlier_figures_stand_beside_with_the_change(
    town: Town, survey: SurveyVersion, filing: Filing
) -> None:
    for month, usd in ((Month(2016, 8), "80000.00"), (Month(2015, 9), "125000.00")):
        office = town.on(town.office, month.end)
        row = Filing.objects.get(
            period=open_period(office, survey, town.city, month),
            enterprise=town.firms[0],
        )
        data = report(usd, receipt=month.code)
        assert isinstance(data["executions"], list)
        data["executions"][0]["executed_on"] = month.end.isoformat()
        file_report(town.on(town.reporters[0], month.end), row.pk, data, {})
    save_draft(town.reporters[0], filing, report(), {})
    page = report_page(town.reporters[0], filing, "zh")
    (figures,) = [one for one in page.sections if one.kind == "figures"]
    total = figures.fields[0].compared
    assert total is not None
    # 100,000 against 80,000 is a quarter more, against 125,000 a fifth less.
    assert (total.change, total.year_change) == ("+25.0%", "−20.0%")
    assert (total.previous, total.year_ago) == ("80,000.00美元", "125,000.00美元")


def test_an_accepted_explanation_is_offered_again(
    town: Town, survey: SurveyVersion, filing: Filing
) -> None:
    august = Month(2016, 8)
    period = open_period(town.on(town.office, august.end), survey, town.city, august)
    row = Filing.objects.get(period=period, enterprise=town.firms[0])
    data = report(receipt="BOC-8")
    assert isinstance(data["executions"], list)
    data["executions"][0] |= {"executed_on": "2016-08-20", "receipt_usd": "90000.00"}
    file_report(town.on(town.reporters[0], august.end), row.pk, data, {"receipts": "银行扣费"})

    def offered() -> str | None:
        boxes = {one.key: one for one in report_page(town.reporters[0], filing, "zh").boxes}
        return boxes["receipts"].earlier.words if boxes["receipts"].earlier else None

    assert offered() is None  # not accepted yet
    accept(town, row)
    assert offered() == "银行扣费"


def test_a_return_shows_reason_day_and_pinned_cells(
    town: Town, filing: Filing, reporter: Client
) -> None:
    file_report(town.reporters[0], filing.pk, report(), {})
    return_report(town.checkers["district"], filing.pk, grounds())
    page = reporter.get(address(filing)).content.decode()
    assert "凭证缺失或不符" in page
    assert "凭证请重新上传" in page
    assert "合同执行 第 1 行 收汇凭证号" in page
    assert page.count('class="pinned"') == 1
    assert 'value="BOC-1"' in page  # what was filed is what is mended


def test_a_pin_follows_its_row(town: Town, filing: Filing) -> None:
    file_report(town.reporters[0], filing.pk, report(), {})
    return_report(town.checkers["district"], filing.pk, grounds())
    filed = report()
    assert isinstance(filed["executions"], list)
    above = filed["executions"][0] | {"contract_no": "C-0", "receipt_no": "BOC-0"}
    save_draft(
        town.reporters[0], filing, {**filed, "executions": [above, *filed["executions"]]}, {}
    )
    filing.refresh_from_db()
    assert report_page(town.reporters[0], filing, "zh").pins == {"executions.1.receipt_no"}


def test_rounds_show_what_changed_and_offices_not_persons(
    town: Town, filing: Filing, reporter: Client
) -> None:
    file_report(town.reporters[0], filing.pk, report(), {})
    return_report(town.checkers["district"], filing.pk, grounds())
    reporter.post(address(filing, "file/"), TYPED | {RECEIPT: "BOC-2"})
    page = reporter.get(address(filing)).content.decode()
    assert "<del>BOC-1</del>" in page
    assert "<ins>BOC-2</ins>" in page
    assert "第 2 次报送" in page
    assert "东区政府" in page
    checker = town.checkers["district"].person
    assert checker is not None
    assert checker.username not in page


def test_the_print_view_says_that_a_draft_is_one(
    town: Town, filing: Filing, reporter: Client
) -> None:
    save_draft(town.reporters[0], filing, report(), {})
    page = reporter.get(address(filing, "print/")).content.decode()
    assert "草稿，尚未报送" in page
    assert "业务台账" in page
    file_report(town.reporters[0], filing.pk, report(), {})
    assert "草稿" not in reporter.get(address(filing, "print/")).content.decode()


def test_the_home_of_an_enterprise_names_what_is_due(filing: Filing, reporter: Client) -> None:
    page = reporter.get("/home/").content.decode()
    assert "要报的报表" in page
    assert DUE.isoformat() in page


def test_lists_need_no_query_a_report(
    town: Town, survey: SurveyVersion, reporter: Client, django_assert_max_num_queries: object
) -> None:
    def actor() -> Actor:
        return town.reporters[0]

    for number in range(1, 9):
        month = Month(2016, number)
        open_period(town.on(town.office, month.end), survey, town.city, month)
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        assert len(standings(actor(), own_reports(actor()))) == 8


def test_a_total_that_a_check_wants_is_offered(town: Town, filing: Filing) -> None:
    rows = [
        {"amount_usd": "10.50", "shore": "offshore"}, {"amount_usd": "2", "shore": "onshore"},
    ]  # fmt: skip
    save_draft(town.reporters[0], filing, {"executions": rows}, {})
    page = report_page(town.reporters[0], filing, "zh")
    figures = next(one for one in page.sections if one.kind == "figures").fields
    assert [one.total for one in figures] == ["12.50", "10.50"]
    rows[0]["amount_usd"] = "?"  # unknown is not zero: nothing is offered
    save_draft(town.reporters[0], filing, {"executions": rows}, {})
    page = report_page(town.reporters[0], filing, "zh")
    figures = next(one for one in page.sections if one.kind == "figures").fields
    assert [one.total for one in figures] == ["", ""]


def test_a_survey_shows_its_marks_and_what_the_law_asks(
    town: Town, survey: SurveyVersion, reporter: Client
) -> None:
    """统计法 art. 17: table number, authority, approval and validity; art. 8: how it is filled."""
    monthly = SurveyVersion.objects.get(key="outsourcing-monthly")
    give_marks(town.office, monthly, town.city, "示例〔2016〕1号", date(2016, 1, 1), MARKED_TO)
    period = open_period(town.office, monthly, town.city, Month(2016, 8))
    row = Filing.objects.get(period=period, enterprise=town.firms[0])
    for what in ("", "print/"):
        page = reporter.get(address(row, what)).content.decode()
        assert "示例〔2016〕1号" in page
        assert "2018-12-31" in page
        assert "统计法第8条" in page
        assert "业务台账（不是统计调查表）" not in page
    book = openpyxl.load_workbook(BytesIO(reporter.get(address(row, "template.xlsx")).content))
    lines = [str(line[1].value) for line in book.worksheets[0].iter_rows(max_row=6)]
    assert any("示例〔2016〕1号" in line and "2018-12-31" in line for line in lines)


def test_a_filing_of_a_register_with_several_is_begun_by_its_number(
    town: Town, survey: SurveyVersion, reporter: Client
) -> None:
    contracts = SurveyVersion.objects.get(key="outsourcing-contract")
    period = open_period(town.office, contracts, town.city, Month(2016, 8))
    page = reporter.get("/reports/").content.decode()
    assert "新增一份" in page
    chosen = {"begin": f"{period.pk}.{town.firms[0].pk}", "each": "HT-2016-7"}
    made = reporter.post("/reports/begin/", chosen)
    row = Filing.objects.get(period=period)
    assert (made.status_code, row.each, row.enterprise_id) == (303, "HT-2016-7", town.firms[0].pk)
    assert 'value="HT-2016-7"' in reporter.get(address(row)).content.decode()
    again = reporter.post("/reports/begin/", chosen, follow=True).content.decode()
    assert "本期已有一份" in again
    other = {"begin": f"{period.pk}.{town.firms[1].pk}", "each": "HT-2016-8"}
    assert reporter.post("/reports/begin/", other).status_code == 404
