"""What a mail server's answers mean: each kind of refusal, an outage, a sender that died."""

import smtplib
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from pytest_django import Settings

from fumao.apps.notices.actions.change_preference import change_preference
from fumao.apps.notices.deliver import deliver
from fumao.apps.notices.mail import outcome_of
from fumao.apps.notices.models import Attempt, Delivery, RefusedAddress
from fumao.apps.notices.outlets import Outcome
from fumao.apps.notices.send import MOST_DELAYS, back_off, claim, release_lost, settle
from fumao.apps.notices.spread import spread_notices
from tests.factories import DAY, actor
from tests.notices.conftest import submitted
from tests.notices.test_delivery import arrived, choice, give_address, states

pytestmark = pytest.mark.django_db
Result = Attempt.Result


def refused(code: int, words: str) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({"a@b.example": (code, words.encode())})


# RFC 5321 4.2.1: 5yz is permanent, 4yz transient. RFC 3463: 5.1.x address, 5.2.1 mailbox disabled,
# 5.2.2 mailbox full, 5.7.x policy.
@pytest.mark.parametrize(
    ("error", "result"),
    [
        (refused(550, "5.1.1 no such user"), Result.REFUSED),
        (refused(550, "5.2.1 mailbox disabled"), Result.REFUSED),
        (refused(550, "no such user here"), Result.REFUSED),
        (refused(553, "mailbox name not allowed"), Result.REFUSED),
        (refused(550, "5.7.1 relaying denied"), Result.DELAYED),
        (refused(552, "5.2.2 mailbox full"), Result.DELAYED),
        (refused(554, "transaction failed"), Result.DELAYED),
        (refused(450, "4.2.0 greylisted, try again"), Result.DELAYED),
        (refused(421, "closing channel"), Result.OUTAGE),
        (smtplib.SMTPDataError(554, b"5.6.0 content"), Result.DELAYED),
        (smtplib.SMTPDataError(421, b"closing"), Result.OUTAGE),
        (smtplib.SMTPSenderRefused(553, b"not you", "x@y.example"), Result.OUTAGE),
        (smtplib.SMTPAuthenticationError(535, b"bad password"), Result.OUTAGE),
        (smtplib.SMTPServerDisconnected("gone"), Result.OUTAGE),
        (ConnectionRefusedError(111, "refused"), Result.OUTAGE),
        (TimeoutError("slow"), Result.OUTAGE),
        (ValueError("Invalid address"), Result.FAILED),
    ],
)
def test_what_an_error_means(error: Exception, result: Result) -> None:
    assert outcome_of(error).result == result


class Server(BaseEmailBackend):
    """A mailer that raises what `answers` says for an address, and else delivers to the outbox."""

    answers: dict[str, Callable[[], Exception]] = {}
    asked: list[str] = []

    def send_messages(self, messages: list[mail.EmailMessage]) -> int:
        for message in messages:
            self.asked.append(message.to[0])
            if answer := self.answers.get(message.to[0]):
                raise answer()
            mail.outbox.append(message)
        return len(messages)


@pytest.fixture
def server(settings: Settings) -> type[Server]:
    settings.TODAY = DAY
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Server"}}
    Server.answers, Server.asked = {}, []
    return Server


def due_now() -> None:
    Delivery.objects.update(due_at=timezone.now())


def test_an_outage_delays_and_loses_none(city: SimpleNamespace, server: type[Server]) -> None:
    people = (city.wang, city.li, city.zhang)
    give_address(*people)
    server.answers = {p.email: ConnectionRefusedError for p in people}
    submitted(city, "A-1", to_people=[p.pk for p in people])
    assert deliver() == {"outage": 1}  # the first shows it; the others are not tried
    assert deliver() == {"outage": 1}  # the next one due
    assert states() == ["waiting"] * 3
    server.answers = {}
    due_now()
    assert deliver() == {"sent": 3}
    assert len(arrived()) == len({to for to, _subject in arrived()}) == 3
    results = Attempt.objects.order_by("pk").values_list("result", flat=True)
    assert list(results) == ["outage", "outage", "sent", "sent", "sent"]


def test_a_refused_address_is_recorded_and_left_alone(
    city: SimpleNamespace, server: type[Server]
) -> None:
    give_address(city.wang, city.li)
    server.answers = {city.wang.email: lambda: refused(550, "5.1.1 no such user")}
    submitted(city, "A-1")
    assert deliver() == {"refused": 1, "sent": 1}
    refusal = RefusedAddress.objects.get()
    assert (refusal.address, refusal.person) == (city.wang.email, city.wang)
    assert refusal.words == "550 5.1.1 no such user"
    submitted(city, "A-2")
    deliver()
    assert server.asked.count(city.wang.email) == 1
    assert states() == ["refused", "refused", "sent", "sent"]

    # Corrected and confirmed: what was refused is sent to the new address.
    server.answers = {}
    change_preference(actor(city.wang), choice(city.wang, address="wang.new@city.example"))
    assert deliver() == {"sent": 2}
    assert server.asked.count("wang.new@city.example") == 2


def test_confirming_the_same_address_lifts_its_refusal(
    city: SimpleNamespace, server: type[Server]
) -> None:
    give_address(city.wang)
    server.answers = {city.wang.email: lambda: refused(550, "5.2.1 mailbox disabled")}
    submitted(city, "A-1")
    deliver()
    server.answers = {}
    change_preference(actor(city.wang), choice(city.wang))
    assert deliver() == {"sent": 1}
    assert RefusedAddress.objects.get().lifted_at is not None


def test_a_message_nobody_takes_ends_failed(city: SimpleNamespace, server: type[Server]) -> None:
    give_address(city.wang)
    server.answers = {city.wang.email: lambda: refused(450, "4.2.0 try again")}
    submitted(city, "A-1")
    for _try in range(MOST_DELAYS):
        assert states() in ([], ["waiting"])
        deliver()
        due_now()
    assert states() == ["failed"]
    assert Attempt.objects.count() == MOST_DELAYS
    assert deliver() == {}


def test_a_delayed_message_does_not_hold_up_the_others(
    city: SimpleNamespace, server: type[Server]
) -> None:
    give_address(city.wang, city.li)
    server.answers = {city.wang.email: lambda: refused(450, "4.2.0 try again")}
    submitted(city, "A-1")
    assert deliver() == {"delayed": 1, "sent": 1}


@pytest.mark.parametrize(
    ("result", "minutes"),
    [(Result.OUTAGE, [1, 2, 4, 8, 15, 15]), (Result.DELAYED, [1, 2, 4, 8, 16, 32])],
)
def test_back_off(result: Result, minutes: list[int]) -> None:
    waits = [back_off(result, tries) for tries in range(1, 7)]
    assert waits == [timedelta(minutes=m) for m in minutes]
    assert back_off(result, 10_000) <= timedelta(hours=8)


def test_a_delivery_is_claimed_by_one(city: SimpleNamespace, server: type[Server]) -> None:
    give_address(city.wang)
    submitted(city, "A-1")
    spread_notices(timezone.now())
    pk = Delivery.objects.get().pk
    assert claim(pk) is not None
    assert claim(pk) is None
    assert deliver() == {}  # another sender is at it
    assert arrived() == []


def test_what_a_dead_sender_was_at_is_tried_again(
    city: SimpleNamespace, server: type[Server]
) -> None:
    give_address(city.wang)
    submitted(city, "A-1")
    spread_notices(timezone.now())
    lost = claim(Delivery.objects.get().pk)  # and here the sender dies
    assert lost is not None
    now = timezone.now()
    assert release_lost(now + timedelta(minutes=4)) == 0
    assert release_lost(now + timedelta(minutes=6)) == 1
    due_now()
    assert deliver() == {"sent": 1}
    results = Attempt.objects.order_by("number").values_list("number", "result")
    assert list(results) == [(1, "interrupted"), (2, "sent")]

    # It was not dead, only slow: what it has to say comes too late and changes nothing.
    settle(lost, Outcome(Result.OUTAGE), city.wang.email)
    assert states() == ["sent"]
    assert Attempt.objects.count() == 2
