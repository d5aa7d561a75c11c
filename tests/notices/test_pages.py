"""消息, the bell, 消息设置 and 发送记录, as people see them."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from fumao.apps.audit.models import Event
from fumao.apps.notices.actions.change_preference import change_preference
from fumao.apps.notices.actions.mark_read import mark_read
from fumao.apps.notices.kinds import KINDS, body_of, title_of
from fumao.apps.notices.models import Attempt, Delivery, Notice, Preference, ReadReceipt
from fumao.apps.notices.queries.inbox import bell
from fumao.apps.orgs.models import Person, Role
from tests.factories import DAY, actor, make_city, make_department, make_person
from tests.notices.conftest import submitted
from tests.notices.test_delivery import choice
from tests.plans.signed_in import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day(settings: Settings) -> None:
    settings.TODAY = DAY


def browser(person: Person) -> Client:
    return client_of(actor(person))


def listed(answer: object) -> list[str]:
    return [notice.data["number"] for notice in answer.context["page"]]


def test_the_list_its_filters_and_its_search(city: SimpleNamespace) -> None:
    wang = browser(city.wang)
    for number in ("A-1", "B-2", "B-3"):
        submitted(city, number)
    submitted(city, "C-4", to_people=[city.li.pk])
    assert listed(wang.get("/notices/")) == ["B-3", "B-2", "A-1"]
    assert listed(wang.get("/notices/", {"q": "b-"})) == ["B-3", "B-2"]
    assert listed(wang.get("/notices/", {"q": "雲橋"})) == ["B-3", "B-2", "A-1"]  # 云桥
    assert listed(wang.get("/notices/", {"q": "收到申请"})) == ["B-3", "B-2", "A-1"]
    assert "没有符合条件的消息" in wang.get("/notices/", {"q": "查无此事"}).content.decode()
    wang.post("/notices/read", {"notice": str(Notice.objects.get(data__number="B-2").pk)})
    assert listed(wang.get("/notices/", {"unread": "1"})) == ["B-3", "A-1"]
    assert "还没有消息" in browser(city.zhang).get("/notices/").content.decode()


def test_pages_of_25(city: SimpleNamespace) -> None:
    for number in range(30):
        submitted(city, f"A-{number}")
    answer = browser(city.wang).get("/notices/", {"page": "2"})
    assert listed(answer) == ["A-4", "A-3", "A-2", "A-1", "A-0"]


def test_what_a_notice_says_is_text(city: SimpleNamespace) -> None:
    submitted(city, "<script>x</script>")
    html = browser(city.wang).get("/notices/").content.decode()
    assert "<script>x" not in html
    assert "&lt;script&gt;x&lt;/script&gt;" in html


def test_opening_reads_it_for_oneself_alone(city: SimpleNamespace) -> None:
    notice = submitted(city, "A-1")
    answer = browser(city.wang).get(f"/notices/{notice.pk}")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/cases/A-1")
    assert bell(actor(city.wang)) == ""
    assert bell(actor(city.li)) == "1"
    first = ReadReceipt.objects.get()
    browser(city.wang).get(f"/notices/{notice.pk}")
    assert ReadReceipt.objects.get() == first  # the first moment stays
    assert "1 人已读" in browser(city.li).get("/notices/").content.decode()


def test_anothers_notice_is_not_there(city: SimpleNamespace) -> None:
    notice = submitted(city, "A-1")
    zhao = browser(city.zhao)
    assert zhao.get(f"/notices/{notice.pk}").status_code == 404
    zhao.post("/notices/read", {"notice": str(notice.pk)})
    assert mark_read(actor(city.zhao), [notice.pk]) == 0
    assert not ReadReceipt.objects.exists()


def test_all_read_at_once(city: SimpleNamespace) -> None:
    for number in range(3):
        submitted(city, f"A-{number}")
    answer = browser(city.wang).post("/notices/read", {"notice": "all", "next": "//evil.example"})
    assert answer.headers["Location"] == "/notices/"
    assert bell(actor(city.wang)) == ""
    assert bell(actor(city.li)) == "3"


def test_a_receipt_is_never_changed(city: SimpleNamespace) -> None:
    mark_read(actor(city.wang), [submitted(city).pk])
    for change in (lambda: ReadReceipt.objects.update(at=timezone.now()),
                   lambda: ReadReceipt.objects.all().delete()):  # fmt: skip
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()


def test_the_bell_is_one_query_whatever_there_is(
    city: SimpleNamespace, django_assert_num_queries: object
) -> None:
    who = actor(city.wang)
    for number in range(3):
        submitted(city, f"A-{number}")
    submitted(city, "old", on=DAY - timedelta(days=31))
    with django_assert_num_queries(1):
        assert bell(who) == "3"
    for number in range(100):
        submitted(city, f"B-{number}")
    assert bell(who) == "99+"
    assert bell(actor(None)) == ""


def test_every_page_shows_the_bell_and_pays_one_query(
    city: SimpleNamespace, django_assert_max_num_queries: object
) -> None:
    wang = browser(city.wang)
    submitted(city, "A-1")
    submitted(city, "A-2")
    html = wang.get(reverse("departments")).content.decode()
    assert 'aria-label="消息，2 条未读"' in html
    assert '<span class="dot" aria-hidden="true">2</span>' in html
    wang.get("/notices/")
    with django_assert_max_num_queries(10):
        wang.get("/notices/")


def test_settings_are_kept_and_on_record(city: SimpleNamespace) -> None:
    wang = browser(city.wang)
    given = {"address": "wang@city.example", "email": "daily", "phone": "138 0000 0000",
             "sms": "at_once"}  # fmt: skip
    assert wang.post("/notices/preference", given).status_code == 303
    wish = Preference.objects.get()
    assert (wish.email, wish.sms, wish.phone) == ("daily", "at_once", "13800000000")
    city.wang.refresh_from_db()
    assert city.wang.email == "wang@city.example"
    event = Event.objects.get(kind="notice_preference_changed")
    assert event.data == {
        "email": "daily", "sms": "at_once", "address_changed": True, "phone_changed": True,
    }  # fmt: skip
    assert wang.post("/notices/preference", given).status_code == 303  # nothing new: no event
    assert Event.objects.filter(kind="notice_preference_changed").count() == 1
    page = wang.get("/notices/preference").content.decode()
    assert 'value="wang@city.example"' in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"address": "nobody"}, "不像邮箱地址"),
        ({"phone": "12"}, "不像电话号码"),
        ({"sms": "at_once"}, "请填写手机号码"),
        ({"email": "hourly"}, "hourly"),
    ],
)
def test_settings_refused(city: SimpleNamespace, wrong: dict[str, str], words: str) -> None:
    given = {"address": "", "email": "daily", "phone": "", "sms": "none"}
    answer = browser(city.wang).post("/notices/preference", given | wrong)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Preference.objects.exists()


def test_settings_are_the_own_ones(city: SimpleNamespace) -> None:
    with pytest.raises(ValidationError):
        change_preference(actor(city.wang), choice(city.wang, address="a@b"))
    assert Client().get("/notices/preference").status_code == 302


def made(person: Person, state: str = "sent") -> Delivery:
    delivery = Delivery.objects.create(
        person=person, channel="email", what=f"daily:{person.pk}", state=state,
        made_at=timezone.now(), due_at=timezone.now(),
    )  # fmt: skip
    Attempt.objects.create(
        delivery=delivery, number=1, at=timezone.now(), result="outage",
        words="Connection refused",
    )  # fmt: skip
    return delivery


def test_the_office_sees_what_was_sent_in_its_areas(city: SimpleNamespace) -> None:
    other = make_city("乙市")
    stranger = make_person(Role.HANDLER, make_department("乙市商务局", other))
    own, theirs = made(city.zhang), made(stranger)
    answer = browser(city.wang).get("/notices/deliveries")
    assert [delivery.pk for delivery in answer.context["page"]] == [own.pk]
    assert "Connection refused" in answer.content.decode()
    assert browser(city.zhang).get("/notices/deliveries").status_code == 403
    assert theirs.pk not in {d.pk for d in answer.context["page"]}


def test_the_office_sees_that_a_notice_was_sent_and_not_what_it_says(
    city: SimpleNamespace,
) -> None:
    notice = submitted(city, "机密-1", to_people=[city.zhang.pk])
    delivery = made(city.zhang)
    Delivery.objects.filter(pk=delivery.pk).update(notice=notice)
    html = browser(city.wang).get("/notices/deliveries").content.decode()
    assert "收到申请 —" in html
    assert "机密-1" not in html


def test_every_kind_can_be_shown_without_its_values() -> None:
    for kind in KINDS:
        assert title_of(kind, {})
        body_of(kind, {})
    assert title_of("forgotten", {}) == "forgotten"
