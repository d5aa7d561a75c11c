"""Plans, versions, clauses, side by side and search: what they show, and to whom."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Park
from fumao.apps.plans.models import Clause, Finding, Incentive, PlanVersion, Task
from fumao.apps.plans.queries.similar import similar_codes
from fumao.apps.plans.rows import search_text
from tests import factories
from tests.plans.city import City
from tests.plans.signed_in import client_of


@pytest.fixture(autouse=True)
def on_the_day(settings: Any) -> None:
    """The business date of the factories."""
    settings.TODAY = factories.DAY


def page(actor: Actor, name: str, *keys: object, **query: str) -> str:
    """A page as the actor sees it."""
    response = client_of(actor).get(reverse(name, args=keys), query)
    assert response.status_code == 200
    return str(response.content.decode())


def content(**changes: Any) -> dict[str, Any]:
    """What a version says, with one task."""
    task = {"code": "P-1", "title": "建平台", "clause": "1", "due": "2016-12-31"} | changes
    return {
        "document": {"title": "行动计划"},
        "tasks": [task],
        "targets": [],
        "incentives": [],
        "clauses": [],
    }


def publish(city: City, number: int, **changes: Any) -> None:
    """A version of the city's plan."""
    PlanVersion.objects.create(
        plan=city.plan,
        number=number,
        on=factories.DAY,
        published_at=timezone.now(),
        published_by=city.office.person,
        content=content(**changes),
        digest=f"{number:064}",
    )


def test_the_list_and_a_plan(city: City) -> None:
    task = city.task()
    publish(city, 1)
    assert city.plan.title in page(city.office, "plans")
    shown = page(city.office, "plan", city.plan.key)
    assert task.title in shown
    assert "第 1 版" in shown
    stranger = factories.actor_as(
        "office", factories.make_department("市远山局", factories.make_city("远山市"), "office")
    )
    assert "还没有工作方案" in page(stranger, "plans")
    assert client_of(stranger).get(reverse("plan", args=[city.plan.key])).status_code == 404


def test_a_version_beside_the_one_before(city: City) -> None:
    publish(city, 1)
    publish(city, 2, title="建公共平台", due="2017-03-31")
    shown = page(city.office, "plan-version", city.plan.key, 2)
    assert "<del>建平台</del>" in shown
    assert "<ins>建公共平台</ins>" in shown
    assert "<ins>2017-03-31</ins>" in shown
    assert "这是第一版" in page(city.office, "plan-version", city.plan.key, 1)
    address = reverse("plan-version", args=[city.plan.key, 9])
    assert client_of(city.office).get(address).status_code == 404


def test_a_clause_and_what_it_set_in_motion(city: City) -> None:
    task = city.task()
    document = city.plan.document
    document.text = "加快建设示范园区。培育企业。"
    document.save()
    clause = document.clauses.get()
    Clause.objects.filter(pk=clause.pk).update(start=0, end=9)
    after = Clause.objects.create(document=document, ref="2", label="2", position=2)
    Incentive.objects.create(
        plan=city.plan, clause=clause, position=1, recipient="示范园区运营方", kind="grant"
    )
    Finding.objects.create(
        plan=city.plan, clause=clause, code="x", severity="warning",
        message_zh="日期有两种读法", message_en="two readings",
    )  # fmt: skip
    Park.objects.create(
        key="p1", name="海陵软件园", name_en="Park", area=city.area,
        clause_ref=f"{document.key}#{clause.ref}",
    )  # fmt: skip
    shown = page(city.office, "clause", clause.pk)
    for words in (
        "加快建设示范园区。",
        task.title,
        "示范园区运营方",
        "日期有两种读法",
        "海陵软件园",
    ):
        assert words in shown
    assert "培育企业" not in shown
    assert reverse("clause", args=[after.pk]) in shown
    assert reverse("clause", args=[clause.pk]) in page(city.office, "clause", after.pk)


def test_attaching_the_original_is_for_the_office(city: City) -> None:
    city.task()
    clause = city.plan.document.clauses.get()
    assert "附上原文" in page(city.office, "clause", clause.pk)
    assert 'type="file"' not in page(city.lead, "clause", clause.pk)
    address = reverse("document-original", args=[city.plan.document.key])
    file = SimpleUploadedFile("原文.txt", "一段话".encode())
    assert client_of(city.lead).post(address, {"file": file}).status_code == 403
    broken = SimpleUploadedFile("原文.docx", b"PK\x03\x04 broken")
    answer = client_of(city.office).post(address, {"file": broken})
    assert answer.status_code == 422
    assert "form-error" in answer.content.decode()
    assert client_of(city.office).get(address).status_code == 200


def titled(city: City, title: str) -> Task:
    """A task with a title, found by its words."""
    task = city.task()
    Task.objects.filter(pk=task.pk).update(title=title, search=search_text(title))
    task.refresh_from_db()
    return task


def test_side_by_side(city: City) -> None:
    one = titled(city, "建设示范园区和出口基地")
    twin = titled(city, "认定示范园区，扩大出口基地")
    other = titled(city, "简化口岸查验")
    codes = similar_codes(city.office, one)
    assert codes[0] == one.code
    assert twin.code in codes
    assert other.code not in codes
    shown = page(city.office, "compare", q="示范园区")
    assert one.title in shown
    assert other.title not in shown
    assert twin.title in page(city.office, "compare", task=one.code)
    assert "没有找到这个主题" in page(city.office, "compare", q="查无此事")
    empty = page(city.office, "compare")
    assert "先选一个主题" in empty
    here = re.findall(r'aria-current="page">.*?</svg>([^<]+)<', empty)
    assert here == ["工作方案"]  # plans are compared: the navigation says so


def test_search(city: City) -> None:
    task = titled(city, "建设示范园区")
    shown = page(city.office, "search", q="示范园区")
    assert task.title in shown
    assert "没有找到" in page(city.office, "search", q="查无此事")
    assert "输入要找的字词" in page(city.office, "search")
    assert "<script>" not in page(city.office, "search", q="<script>alert(1)</script>")
