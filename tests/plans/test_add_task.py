"""A task added to a published plan: its next version; no document takes the task away."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from fumao.apps.audit.models import Event
from fumao.apps.plans.actions.add_task import add_task
from fumao.apps.plans.models import Light, Plan, PlanVersion, Task
from fumao.apps.plans.versions import keep_added
from tests import factories
from tests.plans.city import City
from tests.plans.signed_in import client_of
from tests.plans.test_import import (  # noqa: F401 - at_once is a fixture
    DOCUMENT,
    at_once,
    decide_all,
    imported,
    publish_plan,
    published,
)

MINUTES = "市政府专题会议纪要〔2016〕8号"
GIVEN = {
    "title": "建立企业联系制度",
    "source": MINUTES,
    "lead": "市科技局",
    "cooperating": "市财政局",
    "schedule_kind": "finish_by",
    "due": "2016-12-30",
}


@pytest.fixture(autouse=True)
def on_the_day(settings: Any) -> None:
    """The business date of the factories: 2016-10-14."""
    settings.TODAY = factories.DAY


@pytest.fixture
def plan(city: City) -> Plan:
    return published(city).plan


def test_the_task_is_the_difference_of_the_next_version(city: City, plan: Plan) -> None:
    before = dict(Task.objects.values_list("code", "title"))
    page = reverse("plan-add-task", args=[plan.key])
    office = client_of(city.office)
    assert page in office.get(reverse("plan", args=[plan.key])).content.decode()
    said = office.post(page, GIVEN, follow=True).content.decode()
    assert "方案成为第 2 版" in said
    assert f"HL16-A01 建立企业联系制度（依据：{MINUTES}）" in said
    assert [v.number for v in plan.versions.all()] == [2, 1]
    task = Task.objects.get(code="HL16-A01")
    assert (task.due, task.source, task.clause.title) == (date(2016, 12, 30), MINUTES, MINUTES)
    parts = task.units.order_by("position").values_list("role", "department__name")
    assert list(parts) == [("lead", "市科技局"), ("cooperating", "市财政局")]
    assert dict(Task.objects.exclude(pk=task.pk).values_list("code", "title")) == before
    created = Event.objects.get(stream="task:HL16-A01", kind="created")
    assert (created.data["source"], created.data["starts_on"]) == (MINUTES, "2016-10-14")
    for address in (reverse("task", args=[task.code]), reverse("clause", args=[task.clause_id])):
        html = office.get(address).content.decode()
        assert MINUTES in html
        assert "计划开始" not in html
        assert "尚未附上原文" not in html


def test_its_time_begins_when_it_was_added(city: City, plan: Plan) -> None:
    """The plan is of June; a task added in October owes no news of the summer."""
    add_task(city.office, plan, GIVEN | {"schedule_kind": "continuous", "due": ""})
    task = Task.objects.get(code="HL16-A01")
    assert task.light == Light.GREY  # not started
    assert task.days_left is not None
    assert task.days_left > 50  # three months from October, in working days


def test_a_clause_is_enough_and_a_second_task_shares_its_minutes(city: City, plan: Plan) -> None:
    clause = plan.document.clauses.order_by("position")[0]
    add_task(city.office, plan, GIVEN | {"source": "", "clause": clause.ref})
    add_task(city.office, plan, GIVEN | {"title": "甲"})
    add_task(city.leader, plan, GIVEN | {"title": "乙"})
    clauses = dict(Task.objects.filter(code__contains="-A").values_list("code", "clause__ref"))
    assert clauses == {"HL16-A01": clause.ref, "HL16-A02": "追加/1", "HL16-A03": "追加/1"}


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("source", "", "任务须有出处"),
        ("title", "", ""),
        ("lead", "市无此局", "机构名录里没有“市无此局”"),
        ("cooperating", "市财政局、海外局", "机构名录里没有“海外局”"),
        ("due", "2016-10-14", "晚于今天"),
        ("due", "", "须有日期"),
    ],
)
def test_a_refusal_keeps_the_draft(
    city: City, plan: Plan, field: str, value: str, words: str
) -> None:
    given = GIVEN | {"remark": "打到一半的备注", field: value}
    reply = client_of(city.office).post(reverse("plan-add-task", args=[plan.key]), given)
    html = reply.content.decode()
    assert reply.status_code == 422
    assert words in html
    assert "打到一半的备注" in html
    assert PlanVersion.objects.count() == 1


def test_no_document_takes_it_away(city: City, plan: Plan) -> None:
    add_task(city.office, plan, GIVEN)
    again = imported(city)  # the same file: nothing changes
    decide_all(city, again)
    assert publish_plan(city.office, again).number == 2
    edited = imported(city, DOCUMENT.replace("2017年6月底前", "2017年9月底前"))
    decide_all(city, edited)
    page = client_of(city.office).get(reverse("import-publish", args=[edited.pk])).content.decode()
    assert "HL16-A01" not in page  # the preview does not withdraw it either
    assert publish_plan(city.office, edited).number == 3
    assert Task.objects.get(code="HL16-A01").state == Task.State.OPEN


def test_what_an_added_task_rests_on_comes_with_it() -> None:
    clause = {"ref": "一/1", "label": "1", "parent": "一"}
    task = {"code": "P-A01", "clause": "一/1", "added_on": "2016-10-14"}
    before = {"clauses": [{"ref": "一", "parent": None}, clause], "tasks": [task]}
    after = keep_added(before, {"clauses": [{"ref": "二", "parent": None}], "tasks": []})
    assert after["tasks"] == [task]
    assert after["clauses"] == [{"ref": "二", "parent": None}, clause | {"parent": None}]
    assert keep_added(before, before) == before


def test_who_may_not_add(city: City, plan: Plan) -> None:
    address = reverse("plan-add-task", args=[plan.key])
    for actor in (city.lead, city.checker):
        assert client_of(actor).get(address).status_code == 403
        assert (
            address not in client_of(actor).get(reverse("plan", args=[plan.key])).content.decode()
        )
        with pytest.raises(PermissionDenied):
            add_task(actor, plan, GIVEN)
    with pytest.raises(ValidationError) as error:
        add_task(city.office, city.plan, GIVEN)  # made without a version
    assert error.value.code == "no_version"
