"""The frame and the home page: languages, what each role finds, queries, caching, headers."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fumao.apps.orgs.models import Department, Person, Role
from fumao.apps.plans.models import Plan, Task
from fumao.web import messages
from fumao.web.icons import ICONS
from tests.factories import (
    actor_as,
    make_city,
    make_department,
    make_person,
    make_plan,
    make_progress,
    make_task,
)

pytestmark = pytest.mark.django_db
HAN = re.compile(r"[一-鿿]+")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(scope="session", autouse=True)
def _english() -> None:
    messages.compile_catalogue()


@pytest.fixture
def city() -> tuple[Department, Plan]:
    area = make_city("甲市")
    return make_department("甲市商务局", area, "office"), make_plan(area)


def visitor(person: Person, language: str = "zh-hans") -> Client:
    client = Client(headers={"accept-language": "en-US,en;q=0.9"})
    client.force_login(person, backend=BACKEND)
    client.cookies["django_language"] = language
    return client


def words_of(html: str) -> str:
    """The words a reader sees or hears, without scripts and the switch to Chinese."""
    html = re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)
    html = re.sub(r'<button[^>]*lang="zh-CN".*?</button>', "", html, flags=re.DOTALL)
    html = re.sub(r'<span class="seal".*?</span>', "", html)
    shown = re.sub(r"<[^>]+>", " ", html)
    return shown + " ".join(re.findall(r'(?:aria-label|placeholder|title|alt)="([^"]*)"', html))


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/nowhere/"])
def test_chinese_is_the_default_whatever_the_browser_accepts(path: str) -> None:
    reply = Client(headers={"accept-language": "en-US,en;q=0.9"}).get(path)
    assert reply.headers["Content-Language"] == "zh-hans"
    assert '<html lang="zh-CN"' in reply.content.decode()


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/nowhere/"])
def test_public_pages_in_english_hold_no_chinese(path: str) -> None:
    client = Client()
    client.cookies["django_language"] = "en"
    assert HAN.findall(words_of(client.get(path).content.decode())) == []


@pytest.mark.parametrize("name", ["home", "documents", "import-new"])
def test_pages_inside_in_english_hold_no_chinese(city: tuple[Department, Plan], name: str) -> None:
    office, plan = city
    make_task(plan, office)
    Task.objects.update(title_en="Task", light="red", days_left=-7)
    Plan.objects.update(title_en="Plan")
    plan.document.title_en = "Plan of the city"
    plan.document.save()
    person = make_person(Role.OFFICE, office, "office")
    html = visitor(person, "en").get(reverse(name)).content.decode()
    # Names of units, people and areas are data: the bureau's own name stands in the top bar.
    assert set(HAN.findall(words_of(html))) <= {"甲市商务局"}


@pytest.mark.parametrize("role", [Role.OFFICE, Role.LEADER, Role.CHECKER, Role.HANDLER])
def test_home_needs_few_queries(
    city: tuple[Department, Plan], role: Role, django_assert_max_num_queries: Any
) -> None:
    office, plan = city
    bureau = make_department("甲市科技局", plan.area)
    for _ in range(12):
        make_task(plan, bureau, (office,))
    client = visitor(make_person(role, bureau if role == Role.HANDLER else office))
    with django_assert_max_num_queries(21):  # one of them the bell's
        assert client.get("/home/").status_code == 200
    with django_assert_max_num_queries(12):
        client.get("/home/")


def test_home_shows_a_change_at_once(city: tuple[Department, Plan]) -> None:
    office, plan = city
    bureau = make_department("甲市科技局", plan.area)
    task = make_task(plan, bureau)
    checker = visitor(make_person(Role.CHECKER, office))
    assert "进展待核查" not in checker.get("/home/").content.decode()
    handler = actor_as(Role.HANDLER, bureau)
    from fumao.apps.plans.actions.report_progress import report_progress
    from fumao.apps.plans.models import Progress

    report_progress(handler, task, kind=Progress.Kind.PROGRESS, text="平台已上线。")
    assert "进展待核查" in checker.get("/home/").content.decode()


def test_a_checker_is_not_asked_to_check_the_own_department(city: tuple[Department, Plan]) -> None:
    office, plan = city
    task = make_task(plan, office)
    make_progress(task, make_person(Role.HANDLER, office), office)
    html = visitor(make_person(Role.CHECKER, office)).get("/home/").content.decode()
    assert "进展待核查" not in html


def test_pages_hold_nothing_inline(city: tuple[Department, Plan]) -> None:
    client = visitor(make_person(Role.OFFICE, city[0]))
    for name in ("home", "documents", "import-new"):
        reply = client.get(reverse(name))
        html = reply.content.decode()
        assert re.search(r"<style|\sstyle=|\son[a-z]+=", html) is None
        scripts = re.findall(r"<script([^>]*)>", html)
        assert all("src=" in s or 'type="application/json"' in s for s in scripts)
        assert "default-src 'self'" in reply.headers["Content-Security-Policy"]
        assert "unsafe" not in reply.headers["Content-Security-Policy"]


def test_the_demo_is_entered_as_synthetic_people_only(
    city: tuple[Department, Plan], settings: Any
) -> None:
    real = make_person(Role.OFFICE, city[0], "real")
    made_up = make_person(Role.OFFICE, city[0], "made-up")
    Person.objects.filter(pk=made_up.pk).update(synthetic=True)
    client = Client()
    assert client.post("/demo/enter", {"as": real.username}).status_code == 404
    assert client.post("/demo/enter", {"as": made_up.username}).status_code == 302
    settings.DEMO = False
    assert Client().post("/demo/enter", {"as": made_up.username}).status_code == 404


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_the_theme_switch_sends_nobody_elsewhere(target: str) -> None:
    reply = Client().post("/display/theme", {"theme": "dark", "next": target})
    assert reply.headers["Location"] == "/"
    assert reply.cookies["theme"].value == "dark"


def test_templates_use_declared_icons_only() -> None:
    used: set[str] = set()
    for path in messages.PACKAGE.rglob("templates/**/*.html"):
        used |= set(re.findall(r'{% icon "([^"]+)"', path.read_text(encoding="utf-8")))
    assert used - ICONS == set()
