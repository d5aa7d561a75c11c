"""From a notice to a mail: who gets one, when, in which language, and what is kept of it."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy
from pytest_django import Settings

from fumao.apps.notices.actions.change_preference import Choice, change_preference
from fumao.apps.notices.deliver import deliver, queue_delivery, send_due
from fumao.apps.notices.digests import boundary, make_digests
from fumao.apps.notices.models import (
    Attempt,
    Delivery,
    DigestLine,
    Notice,
    Preference,
    RefusedAddress,
)
from fumao.apps.notices.service import NoticeKind, name_notices, notify
from fumao.apps.notices.sms import NumberRefusedError
from fumao.apps.notices.spread import spread_notices
from fumao.apps.orgs.models import Delegation, Person, Role, Succession
from tests.factories import DAY, actor, make_department, make_person
from tests.notices.conftest import submitted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day(settings: Settings) -> None:
    settings.TODAY = DAY
    settings.SITE_URL = "https://fumao.example"


def give_address(*people: Person) -> None:
    for person in people:
        person.email = f"{person.username}@city.example"
        person.save()


def prefer(person: Person, email: str, **others: str) -> None:
    Preference.objects.update_or_create(person=person, defaults={"email": email, **others})


def arrived() -> list[tuple[str, str]]:
    return sorted((message.to[0], message.subject) for message in mail.outbox)


def states() -> list[str]:
    return sorted(Delivery.objects.values_list("state", flat=True))


def test_holders_of_a_seat_get_a_mail_each(city: SimpleNamespace) -> None:
    give_address(city.wang, city.zhang, city.zhao)  # 李 has no address
    submitted(city, "A-1")
    submitted(city, "A-2", to_people=[city.zhang.pk])
    deliver()
    assert arrived() == [
        ("wang@city.example", "收到申请 A-1"),
        ("zhang@city.example", "收到申请 A-2"),
    ]
    deliver()
    assert len(mail.outbox) == 2
    assert states() == ["sent", "sent"]
    assert list(Attempt.objects.values_list("number", "result")) == [(1, "sent"), (1, "sent")]


def test_a_mail_says_what_and_where(city: SimpleNamespace) -> None:
    give_address(city.wang)
    submitted(city, "A-1")
    deliver()
    message: EmailMessage = mail.outbox[0]
    assert message.body.startswith(
        "收到申请 A-1\n云桥软件 提交，请受理。\nhttps://fumao.example/cases/A-1\n"
    )
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    delivery = Delivery.objects.get()
    assert message.extra_headers["Message-ID"].startswith(f"<{delivery.pk}.")
    assert message.extra_headers["Message-ID"].endswith("@fumao.example>")


def test_a_value_cannot_add_a_header(city: SimpleNamespace) -> None:
    give_address(city.wang)
    submitted(city, "A-1\r\nBcc: everybody@city.example")
    deliver()
    assert arrived() == [("wang@city.example", "收到申请 A-1 Bcc: everybody@city.example")]
    assert mail.outbox[0].recipients() == ["wang@city.example"]


def test_heirs_and_deputies_get_it_too(city: SimpleNamespace) -> None:
    heir = make_department("甲市商务和投资局", city.area)
    Succession.objects.create(predecessor=city.commerce, successor=heir, on=DAY)
    newcomer, deputy, gone = (make_person(Role.OFFICE, heir, name) for name in ("xin", "dai", "qu"))
    gone.posts.update(valid_to=DAY - timedelta(days=1))
    deputy.posts.update(role=Role.HANDLER)
    Delegation.objects.create(
        post=newcomer.posts.get(), to=deputy, valid_from=DAY, valid_to=DAY, reason="出差",
        given_on=DAY,
    )  # fmt: skip
    give_address(newcomer, deputy, gone)
    submitted(city, "A-1")
    deliver()
    assert [to for to, _subject in arrived()] == ["dai@city.example", "xin@city.example"]


def test_who_has_left_in_between_gets_nothing(city: SimpleNamespace) -> None:
    give_address(city.wang, city.li, city.zhang)
    submitted(city, "A-1")
    submitted(city, "A-2", to_people=[city.zhang.pk])
    spread_notices(timezone.now())
    city.wang.posts.update(valid_to=DAY - timedelta(days=1))
    Person.objects.filter(pk=city.zhang.pk).update(is_active=False)
    deliver()
    assert [to for to, _subject in arrived()] == ["li@city.example"]
    assert states() == ["dropped", "dropped", "sent"]


def test_in_the_readers_language(city: SimpleNamespace) -> None:
    name_notices({"greeting": NoticeKind(gettext_lazy("服贸"))})  # its English is "Fumao"
    give_address(city.wang, city.zhang)
    Person.objects.filter(pk=city.wang.pk).update(language="en")
    with transaction.atomic():
        notify(kind="greeting", area=city.area, data={}, url="", on=DAY,
               to_people=[city.wang.pk, city.zhang.pk])  # fmt: skip
    deliver()
    assert arrived() == [("wang@city.example", "Fumao"), ("zhang@city.example", "服贸")]


# Times of China, UTC+8: 2016-10-14 is a Friday, 2016-10-10 the Monday before.
@pytest.mark.parametrize(
    ("rhythm", "now", "closed"),
    [
        ("daily", (14, 9), (14, 8)),
        ("daily", (14, 8), (14, 8)),
        ("daily", (14, 7), (13, 8)),
        ("weekly", (14, 9), (10, 8)),
        ("weekly", (10, 8), (10, 8)),
        ("weekly", (10, 7), (3, 8)),
    ],
)
def test_when_digests_close(rhythm: str, now: tuple[int, int], closed: tuple[int, int]) -> None:
    assert boundary(rhythm, china(*now)) == china(*closed)


def china(day: int, hour: int, minute: int = 0) -> datetime:
    moment = datetime(2016, 10, day, hour, minute, tzinfo=UTC)
    return moment - timedelta(hours=8)


def test_a_digest_is_made_once_and_holds_what_came_before_it(city: SimpleNamespace) -> None:
    give_address(city.wang)
    prefer(city.wang, "daily")
    for number, hour in (("A-1", 10), ("A-2", 11)):
        submitted(city, number)
        spread_notices(china(13, hour))
    assert not Delivery.objects.exists()
    assert make_digests(china(14, 7, 59)) == 0
    submitted(city, "A-3")
    spread_notices(china(14, 8, 30))  # after the hour: not in the digest of the 14th, though late
    assert make_digests(china(14, 9)) == 1
    assert make_digests(china(14, 10)) == 0
    submitted(city, "A-4")
    spread_notices(china(14, 12))
    assert make_digests(china(15, 8)) == 1
    assert [d.what for d in Delivery.objects.order_by("pk")] == [
        "daily:2016-10-14", "daily:2016-10-15",
    ]  # fmt: skip
    deliver()
    assert [message.subject for message in mail.outbox] == ["消息汇总：2 条", "消息汇总：2 条"]
    assert [("A-1" in m.body, "A-2" in m.body, "A-3" in m.body) for m in mail.outbox] == [
        (True, True, False), (False, False, True),
    ]  # fmt: skip


def test_a_weekly_digest_waits_for_monday(city: SimpleNamespace) -> None:
    give_address(city.wang)
    prefer(city.wang, "weekly")
    submitted(city, "A-1")
    spread_notices(china(14, 10))
    assert make_digests(china(16, 23)) == 0
    assert make_digests(china(18, 3)) == 1  # made late: nobody was there on Monday morning
    assert Delivery.objects.get().what == "weekly:2016-10-17"


def test_a_digest_of_a_day_cannot_be_made_twice(city: SimpleNamespace) -> None:
    rows = {"person": city.wang, "channel": "email", "what": "daily:2016-10-14",
            "made_at": timezone.now(), "due_at": timezone.now()}  # fmt: skip
    Delivery.objects.create(**rows)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(**rows)


def test_none_is_none(city: SimpleNamespace) -> None:
    give_address(city.wang, city.li)
    prefer(city.wang, "none")
    submitted(city, "A-1")
    deliver()
    assert [to for to, _subject in arrived()] == ["li@city.example"]
    assert Notice.objects.filter(spread_at=None).count() == 0


def choice(person: Person, **changed: str) -> Choice:
    given = {"address": person.email, "email": "at_once", "phone": "", "sms": "none"}
    return Choice(**given | changed)


def test_what_waited_for_a_digest_follows_the_choice(city: SimpleNamespace) -> None:
    give_address(city.wang, city.li)
    for person in (city.wang, city.li):
        prefer(person, "weekly")
    submitted(city, "A-1")
    spread_notices(timezone.now())
    change_preference(actor(city.wang), choice(city.wang, email="at_once"))
    change_preference(actor(city.li), choice(city.li, email="none"))
    assert not DigestLine.objects.filter(delivery=None).exists()
    deliver()
    assert arrived() == [("wang@city.example", "消息汇总：1 条")]


class Gateway:
    """A carrier that takes numbers beginning with 1 and refuses the others."""

    taken: list[tuple[str, str]] = []

    def send(self, number: str, text: str) -> str:
        if not number.startswith("1"):
            raise NumberRefusedError("no such number")
        self.taken.append((number, text))
        return f"receipt-{len(self.taken)}"


def late(city: SimpleNamespace) -> None:
    with transaction.atomic():
        notify(kind="case_late", area=city.area, data={"number": "A-1"}, url="", on=DAY,
               to_seats=[city.seat])  # fmt: skip


def test_sms_is_for_urgent_kinds_and_who_wants_them(
    city: SimpleNamespace, settings: Settings
) -> None:
    settings.SMS_GATEWAY = f"{__name__}.Gateway"
    Gateway.taken = []
    prefer(city.wang, "at_once", phone="13800000000", sms="at_once")
    prefer(city.li, "at_once", phone="13900000000", sms="none")
    late(city)
    submitted(city, "A-2")  # not urgent
    deliver()
    assert Gateway.taken == [("13800000000", "申请 A-1 即将超期")]
    assert Attempt.objects.get().words == "receipt-1"
    change_preference(actor(city.wang), choice(city.wang, phone="23800000000", sms="at_once"))
    late(city)
    deliver()
    assert states() == ["refused", "sent"]
    assert RefusedAddress.objects.get().address == "23800000000"


def test_without_a_gateway_no_sms_is_made(city: SimpleNamespace) -> None:
    prefer(city.wang, "at_once", phone="13800000000", sms="at_once")
    late(city)
    deliver()
    assert not Delivery.objects.exists()


def test_the_file_gateway_keeps_what_was_sent(city: SimpleNamespace, settings: Settings) -> None:
    settings.SMS_GATEWAY = "fumao.apps.notices.sms.FileGateway"
    prefer(city.wang, "at_once", phone="13800000001", sms="at_once")
    late(city)
    deliver()
    lines = (settings.DATA / "sms" / "messages.jsonl").read_text("utf-8").splitlines()
    assert '"13800000001", "text": "申请 A-1 即将超期"' in lines[-1]


def test_the_worker_is_told_only_when_there_is_something_to_send(city: SimpleNamespace) -> None:
    assert not queue_delivery()
    submitted(city, "A-1")
    assert not queue_delivery()  # nobody has an address
    give_address(city.wang)
    submitted(city, "A-2")
    assert queue_delivery()
    assert not queue_delivery()  # told already
    send_due.call()
    assert arrived() == [("wang@city.example", "收到申请 A-2")]


def test_the_command(city: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    give_address(city.wang)
    submitted(city, "A-1")
    call_command("deliver_notices")
    assert capsys.readouterr().out == "1 sent\n"
    call_command("deliver_notices", "--queue")
    assert capsys.readouterr().out == "nothing to send\n"
