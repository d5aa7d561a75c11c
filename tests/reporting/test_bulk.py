"""A file of many reports: what is filed, what is left out and why, what is refused."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django_tasks_db.models import DBTaskResult

from fumao.apps.audit.models import Event
from fumao.apps.audit.service import broken_streams
from fumao.apps.orgs.policy import visible_to
from fumao.apps.surveys.actions.begin_filing import begin_filing
from fumao.apps.surveys.actions.file_report import file_report
from fumao.apps.surveys.actions.open_period import open_period
from fumao.apps.surveys.actions.read_bulk import read_bulk
from fumao.apps.surveys.actions.resume_bulk import resume_bulk
from fumao.apps.surveys.actions.save_draft import save_draft
from fumao.apps.surveys.actions.take_bulk import take_bulk
from fumao.apps.surveys.bulk.child import read_sheet
from fumao.apps.surveys.models import (
    BulkJob,
    Filing,
    FilingVersion,
    ReportingPeriod,
    SurveyVersion,
    UsedOnce,
)
from fumao.core.errors import CoreError
from fumao.core.periods import Month, Year
from tests.reporting.bulk_files import (
    CODE,
    agency,
    as_csv,
    as_xlsx,
    contract,
    contracts_of,
    counts,
    done,
    work,
)
from tests.reporting.conftest import CODES, IN_TIME, Town, report

pytestmark = pytest.mark.django_db


@pytest.fixture
def contracts(town: Town) -> ReportingPeriod:
    return contracts_of(town)


def told(job: BulkJob) -> dict[int, list[str]]:
    """What is said of each row that was left out."""
    return {line.number: [one["zh"] for one in line.problems] for line in job.lines.all()}


def test_good_rows_are_filed_and_bad_ones_left_out_with_their_reasons(
    town: Town, contracts: ReportingPeriod
) -> None:
    rows: list[dict[str, Any]] = [
        contract("C-1"),
        contract("C-2", agreed="x", valid_to="2016-08-31"),
        contract("C-3", related_party="是"),
        contract("C-4", client_country="CN"),
    ]
    job = done(town.reporters[0], contracts, as_xlsx(rows))
    assert (job.state, job.error_zh, job.rows, job.reports) == ("done", "", 4, 4)
    assert counts(job) == (2, 0, 2)
    left = {line.number: {one["key"] for one in line.problems} for line in job.lines.all()}
    assert left == {3: {"agreed", "valid_from"}, 5: {"shore"}}
    filed = Filing.objects.filter(period=contracts).order_by("each")
    assert [(one.each, one.phase, one.level, one.round, one.seq) for one in filed] == [
        ("C-1", "in_review", "district", 1, 1), ("C-3", "in_review", "district", 1, 1),
    ]  # fmt: skip
    assert filed[0].version and filed[0].version.data == {
        "contract_no": "C-1", "title": "软件外包", "register_kind": "outsourcing",
        "doc_type": "contract", "client_name": "Example Inc", "client_country": "US",
        "client_kind": "enterprise", "related_party": "false", "end_client_country": "US",
        "shore": "offshore", "service_class": "WB.ITO.01", "currency": "USD", "agreed": "1000.00",
        "agreed_usd": "1000.00", "signed_on": "2016-09-01", "valid_from": "2016-09-01",
        "valid_to": "2017-08-31",
    }  # fmt: skip
    assert filed[0].version.channel == "bulk" and filed[0].version.filed_on == date(2016, 9, 28)
    assert [(one.rule, one.phase, one.owner) for one in filed[1].items.all()] == [
        ("related", "open", "district")
    ]


def test_the_same_file_twice_files_nothing_twice(town: Town, contracts: ReportingPeriod) -> None:
    rows = [contract("C-1"), contract("C-2")]
    assert counts(done(town.reporters[0], contracts, as_csv(rows))) == (2, 0, 0)
    assert counts(done(town.reporters[0], contracts, as_csv(rows))) == (0, 2, 0)
    assert FilingVersion.objects.count() == 2
    job = done(town.reporters[0], contracts, as_csv([contract("C-1", title="改了"), rows[1]]))
    assert counts(job) == (0, 1, 1)
    (words,) = told(job)[2]
    assert "本期已报送" in words


def test_doubles_in_a_file_the_first_counts(town: Town, contracts: ReportingPeriod) -> None:
    rows = [
        contract("C-1", agreed="x"),
        contract("C-1"),
        contract("C-1"),
        contract("C-1", title="乙"),
    ]
    job = done(town.reporters[0], contracts, as_csv(rows))
    assert counts(job) == (1, 1, 2)
    assert list(told(job)) == [2, 5]
    assert told(job)[5] == ["本文件第 3 行已有这一份"]


def test_an_agency_files_for_its_enterprises_and_for_nobody_else(
    town: Town, contracts: ReportingPeriod
) -> None:
    rows = [contract("C-1", **{CODE: code}) for code in (*CODES, "")]
    job = done(agency(town), contracts, as_csv(rows))
    assert counts(job) == (2, 0, 2)
    assert told(job) == {
        4: ["不是您可以代报的企业：请核对统一社会信用代码，或由该企业自己报送"],
        5: ["请填写统一社会信用代码"],
    }
    assert not Filing.objects.filter(enterprise__code=CODES[2]).exists()


def test_an_agency_has_to_name_the_enterprises(town: Town, contracts: ReportingPeriod) -> None:
    job = done(agency(town), contracts, as_csv([contract("C-1")]))
    assert job.state == "failed" and "统一社会信用代码" in job.error_zh


def test_a_soft_finding_is_filed_with_its_explanation(
    town: Town, contracts: ReportingPeriod
) -> None:
    early = {"valid_from": "2016-08-01"}
    rows = [contract("C-1", **early, 情况说明="补签"), contract("C-2", **early, 情况说明="")]
    job = done(town.reporters[0], contracts, as_csv(rows))
    assert counts(job) == (1, 0, 1)
    assert "“情况说明”" in told(job)[3][0]
    filing = Filing.objects.get(each="C-1")
    (item,) = filing.items.all()
    assert (item.rule, item.phase, item.owner, item.explanation) == (
        "late-start", "explained", "district", "补签",
    )  # fmt: skip
    assert filing.version and filing.version.explained == {"late-start": "补签"}
    kinds = Event.objects.filter(stream=filing.stream).order_by("seq").values_list("kind", "data")
    assert kinds[1] == ("items_noted", {"round": 1, "open": 1, "explained": 1})
    assert broken_streams() == {}


def test_rows_of_work_become_one_report_with_its_totals(
    town: Town, period: ReportingPeriod
) -> None:
    rows = [
        work(CODES[0], "100.50", "R-1"), work(CODES[1], "7", "R-2"),
        work(CODES[0], "200", "R-3", country="CN", shore="在岸"),
    ]  # fmt: skip
    job = done(agency(town), period, as_xlsx(rows))
    assert (job.reports, *counts(job)) == (2, 2, 0, 0)
    filing = Filing.objects.get(period=period, enterprise__code=CODES[0])
    assert filing.version is not None
    assert (filing.version.data["executed_usd"], filing.version.data["offshore_usd"]) == (
        "300.50", "100.50",
    )  # fmt: skip
    assert [one["receipt_no"] for one in filing.version.data["executions"]] == ["R-1", "R-3"]
    assert set(UsedOnce.objects.values_list("value", flat=True)) == {"R-1", "R-2", "R-3"}


def test_a_bad_row_leaves_its_whole_report_out(town: Town, period: ReportingPeriod) -> None:
    rows = [work(CODES[0], "x", "R-1"), work(CODES[0], "5", "R-2"), work(CODES[1], "5", "R-2")]
    job = done(agency(town), period, as_csv(rows))
    assert counts(job) == (1, 0, 1)
    assert sorted(told(job)) == [2, 3] and told(job)[3] == []


def test_a_receipt_is_used_once_in_the_file_and_in_the_base(
    town: Town, period: ReportingPeriod
) -> None:
    other = Filing.objects.get(period=period, enterprise__code=CODES[2])
    file_report(town.reporters[2], other.pk, report(receipt="R-9"), {})
    rows = [work(CODES[0], "5", "R-1"), work(CODES[0], "5", "R-9"), work(CODES[1], "5", "R-1")]
    job = done(agency(town), period, as_csv(rows))
    assert counts(job) == (1, 0, 1)  # the first takes nothing: it is left out
    assert told(job)[3] == ["收汇凭证号已在另一笔执行中使用：R-9"]


def test_a_draft_there_is_ends_with_the_file(town: Town, filing: Filing) -> None:
    save_draft(town.reporters[0], filing, {"executed_usd": "1"}, {})
    done(town.reporters[0], filing.period, as_csv([work(CODES[0], "5", "R-1")]))
    filing.refresh_from_db()
    assert (filing.phase, filing.seq) == ("in_review", 1) and not hasattr(filing, "draft")


def test_rows_of_tables_that_a_file_cannot_carry_are_not_lost(
    town: Town, contracts: ReportingPeriod
) -> None:
    begun = begin_filing(town.reporters[0], contracts, town.firms[0], "C-1")
    save_draft(town.reporters[0], begun, {"changes": [{"number": "1"}]}, {})
    job = done(town.reporters[0], contracts, as_csv([contract("C-1")]))
    assert counts(job) == (0, 0, 1) and "明细" in told(job)[2][0]


def test_days_outside_the_entry_window_stay_out(town: Town, period: ReportingPeriod) -> None:
    rows = [work(CODES[0], "5", "R-1", executed_on="2015-12-31")]
    job = done(town.reporters[0], period, as_csv(rows))
    assert counts(job) == (0, 0, 1) and "录入窗口" in told(job)[2][0]


def test_a_period_that_is_not_open_takes_no_file(town: Town, contracts: ReportingPeriod) -> None:
    later = open_period(town.office, contracts.survey, town.city, Month(2016, 12))
    with pytest.raises(ValidationError, match="尚未开放"):
        take_bulk(town.reporters[0], later, as_csv([contract("C-1")]))


def test_a_form_that_rows_cannot_hold_takes_no_file(town: Town, survey: SurveyVersion) -> None:
    people = SurveyVersion.objects.get(key="outsourcing-people")
    year = open_period(town.office, people, town.city, Year(2016))
    with pytest.raises(ValidationError, match="不能用文件"):
        take_bulk(town.reporters[0], year, as_csv([contract("C-1")]))


def test_who_files_for_nobody_hands_in_nothing(town: Town, contracts: ReportingPeriod) -> None:
    with pytest.raises(PermissionDenied):
        take_bulk(town.checkers["district"], contracts, as_csv([contract("C-1")]))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_in_use_is_read(
    town: Town, contracts: ReportingPeriod, encoding: str
) -> None:
    job = done(town.reporters[0], contracts, as_csv([contract("C-1", title="龘软件")], encoding))
    assert counts(job) == (1, 0, 0)
    assert FilingVersion.objects.get().data["title"] == "龘软件"


HEADS = list(contract("").keys())


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("a,b\n1,2\n", "没有找到表头"),
        ("合同号,合同名称,颜色\nC-1,甲,红\n", "不认识的列：C “颜色”"),
        ("合同号,合同名称,合同号\nC-1,甲,C-2\n", "有两列（A 和 C）"),
        ("合同号,合同名称\nC-1,甲\n", "缺少必填的列：合同类别"),
        ("\n\n,,\n", "文件是空的"),
        (",".join(HEADS) + "\n", "表头下面没有数据"),
    ],
)
def test_a_wrong_file_is_refused_with_what_where_and_how_to_mend(
    town: Town, contracts: ReportingPeriod, body: str, words: str
) -> None:
    job = done(town.reporters[0], contracts, ContentFile(body.encode(), "x.csv"))
    assert job.state == "failed" and words in job.error_zh and job.error_en
    assert Event.objects.filter(stream=job.stream, kind="bulk_failed").count() == 1


def test_what_is_no_spreadsheet_is_refused_at_once(town: Town, contracts: ReportingPeriod) -> None:
    for name, body, words in (
        ("x.xls", b"\xd0\xcf", "另存为 XLSX"), ("x.xlsx", b"no zip", "与扩展名"),
        ("x.csv", b"", "空的"),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match=words):
            take_bulk(town.reporters[0], contracts, ContentFile(body, name))
    assert not BulkJob.objects.exists()


def test_a_file_with_too_many_rows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n" * 100_011)
    with pytest.raises(CoreError, match="100,000"):
        read_sheet(path, "csv", tmp_path / "out.csv", lambda _read: None)


def test_heads_may_stand_below_a_title_and_rows_keep_their_numbers(
    town: Town, contracts: ReportingPeriod
) -> None:
    plain = as_csv([contract("C-1"), contract("C-2", agreed="x")], "utf-8").read().decode()
    body = "合同一览表\n\n" + plain.replace("\r\n", "\r\n\r\n")
    job = done(town.reporters[0], contracts, ContentFile(body.encode(), "x.csv"))
    assert counts(job) == (1, 0, 1)
    assert list(told(job)) == [7]


def test_rows_of_a_workbook_are_counted_as_it_counts(
    town: Town, contracts: ReportingPeriod
) -> None:
    """Two empty rows above the heads: the second contract stands in row 5."""
    rows = [contract("C-1"), contract("C-2", agreed="x")]
    job = done(town.reporters[0], contracts, as_xlsx(rows, above=2))
    assert counts(job) == (1, 0, 1)
    assert list(told(job)) == [5]


def test_two_thousand_rows_are_filed_together(town: Town, contracts: ReportingPeriod) -> None:
    rows = [contract(f"C-{n}", **({"agreed": ""} if n % 100 == 7 else {})) for n in range(2000)]
    job = done(town.reporters[0], contracts, as_csv(rows))
    assert (job.rows, *counts(job)) == (2000, 1980, 0, 20)
    assert Filing.objects.filter(phase="in_review", seq=1, round=1).count() == 1980
    assert Event.objects.filter(kind="report_filed").count() == 1980
    assert broken_streams() == {}
    (last,) = Event.objects.filter(stream=job.stream, kind="bulk_filed")
    assert last.data == {"rows": 2000, "reports": 2000, "filed": 1980, "unchanged": 0, "left": 20}


def test_a_second_run_of_the_same_file_does_nothing(town: Town, contracts: ReportingPeriod) -> None:
    job = done(town.reporters[0], contracts, as_csv([contract("C-1")]))
    read_bulk.func(job.pk)
    assert FilingVersion.objects.count() == 1
    assert Event.objects.filter(stream=job.stream, kind="bulk_filed").count() == 1


def test_a_file_whose_worker_died_is_taken_up_again(town: Town, contracts: ReportingPeriod) -> None:
    job = take_bulk(town.reporters[0], contracts, as_csv([contract("C-1")]))
    assert resume_bulk() == 0  # its task still waits
    DBTaskResult.objects.update(status="RUNNING")
    BulkJob.objects.update(state="storing")
    assert resume_bulk(at_start=True) == 1
    read_bulk.func(job.pk)
    job.refresh_from_db()
    assert job.state == "done" and job.filed == 1


def test_a_fault_is_told_and_not_tried_for_ever(
    town: Town, contracts: ReportingPeriod, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = take_bulk(town.reporters[0], contracts, as_csv([contract("C-1")]))
    monkeypatch.setattr("fumao.apps.surveys.actions.read_bulk.judge", {}.__getitem__)
    with pytest.raises(TypeError):
        read_bulk.func(job.pk)
    job.refresh_from_db()
    assert (job.state, resume_bulk(at_start=True)) == ("failed", 0)
    assert "再传一次" in job.error_zh and "upload it again" in job.error_en


def test_the_day_it_was_handed_in_counts(
    town: Town, contracts: ReportingPeriod, settings: Any
) -> None:
    job = take_bulk(town.reporters[0], contracts, as_csv([contract("C-1")]))
    settings.TODAY = date(2017, 1, 5)
    read_bulk.func(job.pk)
    assert FilingVersion.objects.get().filed_on == IN_TIME


def test_a_file_is_seen_by_who_holds_posts_in_all_its_units(
    town: Town, contracts: ReportingPeriod
) -> None:
    person = agency(town)
    both = done(person, contracts, as_csv([contract("C-1", **{CODE: code}) for code in CODES[:2]]))
    one = done(person, contracts, as_csv([contract("C-2", **{CODE: CODES[1]})]))
    seen = {
        name: set(visible_to(actor, BulkJob.objects.all()).values_list("pk", flat=True))
        for name, actor in {
            "agency": person, "first": town.reporters[0], "second": town.reporters[1],
            "office": town.office, "district": town.checkers["district"],
        }.items()
    }  # fmt: skip
    assert seen == {
        "agency": {both.pk, one.pk}, "first": set(), "second": {one.pk}, "office": set(),
        "district": set(),
    }  # fmt: skip
