"""The demo's people of procedures, and the accounts through which its enterprises sign in."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker, Settings

from fumao.apps.audit.models import Event
from fumao.apps.enterprises.demo.load import load_demo
from fumao.apps.enterprises.models import Enterprise
from fumao.apps.orgs.actor import Actor, actor_for
from fumao.apps.orgs.models import Department, Person, Post, Role
from fumao.apps.orgs.policy import Action, may, visible_to
from fumao.apps.orgs.service import load_org_pack, load_people, office_of
from fumao.web.demo import visitors
from fumao.web.sign_in import demo_posts
from tests import shipped

TODAY = date(2022, 6, 24)
CITIES = {"xm": "350200", "wh": "420100", "wz": "330300", "tj": "120000"}
PASSWORD = "演示-口令"


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The packs' units, the demo's people and forty enterprises a city, undone after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        nobody = Actor(None, TODAY)
        for pack in shipped.packs():
            if pack.demo is None:
                load_org_pack(nobody, pack)
            else:
                load_people(nobody, pack, PASSWORD)
                load_demo(nobody, pack, 40)
        yield
        transaction.set_rollback(True)


def _person(username: str) -> Person:
    return Person.objects.get(username=username)


@pytest.mark.usefixtures("demo", "db")
@pytest.mark.parametrize("city", CITIES)
def test_every_seat_of_a_procedure_is_held(city: str) -> None:
    want = {
        "director": (f"{city}-commerce", Role.LEADER),
        "window": (f"{city}-commerce", Role.HANDLER),
        "bank": (f"demo-bank-{city}", Role.VERIFIER),
        "taxcheck": (f"{city}-tax", Role.VERIFIER),
        **{f"expert{n}": (f"{city}-commerce", Role.EXPERT) for n in range(1, 6)},
    }
    for name, (unit, role) in want.items():
        post = _person(f"{city}.{name}").posts.select_related("department").get()
        assert (post.department.key, post.role) == (unit, role)
    bank = Department.objects.get(key=f"demo-bank-{city}")
    assert (bank.kind, bank.area.code) == ("body", CITIES[city])


@pytest.mark.usefixtures("demo", "db")
def test_the_ministry_is_staffed() -> None:
    posts = Post.objects.filter(person__username__startswith="cn.").order_by("person__username")
    found = list(posts.values_list("person__username", "department__key", "role"))
    assert found == [
        ("cn.commerce", "cn-mofcom", "handler"),
        ("cn.director", "cn-mofcom", "leader"),
    ]


@pytest.mark.usefixtures("demo", "db")
@pytest.mark.parametrize("city", CITIES)
def test_three_enterprises_sign_in(city: str) -> None:
    for number in (1, 2, 3):
        person = _person(f"{city}.firm{number}")
        assert person.synthetic
        assert person.check_password(PASSWORD)
        post = person.posts.select_related("department__area").get()
        firm = Enterprise.objects.get(unit=post.department)
        assert (firm.status, firm.synthetic, post.role) == ("active", True, "handler")
        assert (post.department.kind, post.department.area_id) == ("company", firm.area_id)
        # Whoever answers for its district has a handler's account in the demo.
        host = office_of("commerce", firm.area, "district", TODAY)
        assert host is not None
        assert host.posts.filter(role="handler", person__synthetic=True).exists()
        event = Event.objects.get(stream=f"person:{person.username}")
        assert event.data["enterprise"] == firm.code


@pytest.mark.usefixtures("demo", "db")
@pytest.mark.parametrize("city", ["xm", "tj"])
def test_one_of_them_is_in_a_functional_zone(city: str) -> None:
    units = Department.objects.filter(key__startswith=f"{city}-firm")
    assert {unit.area.kind for unit in units} == {"district", "zone"}


@pytest.mark.usefixtures("demo", "db")
def test_an_enterprise_sees_itself_and_nobody_elses_affairs() -> None:
    who = actor_for(_person("xm.firm1"), TODAY)
    firm = Enterprise.objects.get(unit=who.positions[0].department_id)
    assert list(visible_to(who, Enterprise.objects.all())) == [firm]
    assert list(visible_to(who, Person.objects.all())) == [who.person]
    assert may(who, Action.RECORD_FACT, firm)
    other = Enterprise.objects.exclude(pk=firm.pk).first()
    assert other is not None
    assert not may(who, Action.RECORD_FACT, other)


@pytest.mark.usefixtures("demo", "db")
def test_a_second_load_opens_nothing() -> None:
    before = Person.objects.count(), Department.objects.count(), Event.objects.count()
    nobody = Actor(None, TODAY)
    pack = next(pack for pack in shipped.packs() if pack.demo is not None)
    assert load_people(nobody, pack, PASSWORD) == 0
    assert load_demo(nobody, pack, 40).enterprises == 0
    assert (Person.objects.count(), Department.objects.count(), Event.objects.count()) == before


@pytest.mark.usefixtures("demo", "db")
def test_the_entrance_offers_an_enterprise_too(settings: Settings) -> None:
    cards = [(one.role, one.username) for one in visitors()]
    assert cards == [
        ("统筹办公室", "xm.office"),
        ("承办联络员", "xm.general"),
        ("核查员", "xm.checker"),
        ("领导小组", "xm.leader"),
        ("企业", "xm.firm1"),
    ]
    assert {post.role for post in demo_posts()} == set(Role.values)


@pytest.mark.usefixtures("demo", "db")
@pytest.mark.parametrize(
    "username", ["xm.firm1", "tj.firm3", "xm.expert1", "xm.bank", "cn.director"]
)
def test_the_first_pages_open_for_everybody(username: str, settings: Settings) -> None:
    settings.TODAY = TODAY
    client = Client()
    client.force_login(_person(username))
    for path in ("/home/", "/orgs/", "/enterprises/", "/grants/rules/", "/tasks/"):
        assert client.get(path, follow=True).status_code in {200, 403, 404}, path
    assert client.get("/home/").status_code == 200
