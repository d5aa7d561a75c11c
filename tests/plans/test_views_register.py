"""The register: filters in the address, columns in a cookie, bulk acts, files to take away."""

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from fumao.apps.orgs.actor import Actor
from fumao.apps.plans.actions.set_schedule import set_schedule
from fumao.apps.plans.models import Light, ScheduleKind, Task
from tests import factories
from tests.plans.city import City
from tests.plans.signed_in import client_of


@pytest.fixture(autouse=True)
def on_the_day(settings: Any) -> None:
    """The business date of the factories."""
    settings.TODAY = factories.DAY


def page(actor: Actor, **query: str) -> str:
    """The register as the actor sees it."""
    response = client_of(actor).get(reverse("tasks"), query)
    assert response.status_code == 200
    return str(response.content.decode())


def light(task: Task, value: str, days: int | None = None) -> None:
    """Give a task a light."""
    Task.objects.filter(pk=task.pk).update(light=value, days_left=days)


def test_filters_are_the_address(city: City) -> None:
    red, green = city.task(), city.task()
    light(red, Light.RED, -7)
    light(green, Light.GREEN, 40)
    shown = page(city.office, light="red")
    assert red.title in shown
    assert green.title not in shown
    late = page(city.office, due="late")
    assert red.title in late
    assert green.title not in late
    grouped = page(city.office, group="light")
    assert "督办" in grouped
    assert "没有符合条件的任务" in page(city.office, q="查无此事")


def test_mine_keeps_the_own_departments_tasks(city: City) -> None:
    own = city.task()
    others = factories.make_task(city.plan, city.other_bureau)
    shown = page(city.lead, mine="1")
    assert own.title in shown
    assert others.title not in shown


def test_nonsense_in_the_address_is_left_out(city: City) -> None:
    task = city.task()
    shown = page(
        city.office, light="mauve", group="x", sort="'--", page="99999", state="?", due="?"
    )
    assert task.title in shown


def test_no_tasks_at_all(city: City) -> None:
    assert "还没有任务" in page(city.office)


def test_htmx_gets_the_part_that_changes(city: City) -> None:
    city.task()
    client = client_of(city.office)
    part = client.get(reverse("tasks"), headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="register">')
    assert "<html" not in part


def test_columns_are_kept_in_a_cookie(city: City) -> None:
    city.task()
    client = client_of(city.office)
    answer = client.get(
        reverse("tasks"), {"columns": "1", "column": ["cooperating", "due"], "light": "grey"}
    )
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{reverse('tasks')}?light=grey"
    shown = client.get(reverse("tasks"), {"light": "grey"}).content.decode()
    assert 'data-label="配合单位"' in shown
    assert 'data-label="牵头单位"' not in shown


def test_bulk_contact(city: City) -> None:
    tasks = [city.task(), city.task()]
    assert city.lead.person is not None
    client = client_of(city.office)
    chosen = {"task": [task.code for task in tasks], "do": "contact"}
    asked = client.post(reverse("tasks-bulk"), chosen)
    assert asked.status_code == 200
    assert all(task.title in asked.content.decode() for task in tasks)
    answer = client.post(
        reverse("tasks-bulk"), chosen | {"confirm": "1", "person": city.lead.person.pk}
    )
    assert answer.status_code == 303
    assert set(Task.objects.values_list("contact", flat=True)) == {city.lead.person.pk}
    refused = client.post(reverse("tasks-bulk"), chosen | {"confirm": "1", "person": ""})
    assert refused.status_code == 422


def test_bulk_notice_leaves_out_those_without_cause(city: City) -> None:
    red, green = city.task(), city.task()
    light(red, Light.RED)
    light(green, Light.GREEN)
    client = client_of(city.office)
    chosen = {"task": [red.code, green.code], "do": "notice"}
    assert "不发督办单" in client.post(reverse("tasks-bulk"), chosen).content.decode()
    answer = client.post(reverse("tasks-bulk"), chosen | {"confirm": "1"}, follow=True)
    said = answer.content.decode()
    assert "已发 1 份督办单" in said
    assert f"{green.code}：" in said


def test_bulk_is_for_the_office(city: City) -> None:
    task = city.task()
    chosen = {"task": [task.code], "do": "notice", "confirm": "1"}
    assert client_of(city.lead).post(reverse("tasks-bulk"), chosen).status_code == 403
    assert reverse("tasks-bulk") in page(city.office)
    assert 'value="notice"' not in page(city.lead)
    assert 'name="do"' not in page(city.checker)
    nothing = client_of(city.office).post(reverse("tasks-bulk"), {"do": "notice"}, follow=True)
    assert "还没有选任务" in nothing.content.decode()


def test_bulk_date_is_asked_of_each_task(city: City) -> None:
    """Who leads sets dates of the own tasks; a dated one and another's are refused in words."""
    first, second = city.task(due=None), city.task(due=None)
    dated = city.task(due=date(2016, 12, 31))
    others = factories.make_task(city.plan, city.other_bureau, (city.lead_bureau,), None)
    rolling = city.task(due=None)
    set_schedule(city.lead, rolling, due=None, kind=ScheduleKind.CONTINUOUS)
    codes = [task.code for task in (first, second, dated, others)]
    client = client_of(city.lead)
    chosen = {"task": [*codes, rolling.code], "do": "schedule"}
    asked = client.post(reverse("tasks-bulk"), chosen).content.decode()
    assert asked.count('name="task"') == 2
    assert "这项任务已有期限" in asked
    assert "这项任务持续实施，不定期限" in asked
    assert "由该任务牵头单位的承办联络员办理" in asked
    past = {"confirm": "1", "kind": "finish_by", "due": "2016-01-01"}
    refused = client.post(reverse("tasks-bulk"), chosen | past)
    assert refused.status_code == 422
    assert "晚于今天" in refused.content.decode()
    assert 'value="2016-01-01"' in refused.content.decode()
    good = {"confirm": "1", "kind": "finish_by", "due": "2016-12-30"}
    said = client.post(reverse("tasks-bulk"), chosen | good, follow=True).content.decode()
    assert "已为 2 项任务定期限" in said
    for task in (dated, others, rolling):
        assert f"{task.code}：" in said
    days = dict(Task.objects.values_list("code", "due"))
    assert [days[code] for code in codes] == [
        date(2016, 12, 30), date(2016, 12, 30), date(2016, 12, 31), None,
    ]  # fmt: skip


def test_bulk_date_of_tasks_that_all_refuse_leads_back(city: City) -> None:
    asked = client_of(city.office).post(
        reverse("tasks-bulk"), {"task": [city.task().code], "do": "schedule"}
    )
    html = asked.content.decode()
    assert "这项任务已有期限" in html
    assert 'name="confirm"' not in html


def test_bulk_goes_back_only_to_our_own_pages(city: City) -> None:
    answer = client_of(city.office).post(
        reverse("tasks-bulk"), {"do": "notice", "next": "https://elsewhere.example/"}
    )
    assert answer.headers["Location"] == reverse("tasks")


def test_the_register_as_a_file(city: City) -> None:
    task = city.task(due=date(2016, 12, 31))
    Task.objects.filter(pk=task.pk).update(title="=1+1 的任务")
    client = client_of(city.office)
    sheet = client.get(reverse("tasks-export", args=["xlsx"]))
    assert sheet.headers["Content-Disposition"].startswith("attachment")
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert len(rows) == 2  # heads and the one task
    assert not any(str(cell).startswith("=") for cell in rows[1])
    document = client.get(reverse("tasks-export", args=["docx"]), {"q": "查无此事"})
    text = ZipFile(BytesIO(document.content)).read("word/document.xml").decode()
    assert "牵头" in text
    assert task.code not in text
    assert client.get("/tasks/export.exe", follow=True).status_code == 404
