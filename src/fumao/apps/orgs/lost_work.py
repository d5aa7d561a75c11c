"""Work that was cut off is queued again; a fault is put on record, and not tried for ever."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import OperationalError
from django.db.models import Q
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from fumao.core.errors import CoreError

type Work = DBTaskResult[Any, Any]
BROKEN = CoreError(
    "broken",
    "处理时出错，没有写入任何结果；请再传一次，仍不行请联系管理员。",
    "The work broke off by a fault and nothing was kept: upload it again; if it fails again, tell "
    "the administrator.",
)


@contextmanager
def told_if_broken(fail: Callable[[CoreError], None]) -> Iterator[None]:
    """Have an unforeseen fault put on record by `fail` before it is raised.

    Where the database itself is away nothing can be put on record: the work is queued again later.
    """
    try:
        yield
    except OperationalError:
        raise
    except Exception:
        fail(BROKEN)
        raise


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
