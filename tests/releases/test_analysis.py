"""The analysis page: published figures for everybody, filings inside, nothing hidden by any way."""

import csv
import io
import itertools
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from fumao.apps.audit.models import Event
from fumao.apps.orgs.models import Department, Role
from fumao.apps.releases.actions.plan_release import plan_release
from fumao.apps.releases.actions.withdraw_vintage import withdraw_vintage
from fumao.apps.releases.book import publication
from fumao.apps.surveys.models import ReportingPeriod, SurveyVersion
from tests.factories import actor_as, make_department
from tests.releases.conftest import (
    COLUMNS,
    DAY,
    FORM,
    HOUR,
    MAY,
    SHOWN,
    approved,
    compiled,
    file_month,
    planned,
)

pytestmark = pytest.mark.django_db
SOLO = "7770"  # 万美元 of the one enterprise in its class, district and country
PAGE, INSIDE = "/statistics/analysis/", "/releases/analysis/"
DIMENSIONS = ("area", "service_class", "country", "shore", "period")
MEASURES = (
    "executed.value", "executed.growth", "executed.share", "executed.so_far",
    "executed.respondents", "executed_cny.growth",
)  # fmt: skip


@pytest.fixture
def out(town: SimpleNamespace, clock: Callable[[str], None]) -> SimpleNamespace:
    """The bulletin of May, published, with a respondent that is alone in its class and place.

    Four firms have 1337880000 dollars in each of 24 rows: 133788 万美元 a row.
    """
    clock("10:00:00")
    alone = {
        "respondent": "solo", "area": town.west.code, "service_class": "WB.BPO.02",
        "country": "DE", "shore": "offshore", "amount_usd": Decimal(77700000),
        "amount_cny": Decimal(543900000),
    }  # fmt: skip
    town.batches.add(FORM, MAY.code, 2, COLUMNS, [alone])
    town.release = planned(town)
    town.vintage = approved(town, compiled(town, town.release))
    return town


@pytest.fixture
def run(out: SimpleNamespace) -> SimpleNamespace:
    """The same, and the survey behind it was run by the office of the city."""
    version = SurveyVersion.objects.create(
        key=FORM, version="1", title="执行", title_en="Work done", kind="survey", period="month",
        purpose="statistics", text="", digest="0", pack="surveys", published_on=DAY,
    )  # fmt: skip
    out.period = ReportingPeriod.objects.create(
        survey=version, key=FORM, area=out.city, office_id=out.office.home.department_id,
        code=MAY.code, starts=date(2022, 5, 1), ends=date(2022, 5, 31), opens_on=DAY, due_on=DAY,
    )  # fmt: skip
    return out


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def lines(client: Client, query: str, page: str = PAGE) -> dict[str, list[str]]:
    """Return the table of a CSV: its cells by the name of the row."""
    answer = client.get(f"{page}table.csv?{query}")
    assert answer.status_code == 200, answer.content.decode()
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    empty = rows.index([])
    return {row[0].strip("　"): row[1:] for row in rows[empty + 1 :]}


def signed_in(who: SimpleNamespace) -> Client:
    client = Client()
    client.force_login(who.person)
    return client


def test_everybody_pivots_what_was_published(out: SimpleNamespace, client: Client) -> None:
    page = text_of(client, PAGE)
    assert "按业务类别 × 报告期" in page
    assert out.vintage.digest[:12] in page
    found = lines(client, "rows=area")
    assert found["辖区"] == ["2022-05"]
    assert found["东区"] == ["1605456"]  # 12 rows of 133788
    assert found["甲市"] == ["3218682"]  # 24 rows and the 7770 of the one
    shares = lines(client, "rows=service_class&measure=executed.share&cols=none")
    assert shares["信息技术外包"] == ["66.5"]  # 16 rows of 133788, of 3218682


def test_a_hidden_cell_is_marked_and_derivable_by_no_question(
    out: SimpleNamespace, client: Client
) -> None:
    """Every row by every column, measure and view, on the page and in both files."""
    for query in _questions():
        page = text_of(client, f"{PAGE}?{query}").replace(",", "")
        plain = client.get(f"{PAGE}table.csv?{query}").content.decode()
        book = CalamineWorkbook.from_filelike(
            io.BytesIO(client.get(f"{PAGE}table.xlsx?{query}").content)
        )
        cells = [str(cell) for row in book.get_sheet_by_index(0).to_python() for cell in row]
        assert SOLO not in page, query
        assert SOLO not in plain, query
        assert not [cell for cell in cells if cell.startswith(SOLO)], query
    found = lines(client, "rows=service_class&cols=none")
    assert found["业务流程外包"] == ["… 家数过少，不公布"]
    # The rest beside it would give it back: 3218682 − 2140608 − 1070304 = 7770.
    told = [cells[0] for name, cells in found.items() if name in ("信息技术外包", "知识流程外包")]
    assert any(one.startswith("…") for one in told)


def _questions() -> Iterator[str]:
    for rows, cols in itertools.permutations(DIMENSIONS, 2):
        yield f"rows={rows}&cols={cols}"
    for rows, measure in itertools.product(DIMENSIONS, MEASURES):
        yield f"rows={rows}&cols=none&measure={measure}"
    for view, rows in itertools.product(
        ("line", "bar", "treemap", "rank", "tiles"), DIMENSIONS[:4]
    ):
        yield f"view={view}&rows={rows}"
    for only in ("only.country=@EU", "only.country=DE", "only.service_class=WB.BPO", "top=5"):
        yield f"rows=country&{only}"
        yield f"rows=shore&cols=none&{only}"


def test_a_file_says_what_it_is_and_where_it_comes_from(
    out: SimpleNamespace, client: Client
) -> None:
    answer = client.get(f"{PAGE}table.csv?rows=country")
    text = answer.content.decode("utf-8-sig")
    assert "甲市服务外包统计公报 执行额，按发包方国别（地区） × 报告期" in text
    assert "条件：2022年5月 · 离岸或在岸：离岸" in text
    assert "单位：万美元" in text
    assert f"版次：2022-05 v1 {out.vintage.digest}" in text
    assert "不公布" in text
    assert "Cache-Control" in answer.headers
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{PAGE}table.xlsx").content))
    assert book.sheet_names == ["表", "说明"]


def test_a_cross_that_was_not_published_says_so_and_leads_on(
    out: SimpleNamespace, client: Client
) -> None:
    page = text_of(client, f"{PAGE}?rows=area&cols=service_class")
    assert "没有发布这样交叉的数字" in page
    assert "辖区 × 报告期" in page
    assert "<tbody>" not in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("set=nothing.1", "没有可分析的数据“nothing.1”"),
        ("rows=colour", "“行”没有“colour”"),
        ("rows=area&cols=area", "行和列不能是同一维度"),
        ("measure=executed.dance", "“指标”没有“executed.dance”"),
        ("from=1999-13", "“起”没有“1999-13”"),
        ("page=-1", "“页码”没有“-1”"),
        ("page=²", "“页码”没有"),
        ("top=7", "“前几项”没有“7”"),
        ("only.country=%00", "“发包方国别（地区）”没有"),
        ("sort=xx&depth=9&view=globe&dir=up", "“排序”没有“xx”"),
    ],
)
def test_a_parameter_that_cannot_be_is_told(
    out: SimpleNamespace, client: Client, query: str, words: str
) -> None:
    page = text_of(client, f"{PAGE}?{query}")
    assert words in page
    assert "3,218,682" in page  # the usual is shown
    refused = client.get(f"{PAGE}table.csv?{query}")
    assert refused.status_code == 400
    assert words in refused.content.decode()


def test_nothing_published_is_an_empty_page(client: Client, db: None) -> None:
    assert "还没有可分析的数字" in text_of(client, PAGE)
    assert client.get(f"{PAGE}table.csv").status_code == 404


def test_what_was_withdrawn_is_analysed_no_more(out: SimpleNamespace, client: Client) -> None:
    """Though its figures are still kept in this process."""
    assert "3,218,682" in text_of(client, PAGE)
    withdraw_vintage(out.leader, out.vintage, "来源数据有误")
    assert "还没有可分析的数字" in text_of(client, PAGE)


def test_groups_are_told_with_their_members_of_the_day(
    out: SimpleNamespace, client: Client
) -> None:
    page = text_of(client, f"{PAGE}?rows=country")
    assert "区域全面经济伙伴关系协定" in page
    assert "13 个成员" in page  # RCEP in May 2022: Myanmar on the 1st; Indonesia and 菲律宾 in 2023
    assert "国家组（有重叠，不与国别相加）" in page


def test_over_time_it_is_told_who_joined_a_group(out: SimpleNamespace, client: Client) -> None:
    """RCEP entered into force for Myanmar on 1 May 2022."""
    april = MAY.previous()
    file_month(out, april, 3)
    terms = publication("outsourcing-bulletin")
    assert terms is not None
    approved(out, compiled(out, plan_release(out.office, terms, out.city, april, HOUR)))
    page = text_of(client, f"{PAGE}?rows=country")
    assert "2022-04　12 个成员" in page
    assert '2022-05　13 个成员 <span class="muted">新加入 缅甸</span>' in page
    found = lines(client, "rows=area")
    assert found["东区"] == ["1605456", "1605456"]
    so_far = lines(client, "rows=area&measure=executed.so_far&cols=none")
    assert so_far["东区"] == ["— 没有可比的数字"]  # January to March are not there


def test_no_boundary_is_drawn(out: SimpleNamespace, client: Client) -> None:
    page = text_of(client, f"{PAGE}?view=tiles")
    assert page.count('class="tile s') == 2
    assert "不画地图" in page


def test_inside_every_cross_is_there_with_its_flag(run: SimpleNamespace) -> None:
    client = signed_in(run.office)
    page = text_of(client, f"{INSIDE}?rows=area&cols=service_class")
    assert "内部资料，不得公布" in page
    assert "7,770" in page
    assert "家数过少，不公布" in page
    found = lines(client, "rows=area&cols=shore", INSIDE)
    assert found["东区"] == ["1605456", "1070304", "535152"]  # 12 rows: 8 offshore, 4 onshore
    assert found["西区"] == ["1613226", "1078074", "535152"]
    cells = lines(client, "rows=country&cols=none&only.area=" + run.west.code, INSIDE)
    assert cells["德国"] == ["7770 [家数过少，不公布]"]
    yuan = lines(client, "rows=country&cols=none&measure=executed_cny.value", INSIDE)
    assert yuan["德国"][0].startswith("54390 ")


def test_an_export_from_inside_is_on_record(run: SimpleNamespace) -> None:
    signed_in(run.office).get(f"{INSIDE}table.xlsx?rows=area")
    event = Event.objects.get(kind="analysis_exported")
    assert event.actor_id == run.office.person.pk
    assert "rows=area" in event.data["query"]


def test_inside_is_for_the_office_that_runs_the_survey_alone(run: SimpleNamespace) -> None:
    """Others of the release team see the published figures, never the filings (统计法 art. 28)."""
    finance = Department.objects.get(name="甲市财政局")
    others = {
        "leader": run.leader, "statistician": run.statistician,
        "finance office": actor_as(Role.OFFICE, finance, DAY),
        "finance checker": actor_as(Role.CHECKER, finance, DAY),
        "district": run.outsiders["district"], "far": run.outsiders["far"],
        "reader": run.outsiders["reader"], "admin": run.outsiders["admin"],
    }  # fmt: skip
    for name, who in others.items():
        client = signed_in(who)
        for address in (INSIDE, f"{INSIDE}table.csv", f"{INSIDE}?rows=country"):
            assert client.get(address).status_code == 403, name
    assert Client().get(INSIDE).status_code == 302
    for who in (run.office, run.checker):
        assert signed_in(who).get(INSIDE).status_code == 200


def test_a_period_run_by_another_office_closes_the_inside(run: SimpleNamespace) -> None:
    other = make_department("甲市统计局", run.city)
    ReportingPeriod.objects.create(
        survey=run.period.survey, key=FORM, area=run.city, office=other, code="2022-04",
        starts=date(2022, 4, 1), ends=date(2022, 4, 30), opens_on=DAY, due_on=DAY,
    )  # fmt: skip
    assert signed_in(run.office).get(INSIDE).status_code == 403


def test_a_batch_accepted_now_is_seen_now(run: SimpleNamespace) -> None:
    client = signed_in(run.office)
    before = lines(client, "rows=shore&cols=none", INSIDE)["合计"]
    more = {
        "respondent": "more", "area": run.east.code, "service_class": "WB.KPO.03",
        "country": "JP", "shore": "offshore", "amount_usd": Decimal(10000),
        "amount_cny": Decimal(70000),
    }  # fmt: skip
    run.batches.add(FORM, MAY.code, 3, COLUMNS, [more])
    after = lines(client, "rows=shore&cols=none", INSIDE)["合计"]
    assert (before, after) == (["3218682"], ["3218683"])
    assert SHOWN not in text_of(client, PAGE)
    assert "3,218,682" in text_of(client, PAGE)  # what was published stays


def test_links_of_the_page_keep_the_question(out: SimpleNamespace, client: Client) -> None:
    page = text_of(client, f"{PAGE}?rows=area&sort=2022-05&dir=asc")
    assert "rows=area" in page
    assert 'aria-sort="ascending"' in page
    assert reverse("analysis-file", args=["table.xlsx"]) in page
