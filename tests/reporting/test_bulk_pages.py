"""The page of bulk files: handing in, progress, what is to be mended and its coloured copy."""

from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fumao.apps.surveys.actions.read_bulk import read_bulk
from fumao.apps.surveys.actions.take_bulk import take_bulk
from fumao.apps.surveys.models import BulkJob, Filing, ReportingPeriod
from tests.reporting.bulk_files import (
    CODE,
    agency,
    as_csv,
    as_xlsx,
    contract,
    contracts_of,
    counts,
    done,
)
from tests.reporting.conftest import CODES, Town

pytestmark = pytest.mark.django_db
type Browse = Callable[..., Client]


@pytest.fixture
def contracts(town: Town) -> ReportingPeriod:
    return contracts_of(town)


def test_a_file_is_handed_in_and_leads_to_its_page(
    town: Town, contracts: ReportingPeriod, browse: Browse
) -> None:
    client = browse(town.reporters[0])
    assert reverse("bulk-files") in client.get(reverse("my-reports")).text
    file = SimpleUploadedFile(
        "合同.xlsx", as_xlsx([contract("C-1"), contract("C-2", agreed="x")]).read()
    )
    sent = client.post(reverse("bulk-files"), {"period": contracts.pk, "file": file})
    job = BulkJob.objects.get()
    address = reverse("bulk-file", args=[job.pk])
    assert (sent.status_code, sent.headers["Location"]) == (303, address)
    assert "等待处理" in client.get(address).text
    polled = client.get(address, {"poll": "1"}, headers={"HX-Request": "true"})
    assert "<progress" in polled.text and "<html" not in polled.text
    read_bulk.func(job.pk)
    polled = client.get(address, {"poll": "1"}, headers={"HX-Request": "true"})
    assert polled.headers["HX-Refresh"] == "true"
    page = client.get(address).text
    assert "N3" in page and "协议金额（合同币种）" in page and "不对" in page
    assert "合同变更、转包情况" in page  # what the file does not carry
    assert "合同.xlsx" in client.get(reverse("bulk-files")).text


def test_a_refused_file_says_why_beside_the_field(
    town: Town, contracts: ReportingPeriod, browse: Browse
) -> None:
    client = browse(town.reporters[0])
    file = SimpleUploadedFile("合同.xls", b"\xd0\xcf\x11\xe0")
    answer = client.post(reverse("bulk-files"), {"period": contracts.pk, "file": file})
    assert answer.status_code == 422 and "另存为 XLSX" in answer.text
    assert not BulkJob.objects.exists()


def test_the_marked_copy_is_mended_and_files_the_rest(
    town: Town, contracts: ReportingPeriod, browse: Browse
) -> None:
    actor = agency(town)
    rows = [
        contract("C-1", **{CODE: CODES[0]}), contract("C-2", agreed="x", **{CODE: CODES[1]}),
        contract("C-3", title="", **{CODE: CODES[0]}),
    ]  # fmt: skip
    job = done(actor, contracts, as_csv(rows))
    answer = browse(actor).get(reverse("bulk-marked", args=[job.pk]))
    book = openpyxl.load_workbook(BytesIO(answer.content))
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    assert heads[-2:] == ["原行号", "须改正的问题"]
    assert [sheet.cell(row, len(heads) - 1).value for row in (2, 3)] == [3, 4]
    agreed = sheet.cell(2, 1 + heads.index("协议金额（合同币种）"))
    assert agreed.value == "x" and agreed.fill.fgColor.rgb == "FFF9D6D5"
    assert agreed.comment is not None and "不对" in agreed.comment.text
    title = sheet.cell(3, 1 + heads.index("合同名称"))
    assert title.fill.fgColor.rgb == "FFF9D6D5"
    agreed.value, title.value = 1000, "补上"
    told = BytesIO()
    book.save(told)
    told.seek(0)
    mended = SimpleUploadedFile("改好.xlsx", told.read())
    job = take_bulk(actor, contracts, mended)
    read_bulk.func(job.pk)
    job.refresh_from_db()
    assert (job.error_zh, *counts(job)) == ("", 2, 0, 0)
    assert set(Filing.objects.values_list("each", flat=True)) == {"C-1", "C-2", "C-3"}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_empty_files_are_read_as_they_are_sent(
    town: Town, contracts: ReportingPeriod, browse: Browse, language: str
) -> None:
    client = browse(town.reporters[0])
    client.cookies["django_language"] = language
    wanted = {"period": contracts.pk}
    plain = client.get(reverse("bulk-template"), wanted | {"as": "csv"})
    assert plain.headers["Content-Type"].startswith("text/csv")
    job = take_bulk(town.reporters[0], contracts, SimpleUploadedFile("x.csv", plain.content))
    read_bulk.func(job.pk)
    job.refresh_from_db()
    assert "表头下面没有数据" in job.error_zh
    book = openpyxl.load_workbook(
        BytesIO(client.get(reverse("bulk-template"), wanted | {"as": "xlsx"}).content)
    )
    heads = [cell.value for cell in book.worksheets[0][1]]
    assert ("Number of the contract*" if language == "en" else "合同号*") in heads
    assert len(heads) == 21 and "Changes" not in heads and "合同变更" not in heads


def test_others_find_no_such_file(town: Town, contracts: ReportingPeriod, browse: Browse) -> None:
    job = done(town.reporters[0], contracts, as_csv([contract("C-1", agreed="x")]))
    for stranger in (town.reporters[1], town.office, town.checkers["district"]):
        client = browse(stranger)
        for name in ("bulk-file", "bulk-marked"):
            assert client.get(reverse(name, args=[job.pk])).status_code == 404
        assert "reports.csv" not in client.get(reverse("bulk-files")).text
        assert client.get(f"/files/{job.attachment_id}/").status_code == 404
    assert browse(town.reporters[0]).get(reverse("bulk-file", args=[job.pk])).status_code == 200


def test_who_has_no_register_to_file_is_told_so(town: Town, browse: Browse) -> None:
    page = browse(town.office).get(reverse("bulk-files"))
    assert page.status_code == 200 and "现在没有可以批量报送的报表" in page.text
