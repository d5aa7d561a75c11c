"""Send what waits: each message claimed, tried, and its outcome put on record.

A claim (WAITING → SENDING) is its own transaction, so two senders never try the same message and a
slow server holds no lock. Between the server's acknowledgement and our commit nothing can be
atomic: a sender that dies there leaves SENDING behind, which is tried again after LEASE with the
same Message-ID. So every message arrives, and twice only across such a death
(docs/adr/0016-notices-addressed-to-seats.md).
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from fumao.apps.notices.letters import RefusedError, UnwantedError, write_letter
from fumao.apps.notices.mail import EmailOutlet
from fumao.apps.notices.models import Attempt, Channel, Delivery, RefusedAddress
from fumao.apps.notices.outlets import Outcome, Outlet
from fumao.apps.notices.sms import SmsOutlet, gateway_path

LEASE = timedelta(minutes=5)  # longer than a try can take: the time-outs of a dialogue together
MOST_DELAYS = 12  # refusals of one message that may pass: a day and a half, by BACK_OFF
LIMIT = 500  # messages a round, so that other work of the worker gets its turn

Result = Attempt.Result
State = Delivery.State
ENDS = {Result.SENT: State.SENT, Result.REFUSED: State.REFUSED, Result.FAILED: State.FAILED}


def send_waiting(limit: int = LIMIT) -> Counter[str]:
    """Send what is due, by each channel until it is down; return the number of each outcome."""
    makers: dict[str, Callable[[], Outlet]] = {Channel.EMAIL: EmailOutlet}
    if gateway_path():
        makers[Channel.SMS] = SmsOutlet
    tally: Counter[str] = Counter()
    for channel, make in makers.items():
        outlet = make()
        try:
            tally += _send_by(outlet, channel, limit)
        finally:
            outlet.close()
    return tally


def _send_by(outlet: Outlet, channel: str, limit: int) -> Counter[str]:
    tally: Counter[str] = Counter()
    rows = due(timezone.now()).filter(channel=channel)
    for pk in list(rows.values_list("pk", flat=True)[:limit]):
        claimed = claim(pk)
        if claimed is None:
            continue
        outcome = _try(outlet, claimed)
        if outcome is None:
            continue
        tally[outcome.result] += 1
        if outcome.result == Result.OUTAGE:  # the rest waits for the next round, unclaimed
            break
    return tally


def due(now: datetime) -> QuerySet[Delivery]:
    """Return the deliveries that may be tried now, those due longest first."""
    return Delivery.objects.filter(state=State.WAITING, due_at__lte=now).order_by("due_at", "pk")


def claim(pk: int) -> Delivery | None:
    """Take a waiting delivery for this sender alone; None where another was first."""
    now = timezone.now()
    taken = Delivery.objects.filter(pk=pk, state=State.WAITING).update(
        state=State.SENDING, claimed_at=now, tries=F("tries") + 1
    )
    return Delivery.objects.select_related("person").get(pk=pk) if taken else None


def release_lost(now: datetime, lease: timedelta = LEASE) -> int:
    """Let what a dead sender was at be tried again, with an attempt of unknown end on record."""
    lost = Delivery.objects.filter(state=State.SENDING, claimed_at__lte=now - lease)
    released = 0
    for delivery in lost:
        with transaction.atomic():
            held = lost.filter(pk=delivery.pk, claimed_at=delivery.claimed_at)
            if held.update(state=State.WAITING, claimed_at=None, due_at=now):
                _put_on_record(delivery, Outcome(Result.INTERRUPTED), "")
                released += 1
    return released


def _try(outlet: Outlet, delivery: Delivery) -> Outcome | None:
    """Send one claimed delivery; None where there was nothing to send."""
    try:
        letter = write_letter(delivery)
    except UnwantedError:
        _end(delivery, State.DROPPED)
        return None
    except RefusedError as refused:
        settle(delivery, Outcome(Result.REFUSED), refused.address)
        return Outcome(Result.REFUSED)
    outcome = outlet.send(letter)
    settle(delivery, outcome, letter.address)
    return outcome


def settle(delivery: Delivery, outcome: Outcome, address: str) -> None:
    """Put the outcome of a try on record and say what becomes of the delivery."""
    with transaction.atomic():
        if outcome.result == Result.DELAYED and _delays(delivery) + 1 >= MOST_DELAYS:
            outcome = Outcome(Result.FAILED, outcome.words)
        ended = ENDS.get(outcome.result)
        if not (_end(delivery, ended) if ended else _wait(delivery, outcome)):
            return  # the claim had run out, and another sender has the delivery
        _put_on_record(delivery, outcome, address)
        if outcome.result == Result.REFUSED and outcome.words:
            refusal = RefusedAddress(
                channel=delivery.channel, address=address, person=delivery.person,
                since=timezone.now(), words=outcome.words[:255],
            )  # fmt: skip
            RefusedAddress.objects.bulk_create([refusal], ignore_conflicts=True)


def _delays(delivery: Delivery) -> int:
    return delivery.attempts.filter(result=Result.DELAYED).count()


def _mine(delivery: Delivery) -> QuerySet[Delivery]:
    return Delivery.objects.filter(
        pk=delivery.pk, state=State.SENDING, claimed_at=delivery.claimed_at
    )


def _end(delivery: Delivery, state: State) -> bool:
    return bool(_mine(delivery).update(state=state, done_at=timezone.now(), claimed_at=None))


def _wait(delivery: Delivery, outcome: Outcome) -> bool:
    due_at = timezone.now() + back_off(outcome.result, delivery.tries)
    return bool(_mine(delivery).update(state=State.WAITING, due_at=due_at, claimed_at=None))


def back_off(result: Result, tries: int) -> timedelta:
    """Return how long to wait after a try: 1, 2, 4 … minutes, up to 15 in an outage, else 8 hours.

    An outage ends for all at once; a server that does not take one message wants to be left alone.
    """
    most = 15 if result == Result.OUTAGE else 480
    return timedelta(minutes=min(2 ** min(tries - 1, 10), most))


def _put_on_record(delivery: Delivery, outcome: Outcome, address: str) -> None:
    Attempt.objects.create(
        delivery=delivery, number=delivery.tries, at=timezone.now(), address=address,
        result=outcome.result, words=outcome.words[:255],
    )  # fmt: skip
