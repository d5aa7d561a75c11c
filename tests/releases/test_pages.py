"""Pages and files of releases: what they say, how a release is worked on, what is protected."""

import io
import json
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace

import docx
import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from fumao.apps.releases.actions.ask_compile import begun
from fumao.apps.releases.actions.work_compile import work_compile
from fumao.apps.releases.models import Release, Vintage
from fumao.apps.releases.queries.gate import open_vintage
from fumao.statistics.frozen import Quality
from fumao.statistics.vintage import digest_of
from tests.releases.conftest import (
    COLUMNS,
    FORM,
    HOUR,
    MAY,
    SHOWN,
    approved,
    compiled,
    planned,
)  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def out(town: SimpleNamespace, clock: Callable[[str], None]) -> SimpleNamespace:
    """The bulletin of May, published, with a respondent that is alone in its class and place."""
    clock("10:00:00")
    alone = {
        "respondent": "solo", "area": town.west.code, "service_class": "WB.BPO.02",
        "country": "DE", "shore": "offshore", "amount_usd": Decimal(77700000),
        "amount_cny": Decimal(543900000),
    }  # fmt: skip
    town.batches.add(FORM, MAY.code, 2, COLUMNS, [alone])
    town.release = planned(town)
    quality = [Quality(town.east.code, 5, 3, 1, 1, 0, 2, 3)]
    job = begun(town.office, town.release, "", None, quality)
    work_compile.func(job.pk)
    job.refresh_from_db()
    assert job.state == "done", job.error_en
    town.vintage = approved(town, Vintage.objects.get(pk=job.vintage_id))
    return town


def page_of(release: Release) -> str:
    return reverse("release", args=[release.publication, release.area.code, release.period])


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def body_of(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_the_page_says_what_was_protected_and_by_which_rule(
    out: SimpleNamespace, client: Client
) -> None:
    text = text_of(client, page_of(out.release))
    assert '<abbr class="kept" title="家数过少，不公布">不公布</abbr>' in text
    assert "各单元格独立四舍五入，合计可能不等于分项之和" in text
    assert "少于 3" in text
    assert "7,770" not in text  # what the one respondent did, in 万美元
    assert out.vintage.digest in text
    english = client.get(page_of(out.release), headers={"Accept-Language": "en"})
    assert english.status_code == 200


def test_every_paper_tells_the_same_figures(out: SimpleNamespace, client: Client) -> None:
    way = f"{page_of(out.release)}v1/"
    book = CalamineWorkbook.from_filelike(io.BytesIO(body_of(client, f"{way}tables.xlsx")))
    heads, first = book.get_sheet_by_name("概况").to_python()[:2]
    assert (heads[1], first[1], first[2]) == ("数值", 3218682, "万美元")  # 3210912 + 7770
    classes = {row[0].strip("　"): row for row in book.get_sheet_by_name("按业务类别").to_python()}
    assert classes["信息技术外包"][2] == 2140608  # 16 of the 24 rows
    assert classes["业务流程外包"][2] == "不公布"
    paper = docx.Document(io.BytesIO(body_of(client, f"{way}bulletin.docx")))
    words = "\n".join(one.text for one in paper.paragraphs)
    assert "合同执行额 3,218,682万美元" in words
    assert "通报：各辖区报送质量" in words
    told = [[cell.text for cell in row.cells] for table in paper.tables for row in table.rows]
    assert ["东区", "5", "3", "1", "1", "0", "2", "3"] in told
    pdf = pypdfium2.PdfDocument(body_of(client, f"{way}bulletin.pdf"))
    printed = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert "3,218,682" in printed
    assert "不公布" in printed


def test_the_frozen_content_can_be_checked_by_anybody(out: SimpleNamespace, client: Client) -> None:
    body = body_of(client, f"{page_of(out.release)}v1/vintage.json")
    assert digest_of(body) == out.vintage.digest
    assert json.loads(body)["period"] == "2022-05"
    assert b"firm-0" not in body


def test_the_interface_of_the_standard(out: SimpleNamespace, client: Client) -> None:
    code = out.city.code
    flow = f"DF_OUTSOURCING_BULLETIN_{code}"
    listed = json.loads(client.get("/sdmx/v2/structure/dataflow/*/*/*").content)
    assert [one["id"] for one in listed["data"]["dataflows"]] == [flow]
    csv = "application/vnd.sdmx.data+csv;version=2.0.0"
    found = client.get(
        f"/sdmx/v2/data/dataflow/CN_{code}/{flow}/*/M.EXECUTED.{code}._T._T._T",
        headers={"Accept": csv},
    )
    rows = found.content.decode().splitlines()
    assert len(rows) == 2  # the head and May
    assert "3218682" in rows[-1]
    hidden = client.get(
        f"/sdmx/v2/data/dataflow/CN_{code}/{flow}/*/M.EXECUTED.{code}.WB_BPO._T._T",
        headers={"Accept": csv},
    )
    assert ",Q,C," in hidden.content.decode().splitlines()[1]
    wrong = client.get("/sdmx/v2/data/dataflow/CN_1/DF_NONE/*/*")
    assert wrong.status_code == 404


def test_a_release_is_worked_on_from_plan_to_public(
    town: SimpleNamespace, clock: Callable[[str], None], client: Client
) -> None:
    clock("08:50:00")
    client.force_login(town.office.person)
    given = {
        "what": f"outsourcing-bulletin {town.city.code}", "period": "2022-05",
        "embargo": "2022-06-24T09:00",
    }  # fmt: skip
    assert client.post(reverse("release-new"), given).status_code == 303
    release = Release.objects.get()
    assert release.embargo == HOUR
    one = reverse("release-office", args=[release.pk])
    assert client.post(reverse("release-compile", args=[release.pk])).status_code == 303
    assert "hx-get" in text_of(client, one)  # it is under way
    work_compile.func(release.jobs.get().pk)
    vintage = release.vintages.get()
    preview = reverse("release-preview", args=[release.pk, 1])
    assert SHOWN in text_of(client, preview)
    approve = reverse("release-approve", args=[release.pk, 1])
    assert client.post(approve, {"digest": vintage.digest}).status_code == 403
    for who in (town.checker, town.statistician):
        client.force_login(who.person)
        assert "批准发布" in text_of(client, preview)
        assert client.post(approve, {"digest": vintage.digest}).status_code == 303
    assert client.post(approve, {"digest": vintage.digest}).status_code == 422
    clock("09:00:00")
    assert SHOWN in text_of(Client(), page_of(release))
    assert text_of(client, one).count("批准发布") == 2  # both stand in its record


def test_a_wrong_order_comes_back_with_words(
    town: SimpleNamespace, clock: Callable[[str], None], client: Client
) -> None:
    clock("10:00:00")
    client.force_login(town.office.person)
    given = {"what": f"outsourcing-bulletin {town.city.code}", "period": "五月", "embargo": ""}
    refused = client.post(reverse("release-new"), given)
    assert refused.status_code == 422
    assert "不是期间" in refused.content.decode()
    release = planned(town)
    approved(town, compiled(town, release))
    again = client.post(reverse("release-compile", args=[release.pk]), {"reason": ""})
    assert again.status_code == 422
    assert "请写明原因" in again.content.decode()


def test_a_withdrawal_stands_on_the_page(out: SimpleNamespace, client: Client) -> None:
    client.force_login(out.leader.person)
    address = reverse("release-withdraw", args=[out.release.pk, 1])
    assert client.post(address, {"reason": "来源数据有误"}).status_code == 303
    text = text_of(Client(), page_of(out.release))
    assert "来源数据有误" in text
    assert "3,218,682" not in text
    assert open_vintage(out.release, HOUR) is None
    assert Client().get(f"{page_of(out.release)}v1/tables.xlsx").status_code == 404
