"""Files of many reports as tests hand them in."""

import csv
import io
from collections.abc import Mapping, Sequence

import xlsxwriter
from django.core.files.base import ContentFile

from fumao.apps.orgs.actor import Actor, actor_for
from fumao.apps.orgs.models import Post, Role
from fumao.apps.surveys.actions.load_surveys import load_shipped
from fumao.apps.surveys.actions.open_period import open_period
from fumao.apps.surveys.actions.read_bulk import read_bulk
from fumao.apps.surveys.actions.take_bulk import take_bulk
from fumao.apps.surveys.models import BulkJob, ReportingPeriod, SurveyVersion
from tests.reporting.conftest import IN_TIME, SEPTEMBER, Town

CODE = "统一社会信用代码"
LABELS = {
    "contract_no": "合同号", "title": "合同名称", "register_kind": "合同类别",
    "doc_type": "合同文本类型", "frame_no": "所属框架合同号", "client_name": "发包方名称",
    "client_country": "发包方国别（地区）", "client_kind": "发包方性质",
    "related_party": "是否关联企业", "end_client_country": "最终客户国别（地区）",
    "shore": "离岸或在岸", "service_class": "业务类别", "currency": "币种",
    "agreed": "协议金额（合同币种）", "agreed_usd": "协议金额（折美元）", "signed_on": "签约日期",
    "valid_from": "生效日期", "valid_to": "到期日期",
}  # fmt: skip
GOOD = {
    "contract_no": "C-1", "title": "软件外包", "register_kind": "服务外包", "doc_type": "合同",
    "frame_no": "", "client_name": "Example Inc", "client_country": "US", "client_kind": "企业",
    "related_party": "否", "end_client_country": "US", "shore": "离岸",
    "service_class": "WB.ITO.01", "currency": "美元", "agreed": "1000", "agreed_usd": "1000.00",
    "signed_on": "2016/9/1", "valid_from": "2016-09-01", "valid_to": "2017-08-31",
}  # fmt: skip
type Row = Mapping[str, str]


def contract(number: str, **changes: str) -> dict[str, str]:
    return {**GOOD, "contract_no": number, **changes}


def work(code: str, usd: str, receipt: str, **changes: str) -> dict[str, str]:
    """A row of work done in September, offshore where nothing else is said."""
    row = {
        CODE: code, "contract_no": "C-1", "executed_on": "2016-09-10",
        "service_class": "WB.ITO.01", "country": "US", "shore": "离岸", "amount_usd": usd,
        "amount_cny": "667.80", "receipt_no": receipt, "receipt_usd": usd,
    }  # fmt: skip
    return {**row, **changes}


def as_csv(
    rows: Sequence[Row], encoding: str = "utf-8-sig", heads: Sequence[str] = ()
) -> ContentFile:
    keys = list(dict.fromkeys(key for row in rows for key in row))
    told = io.StringIO()
    write = csv.writer(told)
    write.writerow(heads or [LABELS.get(key, key) for key in keys])
    write.writerows([row.get(key, "") for key in keys] for row in rows)
    return ContentFile(told.getvalue().encode(encoding), "reports.csv")


def as_xlsx(rows: Sequence[Row], above: int = 0) -> ContentFile:
    """The rows below their heads, with so many empty rows above these."""
    keys = list(dict.fromkeys(key for row in rows for key in row))
    told = io.BytesIO()
    with xlsxwriter.Workbook(told) as book:
        sheet = book.add_worksheet()
        sheet.write_row(above, 0, [LABELS.get(key, key) for key in keys])
        for number, row in enumerate(rows, above + 1):
            for column, key in enumerate(keys):
                text = row.get(key, "")
                if key in ("agreed", "agreed_usd") and text.replace(".", "").isdigit():
                    sheet.write_number(number, column, float(text))
                else:
                    sheet.write_string(number, column, text)
    return ContentFile(told.getvalue(), "reports.xlsx")


def done(actor: Actor, period: ReportingPeriod, file: ContentFile) -> BulkJob:
    """Hand in a file and let the worker do it."""
    job = take_bulk(actor, period, file)
    read_bulk.func(job.pk)
    job.refresh_from_db()
    return job


def counts(job: BulkJob) -> tuple[int, int, int]:
    return job.filed, job.unchanged, job.left


def contracts_of(town: Town) -> ReportingPeriod:
    """The register of contracts, September 2016."""
    if not SurveyVersion.objects.exists():
        load_shipped(town.office)
    survey = SurveyVersion.objects.get(key="outsourcing-contract")
    return open_period(town.office, survey, town.city, SEPTEMBER)


def agency(town: Town) -> Actor:
    """Somebody who files for the first two enterprises."""
    person = town.reporters[0].person
    assert person is not None
    Post.objects.create(person=person, department=town.firms[1].unit, role=Role.HANDLER)
    return actor_for(person, IN_TIME)
