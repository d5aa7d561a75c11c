"""Kept parts: served again while nothing happens, never stale, never another session's token."""

import re
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fumao.apps.orgs.models import Role
from fumao.apps.plans.actions.add_comment import add_comment
from fumao.apps.plans.actions.sign_task import sign_task
from fumao.apps.plans.views.kept import TOKEN
from tests import factories
from tests.plans.city import City
from tests.plans.signed_in import BACKEND, client_of

pytestmark = pytest.mark.django_db
ADDRESS = "/tasks/"


@pytest.fixture(autouse=True)
def on_the_day(settings: Any) -> None:
    """The business date of the factories, and nothing kept from another test."""
    settings.TODAY = factories.DAY
    caches["pages"].clear()


def token_in(html: str) -> str:
    """The token of the form of the list."""
    found = re.search(
        r'class="bulk-form".*?name="csrfmiddlewaretoken" value="(\w+)"', html, re.DOTALL
    )
    assert found
    return found[1]


def test_drawn_again_only_after_an_event(city: City) -> None:
    task = city.task()
    client = client_of(city.office)
    first = client.get(ADDRESS).content.decode()
    with CaptureQueriesContext(connection) as again:
        assert client.get(ADDRESS).content.decode().count(task.title) == first.count(task.title)
    assert not [q for q in again.captured_queries if '"plans_task"' in q["sql"]]
    add_comment(city.lead, task, "说一句")
    with CaptureQueriesContext(connection) as after:
        client.get(ADDRESS)
    assert [q for q in after.captured_queries if '"plans_task"' in q["sql"]]


def test_what_changed_is_shown_at_once(city: City) -> None:
    task = city.task()
    other = city.task()
    client = client_of(city.office)
    client.get(f"/plans/{city.plan.key}/")
    client.get(ADDRESS)
    sign_task(city.lead, task)
    task.refresh_from_db()
    assert task.title in client.get(f"{ADDRESS}?light={task.light}").content.decode()
    assert other.title in client.get(f"/plans/{city.plan.key}/").content.decode()


def test_each_session_gets_its_own_token(city: City) -> None:
    city.task()
    assert city.office.person is not None
    colleague = factories.actor(
        factories.make_person(Role.OFFICE, city.office.person.posts.get().department)
    )
    tokens = []
    for actor in (city.office, colleague):
        client = Client(enforce_csrf_checks=True)
        assert actor.person is not None
        client.force_login(actor.person, backend=BACKEND)
        html = client.get(ADDRESS).content.decode()
        assert TOKEN not in html
        tokens.append(token_in(html))
        taken = client.post(
            reverse("tasks-bulk"), {"csrfmiddlewaretoken": tokens[-1], "do": "contact"}
        )
        assert taken.status_code != 403
        wrong = client.post(reverse("tasks-bulk"), {"csrfmiddlewaretoken": TOKEN, "do": "contact"})
        assert wrong.status_code == 403
    assert tokens[0] != tokens[1]


def test_another_position_sees_its_own(city: City) -> None:
    city.task()
    office = client_of(city.office).get(ADDRESS).content.decode()
    handler = client_of(city.lead).get(ADDRESS).content.decode()
    checker = client_of(city.checker).get(ADDRESS).content.decode()
    assert "发督办单" in office
    assert "发督办单" not in handler  # who leads may agree on dates, no more
    assert "商定期限" in handler
    assert "批量操作" not in checker


def test_another_language_is_drawn_for_itself(city: City) -> None:
    city.task()
    client = client_of(city.office)
    assert "任务灯" in client.get(ADDRESS).content.decode()
    client.cookies["django_language"] = "en"
    assert "Task register" in client.get(ADDRESS).content.decode()
