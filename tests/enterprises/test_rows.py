"""Rows of child tables: stated as a whole, never overwritten, imported whole or not at all."""

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
import xlsxwriter
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from pytest_django import Settings

from fumao.apps.audit.models import Event
from fumao.apps.enterprises.actions.apply_roll import apply_roll, write_roll
from fumao.apps.enterprises.actions.decide_row import decide_row
from fumao.apps.enterprises.actions.read_roll import read_roll
from fumao.apps.enterprises.actions.record_rows import correct_rows, record_rows
from fumao.apps.enterprises.actions.register_enterprise import Entry, register_enterprise
from fumao.apps.enterprises.actions.take_roll import take_roll
from fumao.apps.enterprises.models import Enterprise, FactRows, Roll
from fumao.apps.enterprises.queries.facts import rows_of, rows_on
from fumao.apps.enterprises.queries.rolls import review, wrong_rows
from fumao.apps.enterprises.stating import Statement
from tests.enterprises.conftest import CODES
from tests.factories import DAY
from tests.plans.signed_in import client_of

HIRES = [
    {"college": "是", "contract_months": "12", "hired_on": "2016-03-01"},
    {"college": "否", "contract_months": "", "hired_on": "2016/4/1"},
]
KEPT = [
    {"college": "true", "contract_months": "12", "hired_on": "2016-03-01"},
    {"college": "false", "hired_on": "2016-04-01"},  # months unknown: left out, not zero
]
MARCH, JUNE = date(2016, 3, 31), date(2016, 6, 30)
HEADS = ("统一社会信用代码", "企业名称", "大专以上学历", "劳动合同月数", "录用日期")


@pytest.fixture(autouse=True)
def _files(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path
    settings.TODAY = DAY


def said(rows: list[dict[str, str]], as_of: date = JUNE, **more: str) -> Statement:
    return Statement(rows, "用工备案", as_of, **more)


def test_rows_are_kept_as_exact_texts_with_their_event(
    city: SimpleNamespace, firm: Enterprise
) -> None:
    made = record_rows(city.office, firm, "fund_hires", said([*HIRES, {"college": ""}]))
    assert (made.rows, made.count, made.purpose) == (KEPT, 2, "administration")
    event = Event.objects.filter(stream=firm.stream).latest("seq")
    assert (event.kind, event.data["count"], event.data["name"]) == (
        "rows_recorded", 2, "fund_hires",
    )  # fmt: skip
    assert rows_on(city.office, firm, JUNE)["fund_hires"] == made
    assert rows_on(city.office, firm, date(2016, 6, 29)) == {}
    assert rows_on(city.stranger, firm, JUNE) == {}


def test_a_later_statement_takes_the_place_and_an_earlier_day_has_the_earlier_one(
    city: SimpleNamespace, firm: Enterprise
) -> None:
    record_rows(city.office, firm, "fund_hires", said(HIRES, MARCH))
    none = record_rows(city.office, firm, "fund_hires", said([], JUNE))
    record_rows(city.office, firm, "fund_trainees", said([{"passed": "是"}], JUNE))
    assert none.count == 0
    assert rows_of([firm.pk], date(2016, 5, 1)) == {firm.pk: {"fund_hires": KEPT}}
    assert rows_of([firm.pk], JUNE) == {
        firm.pk: {"fund_hires": [], "fund_trainees": [{"passed": "true"}]}
    }
    assert rows_of([], JUNE) == {}


def test_a_correction_names_the_wrong_statement_which_stays(
    city: SimpleNamespace, firm: Enterprise
) -> None:
    wrong = record_rows(city.office, firm, "fund_hires", said(HIRES))
    right = correct_rows(city.office, wrong, said(HIRES[:1]), "多报一人")
    assert rows_on(city.office, firm, JUNE)["fund_hires"] == right
    assert FactRows.objects.get(pk=wrong.pk).rows == KEPT
    with pytest.raises(ValidationError, match="已经更正过"):
        correct_rows(city.office, wrong, said([]), "再改")
    for change in (
        lambda: FactRows.objects.update(count=9),
        lambda: FactRows.objects.filter(pk=wrong.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("name", "rows", "words"),
    [
        ("no_such_table", [], "没有“no_such_table”"),
        ("fund_hires", [{"college": "是"}, {"contract_months": "一年"}], "第 2 行：.*应为整数"),
        ("wh_costs", [{"kind": "travel"}], "没有“travel”这个代码.*platform"),
    ],
)
def test_what_cannot_be_kept(
    city: SimpleNamespace, firm: Enterprise, name: str, rows: list[dict[str, str]], words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        record_rows(city.office, firm, name, said(rows))
    assert not FactRows.objects.exists()


def test_the_same_twice_and_who_may(city: SimpleNamespace, firm: Enterprise) -> None:
    record_rows(city.office, firm, "fund_hires", said(HIRES))
    with pytest.raises(ValidationError, match="相同的明细"):
        record_rows(city.office, firm, "fund_hires", said(HIRES))
    for actor in (city.leader, city.handler, city.stranger):
        with pytest.raises(PermissionDenied):
            record_rows(actor, firm, "fund_hires", said([]))


def test_rows_of_statistics_are_not_shown_to_the_administration(
    city: SimpleNamespace, firm: Enterprise
) -> None:
    """统计法 art. 28: one field given for statistics makes the whole table so."""
    made = record_rows(city.office, firm, "ci_scores", said([{"score": "1.5"}]))
    assert made.purpose == "statistics"
    assert rows_on(city.office, firm, JUNE) == {}
    assert rows_of([firm.pk], JUNE) == {}
    event = Event.objects.filter(stream=firm.stream).latest("seq")
    assert "digest" not in event.data
    page = client_of(city.office)
    assert page.get(f"/enterprises/{firm.code}/rows/ci_scores").status_code == 404


def test_the_page_enters_and_corrects_rows(city: SimpleNamespace, firm: Enterprise) -> None:
    client, url = client_of(city.office), f"/enterprises/{firm.code}/rows/fund_hires"
    assert "新录用人员" in client.get(f"/enterprises/{firm.code}/").content.decode()
    assert client.get(url).content.decode().count('name="r.2.hired_on"') == 1
    sent = {
        "r.0.college": "true", "r.0.contract_months": "12", "r.0.hired_on": "2016-03-01",
        "r.1.college": "", "r.1.contract_months": "", "r.1.hired_on": "",
        "source": "用工备案", "as_of": "2016-06-30", "confidence": "verified",
    }  # fmt: skip
    more = client.post(url, {**sent, "more": "1"})
    assert more.status_code == 200
    assert 'name="r.4.hired_on"' in more.content.decode()
    assert 'value="用工备案"' in more.content.decode()
    wrong = client.post(url, {**sent, "r.1.contract_months": "一年"})
    assert wrong.status_code == 422
    assert "应为整数" in wrong.content.decode()
    assert 'value="一年"' in wrong.content.decode()
    assert not FactRows.objects.exists()
    assert client.post(url, sent).status_code == 303
    kept = FactRows.objects.get()
    assert kept.rows == KEPT[:1]
    page = client.get(f"/enterprises/{firm.code}/").content.decode()
    assert f"{url}?correct={kept.pk}" in page
    empty = {"source": "核查", "as_of": "2016-06-30", "confidence": "verified", "reason": "未录用"}
    assert client.post(f"{url}?correct={kept.pk}", empty).status_code == 422  # none is not said
    assert client.post(f"{url}?correct={kept.pk}", {**empty, "none": "1"}).status_code == 303
    assert rows_on(city.office, firm, JUNE)["fund_hires"].count == 0
    assert client.get(f"{url}?correct=abc").status_code == 404
    assert client_of(city.leader).get(url).status_code == 403


def taken(
    city: SimpleNamespace, rows: Sequence[Sequence[object]], heads: Sequence[str] = HEADS
) -> Roll:
    body = io.BytesIO()
    book = xlsxwriter.Workbook(body, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate([heads, *rows]):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    book.close()
    file = SimpleUploadedFile("人员.xlsx", body.getvalue())
    roll = take_roll(city.office, city.area, file, JUNE, "", "fund_hires")
    read_roll.call(roll.pk)
    roll.refresh_from_db()
    return roll


def outcomes(roll: Roll) -> dict[int, str]:
    return dict(roll.lines.values_list("number", "outcome"))


def applied(city: SimpleNamespace, roll: Roll) -> Roll:
    apply_roll(city.office, roll)
    write_roll.call(roll.pk, city.office.person.pk)
    roll.refresh_from_db()
    assert roll.state == "applied"
    return roll


def test_a_file_of_rows_is_taken_whole_by_enterprise(
    city: SimpleNamespace, firm: Enterprise
) -> None:
    other = register_enterprise(city.office, Entry(CODES[1], "甲市青石数据有限公司", city.east))
    roll = taken(city, [
        [firm.code, "", "是", 12, "2016-03-01"],
        [firm.code, "", "否", "", "2016-04-01"],
        [other.code, "", "是", 12, "2016-03-01"],
        [other.code, "", "也许", 12, "2016-03-01"],
        [CODES[9], "没有登记的", "是", 12, "2016-03-01"],
        ["", "没有代码的", "是", 12, "2016-03-01"],
        [firm.code[:-1] + "X", "", "是", 12, "2016-03-01"],
    ])  # fmt: skip
    assert outcomes(roll) == {
        2: "new", 3: "new", 4: "wrong", 5: "wrong", 6: "wrong", 7: "wrong", 8: "wrong",
    }  # fmt: skip
    reasons = {(row[0], row[1]): row[3] for row in wrong_rows(roll)}
    assert "“是”或“否”" in reasons["5", "大专以上学历"]
    assert "第5行有错，整户不入库" in reasons["4", "统一社会信用代码"]
    assert "登记册里没有" in reasons["6", "统一社会信用代码"]
    assert "缺信用代码" in reasons["7", "统一社会信用代码"]
    assert [t.outcome for t in review(roll).tabs] == ["wrong", "update", "new", "same"]
    with pytest.raises(ValidationError):
        decide_row(city.office, roll, 2, "skip")
    applied(city, roll)
    kept = FactRows.objects.get()
    assert (kept.enterprise, kept.rows, kept.confidence) == (firm, KEPT, "declared")
    assert roll.written == {"enterprises": 1, "rows": 2, "left_out": 5}
    assert Event.objects.filter(stream=roll.stream, kind="roll_applied").count() == 1
    page = client_of(city.office)
    assert "1 家企业的明细 2 行" in page.get(f"/enterprises/rolls/{roll.pk}/").content.decode()


def test_the_same_file_again_changes_nothing_and_another_is_a_change(
    city: SimpleNamespace, firm: Enterprise
) -> None:
    one = [firm.code, "", "是", 12, "2016-03-01"]
    applied(city, taken(city, [one]))
    assert outcomes(taken(city, [one])) == {2: "same"}
    changed = taken(city, [one, [firm.code, "", "否", 6, "2016-05-01"]])
    assert outcomes(changed) == {2: "update", 3: "update"}
    page = client_of(city.office).get(f"/enterprises/rolls/{changed.pk}/?tab=update")
    assert "<del>1</del> <ins>2</ins>" in page.content.decode()
    applied(city, changed)
    assert [told.count for told in FactRows.objects.order_by("pk")] == [1, 2]
    assert rows_on(city.office, firm, JUNE)["fund_hires"].count == 2


def test_a_file_without_the_columns_is_refused_with_those_needed(
    city: SimpleNamespace, firm: Enterprise
) -> None:
    roll = taken(city, [[firm.code, 1]], ("统一社会信用代码", "今年心情"))
    assert roll.state == "failed"
    assert "大专以上学历、劳动合同月数、录用日期" in roll.error_zh
    page = client_of(city.office).get("/enterprises/rolls/template.xlsx?table=fund_hires")
    assert page.status_code == 200
