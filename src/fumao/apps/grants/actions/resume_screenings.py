"""After a crash: queue again the screenings that were waiting or running when the worker died."""

from datetime import timedelta

from django.db import transaction

from fumao.apps.grants.actions.work_screening import work_screening
from fumao.apps.grants.models import ScreeningJob
from fumao.apps.orgs.lost_work import fail_lost, keys_of

# A million enterprises take a minute: what is marked as running for longer has lost its worker.
LONGEST = timedelta(minutes=15)


def resume_screenings(*, at_start: bool = False) -> int:
    """Queue every screening that is to be done and that nothing works on; return how many.

    `at_start`: no worker runs, so that whatever is marked as running has lost its worker too.
    Screening twice is harmless: the second finds it kept.
    """
    with transaction.atomic():
        busy = keys_of(fail_lost([work_screening.module_path], LONGEST, at_start=at_start))
        states = (ScreeningJob.State.WAITING, ScreeningJob.State.RUNNING)
        waiting = list(
            ScreeningJob.objects.filter(state__in=states)
            .exclude(pk__in=busy)
            .values_list("pk", flat=True)
        )
        for pk in waiting:
            work_screening.enqueue(pk)
        return len(waiting)
