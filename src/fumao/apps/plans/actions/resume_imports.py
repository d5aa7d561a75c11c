"""After a crash: queue again what was being read when the worker died."""

from datetime import timedelta

from django.db import transaction

from fumao.apps.orgs.lost_work import fail_lost, keys_of
from fumao.apps.plans.actions.read_import import read_import
from fumao.apps.plans.child import SECONDS
from fumao.apps.plans.models import Import

# A reading is stopped after SECONDS; what is marked as running for longer has lost its worker.
LONGEST = timedelta(seconds=SECONDS + 60)


def resume_imports(*, at_start: bool = False) -> int:
    """Queue every import that is to be read and that nothing is reading; return how many.

    `at_start`: no worker runs, so that whatever is marked as running has lost its worker too.
    Reading an import twice is harmless: the second finds it read.
    """
    with transaction.atomic():
        busy = keys_of(fail_lost([read_import.module_path], LONGEST, at_start=at_start))
        waiting = (
            Import.objects.filter(state=Import.State.READING)
            .exclude(pk__in=busy)
            .values_list("pk", flat=True)
        )
        for pk in waiting:
            read_import.enqueue(pk)
        return len(waiting)
