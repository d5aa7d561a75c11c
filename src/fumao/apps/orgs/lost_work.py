"""After a crash: what a dead worker left marked as running, so that it can be queued again."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

type Work = DBTaskResult[Any, Any]


def fail_lost(paths: Collection[str], longest: timedelta, *, at_start: bool) -> list[Work]:
    """Mark tasks of these modules that lost their worker as failed; return those still alive.

    A task that runs for longer than `longest` has lost its worker; with `at_start` no worker runs,
    so that every running task has. Call it in the transaction that queues the work again.
    """
    tasks = DBTaskResult.objects.filter(task_path__in=paths)
    now = timezone.now()
    overdue = Q() if at_start else Q(started_at__lt=now - longest)
    tasks.filter(overdue, status=TaskResultStatus.RUNNING).update(
        status=TaskResultStatus.FAILED, finished_at=now
    )
    return list(tasks.filter(status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]))


def keys_of(tasks: Collection[Work]) -> set[int]:
    """Return the keys of the records that tasks work on: each task's first argument."""
    return {task.args_kwargs["args"][0] for task in tasks}
