"""After a crash: queue again the files that were being read when the worker died."""

from datetime import timedelta

from django.db import transaction

from fumao.apps.enterprises.rolls.child import SECONDS
from fumao.apps.orgs.lost_work import fail_lost, keys_of
from fumao.apps.sharing.actions.read_exchange import read_exchange
from fumao.apps.sharing.models import Exchange

LONGEST = timedelta(seconds=SECONDS + 600)


def resume_exchanges(*, at_start: bool = False) -> int:
    """Queue every file that waits to be read and that nothing works on; return how many.

    `at_start`: no worker runs, so that whatever is marked as running has lost its worker too.
    """
    with transaction.atomic():
        busy = keys_of(fail_lost([read_exchange.module_path], LONGEST, at_start=at_start))
        waiting = list(Exchange.objects.filter(state=Exchange.State.READING).exclude(pk__in=busy))
        for one in waiting:
            read_exchange.enqueue(one.pk)
        return len(waiting)
