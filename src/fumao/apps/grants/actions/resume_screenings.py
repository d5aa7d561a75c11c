"""After a crash: queue again the screenings that were waiting or running when the worker died."""

from datetime import timedelta

from django.db import transaction
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from fumao.apps.grants.actions.work_screening import work_screening
from fumao.apps.grants.models import ScreeningJob

# A million enterprises take a minute: what is marked as running for longer has lost its worker.
LONGEST = timedelta(minutes=15)


def resume_screenings(*, at_start: bool = False) -> int:
    """Queue every screening that is to be done and that nothing works on; return how many.

    `at_start`: no worker runs, so that whatever is marked as running has lost its worker too.
    Screening twice is harmless: the second finds it kept.
    """
    tasks = DBTaskResult.objects.filter(task_path=work_screening.module_path)
    with transaction.atomic():
        running = tasks.filter(status=TaskResultStatus.RUNNING)
        lost = running if at_start else running.filter(started_at__lt=timezone.now() - LONGEST)
        lost.update(status=TaskResultStatus.FAILED, finished_at=timezone.now())
        alive = tasks.filter(status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING])
        busy = {entry.args_kwargs["args"][0] for entry in alive}
        states = (ScreeningJob.State.WAITING, ScreeningJob.State.RUNNING)
        waiting = list(
            ScreeningJob.objects.filter(state__in=states)
            .exclude(pk__in=busy)
            .values_list("pk", flat=True)
        )
        for pk in waiting:
            work_screening.enqueue(pk)
        return len(waiting)
