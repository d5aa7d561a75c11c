"""The round of the worker: spread, gather digests, send."""

from collections import Counter
from datetime import timedelta

from django.db import transaction
from django.tasks import task
from django.utils import timezone

from fumao.apps.notices.digests import make_digests
from fumao.apps.notices.send import due, release_lost, send_waiting
from fumao.apps.notices.spread import spread_notices
from fumao.apps.orgs.lost_work import fail_lost

# A round is at most LIMIT messages; what is marked as running for longer has lost its worker.
LONGEST = timedelta(minutes=30)


def prepare_deliveries() -> None:
    """Make of new notices what is to be sent of them; everything here is the database's alone."""
    now = timezone.now()
    spread_notices(now)
    make_digests(now)
    release_lost(now)


def deliver(*, no_other_sender: bool = False) -> Counter[str]:
    """Make and send everything that is due; return the number of each outcome.

    `no_other_sender`: whatever is marked as being sent has lost its sender, however short ago.
    """
    prepare_deliveries()
    if no_other_sender:
        release_lost(timezone.now(), timedelta(0))
    return send_waiting()


@task()
def send_due() -> None:
    """Send what is due; twice at the same time is harmless, each message is claimed."""
    send_waiting()


def queue_delivery(*, at_start: bool = False) -> bool:
    """Prepare deliveries and let the worker send what is due; return whether it was told to.

    `at_start`: no worker runs, so that a task marked as running has lost its worker.
    """
    prepare_deliveries()
    now = timezone.now()
    with transaction.atomic():
        alive = fail_lost([send_due.module_path], LONGEST, at_start=at_start)
        if alive or not due(now).exists():
            return False
        send_due.enqueue()
        return True
