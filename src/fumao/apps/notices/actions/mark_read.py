"""已读: a receipt a reader; who reads a notice to a seat reads it for nobody else."""

from collections.abc import Iterable
from itertools import batched

from django.db import transaction
from django.utils import timezone

from fumao.apps.notices.models import Notice, ReadReceipt
from fumao.apps.notices.queries.inbox import unread
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to


def mark_read(actor: Actor, pks: Iterable[int]) -> int:
    """Note that the actor has read these of the notices addressed to the actor; return how many.

    What was read before keeps its first moment.
    """
    with transaction.atomic():
        rows = visible_to(actor, Notice.objects.filter(pk__in=list(pks)))
        return _receive(actor, rows.values_list("pk", flat=True))


def mark_all_read(actor: Actor) -> int:
    """Note that the actor has read everything there is now; return how many were unread."""
    with transaction.atomic():
        return _receive(actor, unread(actor).values_list("pk", flat=True))


def _receive(actor: Actor, pks: Iterable[int]) -> int:
    now, count = timezone.now(), 0
    for some in batched(pks, 500):
        receipts = [ReadReceipt(notice_id=pk, person=actor.person, at=now) for pk in some]
        ReadReceipt.objects.bulk_create(receipts, ignore_conflicts=True)
        count += len(receipts)
    return count
