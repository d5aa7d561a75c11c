"""Gather what waited for a person's digest into one message, once a day or once a week."""

from datetime import datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Min
from django.utils import timezone

from fumao.apps.notices.models import Channel, Delivery, DigestLine, Preference, Rhythm

HOUR = 8  # of China's morning; a weekly digest is made on Mondays


def boundary(rhythm: str, now: datetime) -> datetime:
    """Return the last moment up to `now` at which a digest of this rhythm closed."""
    local = timezone.localtime(now)
    day = local.date() if local.hour >= HOUR else local.date() - timedelta(days=1)
    if rhythm == Rhythm.WEEKLY:
        day -= timedelta(days=day.weekday())
    return datetime.combine(day, time(HOUR), local.tzinfo)


def make_digests(now: datetime) -> int:
    """Make every digest that is due and return their number.

    A digest takes what came before its hour: made late, it holds no more than made in time.
    """
    waiting = DigestLine.objects.filter(delivery=None).order_by()
    made = 0
    for row in waiting.values("person").annotate(first=Min("at")):
        wish = Preference.objects.filter(pk=row["person"]).first()
        if wish is None or wish.email not in {Rhythm.DAILY, Rhythm.WEEKLY}:
            continue
        before = boundary(wish.email, now)
        if row["first"] < before:
            what = f"{wish.email}:{timezone.localtime(before).date().isoformat()}"
            made += gather(row["person"], what, before, now)
    return made


def gather(person: int, what: str, before: datetime, now: datetime) -> bool:
    """Put a person's lines from before a moment into one delivery; return whether it was made.

    The delivery's name is unique, so of two processes one makes it and the other nothing.
    """
    try:
        with transaction.atomic():
            delivery = Delivery.objects.create(
                person_id=person, channel=Channel.EMAIL, what=what, made_at=now, due_at=now
            )
            lines = DigestLine.objects.filter(person=person, delivery=None, at__lt=before)
            if not lines.update(delivery=delivery):
                transaction.set_rollback(True)
                return False
            return True
    except IntegrityError:
        return False
