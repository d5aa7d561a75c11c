"""After a crash: queue again the compilations that were waiting or running when the worker died."""

from datetime import timedelta

from django.db import transaction

from fumao.apps.orgs.lost_work import fail_lost, keys_of
from fumao.apps.releases.actions.work_compile import work_compile
from fumao.apps.releases.models import CompileJob
from fumao.apps.releases.standing import OPEN

LONGEST = timedelta(minutes=30)  # what runs for longer has lost its worker


def resume_compiles(*, at_start: bool = False) -> int:
    """Queue every compilation that is to be done and that nothing works on; return how many.

    `at_start`: no worker runs, so that whatever is marked as running has lost its worker too.
    Compiling twice is harmless: the second finds it done.
    """
    with transaction.atomic():
        busy = keys_of(fail_lost([work_compile.module_path], LONGEST, at_start=at_start))
        rows = CompileJob.objects.filter(state__in=OPEN).exclude(pk__in=busy)
        waiting = list(rows.values_list("pk", flat=True))
        for pk in waiting:
            work_compile.enqueue(pk)
        return len(waiting)
