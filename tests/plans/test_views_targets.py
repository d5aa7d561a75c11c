"""Targets: sums against the stated total, blanks, figures recorded with their versions."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from fumao.apps.audit.models import Event
from fumao.apps.plans.actions.record_actual import record_actual
from fumao.apps.plans.models import Actual, Target
from fumao.apps.plans.queries.target_rows import targets_page
from fumao.apps.plans.queries.total_path import total_path
from tests import factories
from tests.plans.city import City
from tests.plans.signed_in import client_of


@pytest.fixture(autouse=True)
def on_the_day(settings: Any) -> None:
    """The business date of the factories."""
    settings.TODAY = factories.DAY


def aim(city: City, number: int, base: str | None, goal: str, total: bool = False) -> Target:
    """A target from 2015 to 2020 in 亿美元."""
    clause = city.plan.document.clauses.get()
    return Target.objects.create(
        plan=city.plan,
        area=city.area,
        clause=clause,
        code=f"{city.plan.code}-T{number:02}",
        position=number,
        indicator="合计" if total else f"行业{number}",
        comparator="=",
        value=Decimal(goal),
        unit="亿美元",
        year=2020,
        baseline=None if base is None else Decimal(base),
        baseline_year=2015,
        is_total=total,
    )


@pytest.fixture
def table(city: City) -> list[Target]:
    """Three branches, one with a blank baseline, and a total that does not add up by 2.5."""
    return [
        aim(city, 1, "10", "20"),
        aim(city, 2, "5", "10"),
        aim(city, 3, None, "4"),
        aim(city, 4, "17.5", "34", total=True),
    ]


def test_the_sum_is_held_against_the_stated_total(city: City, table: list[Target]) -> None:
    shown = client_of(city.office).get(reverse("targets")).content.decode()
    assert "分项相加 15.00，文件写 17.50，相差 2.50 亿美元" in shown
    assert "行业3" in shown
    assert "空白不等于 0" in shown


def test_the_path_begins_at_the_sum_of_the_parts(city: City, table: list[Target]) -> None:
    for target, value in zip(table[:2], ("12", "6"), strict=True):
        Actual.objects.create(
            target=target, year=2016, value=Decimal(value), source="快报", version=1,
            on=factories.DAY, at="2016-10-14T00:00Z", by=city.office.person,
        )  # fmt: skip
    path = total_path(targets_page(city.office))
    assert path is not None
    assert path.from_parts
    assert path.years == [2015, 2016, 2017, 2018, 2019, 2020]
    # From 15 to 34 in five equal steps of 3.8.
    assert path.path == [Decimal(s) for s in ("15", "18.8", "22.6", "26.4", "30.2", "34")]
    # 2016: 12 + 6; the third has no baseline and does not count; later years are gaps.
    assert path.actual == [Decimal(15), Decimal(18), None, None, None, None]
    assert path.stated[0] == Decimal("17.5")


def test_a_figure_is_recorded_and_corrected(city: City, table: list[Target]) -> None:
    address = reverse("target", args=[table[0].code])
    client = client_of(city.office)
    answer = client.post(address, {"year": "2016", "value": "12.5", "source": "统计快报"})
    assert answer.status_code == 303
    client.post(address, {"year": "2016", "value": "12.7", "source": "统计年报"})
    assert list(Actual.objects.order_by("version").values_list("value", "version")) == [
        (Decimal("12.5"), 1),
        (Decimal("12.7"), 2),
    ]
    shown = client.get(address).content.decode()
    assert "统计快报" in shown
    assert "统计年报" in shown
    # (12.7 − 10) of the way of 10 from baseline to goal: 27.0 %
    assert "27.0<small>%" in shown


def test_a_refused_figure_keeps_the_draft(city: City, table: list[Target]) -> None:
    address = reverse("target", args=[table[0].code])
    client = client_of(city.office)
    answer = client.post(address, {"year": "2017", "value": "13", "source": "我写的来源"})
    assert answer.status_code == 422
    assert "我写的来源" in answer.content.decode()
    assert "年份应在" in answer.content.decode()
    answer = client.post(address, {"year": "2016", "value": "十三", "source": "我写的来源"})
    assert answer.status_code == 422
    assert "我写的来源" in answer.content.decode()
    assert not Actual.objects.exists()


def test_recording_is_for_the_office(city: City, table: list[Target]) -> None:
    address = reverse("target", args=[table[0].code])
    client = client_of(city.lead)
    sent = {"year": "2016", "value": "12.5", "source": "快报"}
    assert client.post(address, sent).status_code == 403
    assert "登记实际值</h2>" not in client.get(address).content.decode()
    stranger = factories.actor_as(
        "office", factories.make_department("市远山局", factories.make_city("远山市"), "office")
    )
    assert client_of(stranger).get(address).status_code == 404


def test_no_targets(city: City) -> None:
    shown = client_of(city.office).get(reverse("targets")).content.decode()
    assert "还没有目标" in shown


def test_a_plan_without_targets(city: City, table: list[Target]) -> None:
    factories.make_plan(city.area)
    shown = client_of(city.office).get(reverse("targets"), {"plan": "no-such-plan"})
    assert "这个工作方案没有目标" in shown.content.decode()


def test_ranges_and_bounds_are_written_out(city: City) -> None:
    target = aim(city, 1, "3", "10")
    target.comparator, target.value_max, target.unit = "range", Decimal(20), "家"
    target.save()
    shown = client_of(city.office).get(reverse("target", args=[target.code])).content.decode()
    assert "10–20" in shown


def sheet_of(city: City, **query: str) -> list[list[Any]]:
    """The table as a spreadsheet program opens it."""
    answer = client_of(city.office).get(reverse("targets-export"), query)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    return book.get_sheet_by_index(0).to_python()


def test_the_table_as_a_file(city: City, table: list[Target]) -> None:
    first = table[0]
    Target.objects.filter(pk=first.pk).update(indicator="=1+1", comparator=">=", group="东区")
    record_actual(
        city.office, first, year=2016, value=Decimal(13), source="统计快报", estimate=False
    )
    rows = sheet_of(city, plan=city.plan.key, year="2016")
    assert rows[0][:2] == ["指标", "行业/区域"]
    # 10 in 2015 to 20 in 2020: 12 on the straight path in 2016, 13 reached, 30 % of the way.
    assert rows[1] == [
        "'=1+1", "东区", "亿美元", 10, 2015, 20, 2020, 13, 2016, 30, 12, 1, "正常",
        f"{city.plan.title}　1",
    ]  # fmt: skip
    assert rows[3][3] == "空白"
    assert rows[3][9] == "无法计算"
    assert [row[0] for row in rows[2:5]] == ["行业2", "行业3", "合计"]
    notes = [row[0] for row in rows[5:] if row[0]]
    assert any("2015年合计对不上：分项相加 15，文件写 17.5" in note for note in notes)
    event = Event.objects.get(kind="register_exported")
    assert event.data["register"] == "targets"
    before = sheet_of(city, plan=city.plan.key, year="2015")
    assert before[1][7] == "空白"  # the year asked for counts


def test_the_link_keeps_the_filter(city: City, table: list[Target]) -> None:
    query = {"plan": city.plan.key, "year": "2015"}
    shown = client_of(city.office).get(reverse("targets"), query).content.decode()
    assert f"{reverse('targets-export')}?plan={city.plan.key}&amp;year=2015" in shown
