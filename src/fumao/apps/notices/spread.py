"""Make of each notice what is to be sent of it: a message now, or a line of a person's digest."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from fumao.apps.notices.kinds import is_urgent
from fumao.apps.notices.models import Channel, Delivery, DigestLine, Notice, Preference, Rhythm
from fumao.apps.notices.recipients import Recipients
from fumao.apps.notices.sms import gateway_path
from fumao.apps.orgs import clock
from fumao.apps.orgs.models import Person

BATCH = 200  # notices a transaction


def spread_notices(now: datetime) -> int:
    """Spread every notice that waits for it, and return their number.

    A notice is spread once: its deliveries and the mark stand in one transaction, and a second
    process skips what the first is at.
    """
    done, recipients = 0, Recipients(clock.today())
    while batch := _spread_batch(now, recipients):
        done += batch
    return done


def _spread_batch(now: datetime, recipients: Recipients) -> int:
    with transaction.atomic():
        notices = list(
            Notice.objects.select_for_update(skip_locked=True)
            .filter(spread_at=None)
            .order_by("pk")[:BATCH]
        )
        people = {notice.pk: recipients.of(notice) for notice in notices}
        wishes = Wishes({pk for some in people.values() for pk in some})
        for notice in notices:
            wishes.apply(notice, people[notice.pk], now)
        Delivery.objects.bulk_create(wishes.deliveries, ignore_conflicts=True)
        DigestLine.objects.bulk_create(wishes.lines, ignore_conflicts=True)
        Notice.objects.filter(pk__in=people).update(spread_at=now)
        return len(notices)


class Wishes:
    """What people chose, applied to notices one after the other (two queries)."""

    def __init__(self, people: Iterable[int]) -> None:
        self._people = Person.objects.in_bulk(set(people))
        self._preferences = Preference.objects.in_bulk(set(people))
        self._sms = bool(gateway_path())
        self.deliveries: list[Delivery] = []
        self.lines: list[DigestLine] = []

    def apply(self, notice: Notice, people: Iterable[int], now: datetime) -> None:
        """Add what is to be sent of a notice to these people; nothing where there is no address."""
        for pk in sorted(people):
            wish = self._preferences.get(pk) or Preference(person_id=pk)
            if self._people[pk].email:
                self._by_email(notice, wish, now)
            if self._sms and wish.phone and wish.sms != Rhythm.NONE and is_urgent(notice.kind):
                self.deliveries.append(_at_once(notice, pk, Channel.SMS, now))

    def _by_email(self, notice: Notice, wish: Preference, now: datetime) -> None:
        if wish.email == Rhythm.AT_ONCE:
            self.deliveries.append(_at_once(notice, wish.person_id, Channel.EMAIL, now))
        elif wish.email != Rhythm.NONE:
            self.lines.append(DigestLine(person_id=wish.person_id, notice=notice, at=now))


def _at_once(notice: Notice, person: int, channel: Channel, now: datetime) -> Delivery:
    return Delivery(
        person_id=person, channel=channel, notice=notice, what=f"notice:{notice.pk}",
        made_at=now, due_at=now,
    )  # fmt: skip
