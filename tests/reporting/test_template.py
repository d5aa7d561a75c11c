"""The issued template: written, filled in as a person does, read back; wrong ones are told."""

import zipfile
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from fumao.apps.surveys.about import earlier
from fumao.apps.surveys.actions.file_report import file_report
from fumao.apps.surveys.actions.open_period import open_period
from fumao.apps.surveys.actions.take_template import take_template
from fumao.apps.surveys.book import loaded, period_of
from fumao.apps.surveys.models import Filing, FilingDraft, SurveyVersion
from fumao.apps.surveys.queries.previous_rows import previous_rows
from fumao.apps.surveys.workbook.contents import Contents
from fumao.apps.surveys.workbook.write import workbook
from fumao.core.periods import Month
from tests.reporting.conftest import CODES, Town, report
from tests.reporting.test_report_pages import address, reporter  # noqa: F401 - a fixture


def contents(filing: Filing, data: dict[str, object], **more: Any) -> Contents:
    form = loaded(filing.period.survey)
    return Contents(
        filing, form.survey, period_of(filing.period), data, {}, earlier(form, filing),
        previous_rows(form.survey, filing), "zh",
        **more,
    )  # fmt: skip


def opened(body: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(body))


def sent(book: openpyxl.Workbook, name: str = "模板.xlsx") -> SimpleUploadedFile:
    buffer = BytesIO()
    book.save(buffer)
    return SimpleUploadedFile(name, buffer.getvalue())


def figure(sheet: Any, key: str) -> Any:
    """The cell of this period's figure."""
    return next(sheet.cell(row[0].row, 4) for row in sheet.iter_rows() if row[0].value == key)


def cell(book: openpyxl.Workbook, key: str, row: int = 3) -> Any:
    """A cell of the table, by the hidden key of its column; the first line is the third row."""
    sheet = book["合同执行"]
    return sheet.cell(row, 1 + [one.value for one in sheet[1]].index(key))


def filled_book(filing: Filing) -> openpyxl.Workbook:
    """A blank template, filled in as a person does: words from the menus, real days, numbers."""
    book = opened(workbook(contents(filing, {})))
    for key, value in {
        "contract_no": "C-1", "executed_on": date(2016, 9, 10), "country": "US 美国",
        "shore": "离岸", "amount_usd": 100000, "amount_cny": 667800, "receipt_no": "0012",
        "receipt_usd": 100000,
    }.items():  # fmt: skip
        cell(book, key).value = value
    cell(book, "service_class").value = "WB.ITO.01"
    figure(book["报表"], "executed_usd").value = 100000
    figure(book["报表"], "offshore_usd").value = 100000
    return book


def test_what_is_filled_in_comes_back_exactly(town: Town, filing: Filing) -> None:
    taken = take_template(town.reporters[0], filing, sent(filled_book(filing)))
    draft = FilingDraft.objects.get(filing=filing)
    assert draft.data == {
        "executions": [{
            "contract_no": "C-1", "executed_on": "2016-09-10", "service_class": "WB.ITO.01",
            "country": "US", "shore": "offshore", "amount_usd": "100000",
            "amount_cny": "667800", "amount": "", "mode": "", "invoice_no": "",
            "receipt_no": "0012", "receipt_on": "", "receipt_usd": "100000",
        }],
        "executed_usd": "100000", "offshore_usd": "100000",
    }  # fmt: skip
    assert taken.cells == 11


def test_a_draft_survives_the_way_down_and_up(town: Town, filing: Filing) -> None:
    data = report("1234567.89", receipt="=1+1")  # no formula: what was typed comes back
    book = opened(workbook(contents(filing, data)))
    assert cell(book, "receipt_no").data_type == "s"
    take_template(town.reporters[0], filing, sent(book))
    kept = FilingDraft.objects.get(filing=filing).data
    assert isinstance(kept, dict)
    assert kept["executed_usd"] == "1234567.89"
    assert kept["executions"][0]["receipt_no"] == "=1+1"


def test_only_inputs_can_be_changed_and_menus_are_offered(filing: Filing) -> None:
    book = opened(workbook(contents(filing, {})))
    form, rows = book["报表"], book["合同执行"]
    assert form.protection.sheet
    assert rows.protection.sheet
    assert not figure(form, "executed_usd").protection.locked
    assert form.cell(1, 2).protection.locked
    assert not cell(book, "country").protection.locked
    assert cell(book, "country", 2).protection.locked
    kinds = {str(one.sqref): one.type for one in rows.data_validations.dataValidation}
    assert kinds["E3:E502"] == "list"
    assert kinds["C3:C502"] == "date"
    assert any(row[0].value == "US 美国" or "US 美国" in [c.value for c in row]
               for row in book["代码"].iter_rows())  # fmt: skip
    assert book["_fumao"].sheet_state == "veryHidden"


def test_the_period_before_stands_in_the_template(
    town: Town, survey: SurveyVersion, filing: Filing
) -> None:
    august = Month(2016, 8)
    period = open_period(town.on(town.office, august.end), survey, town.city, august)
    row = Filing.objects.get(period=period, enterprise__code=CODES[0])
    data = report("80000.00", receipt="BOC-8")
    assert isinstance(data["executions"], list)
    data["executions"][0]["executed_on"] = "2016-08-20"
    file_report(town.on(town.reporters[0], august.end), row.pk, data, {})
    book = opened(workbook(contents(filing, {})))
    before = figure(book["报表"], "executed_usd").offset(0, 1)
    assert before.value == 80000
    assert "BOC-8" in [one.value for one in book["合同执行（上期）"][2]]


def test_wrong_cells_come_back_coloured_with_the_reason(filing: Filing) -> None:
    data = report()
    assert isinstance(data["executions"], list)
    data["executions"][0]["country"] = "ZZ"
    wrong = contents(
        filing, data, faults={"executions.0.country": "没有代码 ZZ"},
        remarks={"executed_usd": "合计不符"},
    )  # fmt: skip
    book = opened(workbook(wrong))
    wrong_cell = cell(book, "country")
    assert wrong_cell.comment is not None
    assert "没有代码 ZZ" in wrong_cell.comment.text
    assert wrong_cell.fill.fgColor.rgb == "FFF9D6D5"
    assert "合计不符" in figure(book["报表"], "executed_usd").comment.text
    assert wrong_cell.value == "ZZ"


def test_wrong_cells_are_kept_beside_the_good_ones(
    town: Town,
    filing: Filing,
    reporter: Any,  # noqa: F811
) -> None:
    book = filled_book(filing)
    cell(book, "executed_on").value = "九月"
    answer = reporter.post(address(filing, "upload/"), {"file": sent(book)}, follow=True)
    page = answer.content.decode()
    assert "已读入 11 格" in page
    assert "合同执行 第 1 行 执行日期" in page
    assert 'value="九月"' in page
    assert 'value="C-1"' in page
    marked = opened(reporter.get(address(filing, "template.xlsx?marked=1")).content)
    comment = cell(marked, "executed_on").comment
    assert comment is not None
    assert "2016-07-05" in comment.text  # how a day is written


def test_a_report_filed_after_an_upload_says_so(
    town: Town,
    filing: Filing,
    reporter: Any,  # noqa: F811
) -> None:
    reporter.post(address(filing, "upload/"), {"file": sent(filled_book(filing))})
    data = FilingDraft.objects.get(filing=filing).data
    assert isinstance(data, dict)
    form = {f"executions.0.{key}": text for key, text in data["executions"][0].items()}
    form |= {"executed_usd": "100000", "offshore_usd": "100000", "via": "template"}
    assert reporter.post(address(filing, "file/"), form).status_code == 303
    filing.refresh_from_db()
    assert filing.version is not None
    assert filing.version.channel == "template"


def test_anothers_template_is_told_by_name(
    town: Town, survey: SurveyVersion, filing: Filing
) -> None:
    other = Filing.objects.get(period=filing.period, enterprise__code=CODES[1])
    with pytest.raises(ValidationError, match=f"另一家单位（{CODES[1]}）"):
        take_template(town.reporters[0], filing, sent(filled_book(other)))
    august = open_period(town.on(town.office, date(2016, 8, 31)), survey, town.city, Month(2016, 8))
    earlier_one = Filing.objects.get(period=august, enterprise__code=CODES[0])
    with pytest.raises(ValidationError, match="这是 2016-08 的模板"):
        take_template(town.reporters[0], filing, sent(filled_book(earlier_one)))
    assert not FilingDraft.objects.exists()


def test_an_older_version_of_the_form_is_told(town: Town, filing: Filing) -> None:
    book = sent(filled_book(filing))
    SurveyVersion.objects.filter(pk=filing.period.survey_id).update(version="2027.1")
    filing = Filing.objects.select_related("period__survey", "enterprise").get(pk=filing.pk)
    with pytest.raises(ValidationError, match=r"现行版本是 2027\.1"):
        take_template(town.reporters[0], filing, book)


def test_an_altered_identity_is_no_template(town: Town, filing: Filing) -> None:
    book = filled_book(filing)
    book["_fumao"]["A1"].value = str(book["_fumao"]["A1"].value).replace("2016-09", "2016-10")
    with pytest.raises(ValidationError, match="模板标识"):
        take_template(town.reporters[0], filing, sent(book))
    stranger = openpyxl.Workbook()
    stranger.worksheets[0]["A1"] = "不是模板"
    with pytest.raises(ValidationError, match="不是本系统下发的模板"):
        take_template(town.reporters[0], filing, sent(stranger))


def test_files_with_macros_damaged_and_other_files_are_refused(town: Town, filing: Filing) -> None:
    good = sent(filled_book(filing)).read()
    with pytest.raises(ValidationError, match="宏"):
        take_template(town.reporters[0], filing, SimpleUploadedFile("a.xlsm", good))
    buffer = BytesIO(good)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    with pytest.raises(ValidationError, match="宏"):
        take_template(town.reporters[0], filing, SimpleUploadedFile("a.xlsx", buffer.getvalue()))
    with pytest.raises(ValidationError, match="损坏"):
        take_template(town.reporters[0], filing, SimpleUploadedFile("a.xlsx", good[:2000]))
    with pytest.raises(ValidationError, match="XLSX"):
        take_template(town.reporters[0], filing, SimpleUploadedFile("a.pdf", b"%PDF-1.7"))
    with pytest.raises(PermissionDenied):
        take_template(town.reporters[1], filing, SimpleUploadedFile("a.xlsx", good))


def test_a_filed_report_takes_no_template(town: Town, filing: Filing) -> None:
    book = sent(filled_book(filing))
    file_report(town.reporters[0], filing.pk, report(), {})
    with pytest.raises(ValidationError, match="本期已报送"):
        take_template(town.reporters[0], filing, book)
