"""Rows as an action takes them: locked until its transaction ends, with what policy asks for."""

from django.db import models

from fumao.apps.orgs.refusals import refusal
from fumao.apps.plans.models import Task
from fumao.apps.plans.refusals import NOT_OPEN


def locked_task(pk: int) -> Task:
    """Return a task with its area and units, locked on PostgreSQL; SQLite writes one at a time."""
    return (
        Task.objects.select_for_update(of=("self",))
        .select_related("area", "plan")
        .prefetch_related("units")
        .get(pk=pk)
    )


def locked_open_task(pk: int) -> Task:
    """Return a locked task that work can still be done on; raises ValidationError otherwise."""
    task = locked_task(pk)
    if task.state != Task.State.OPEN:
        raise refusal("task_not_open", NOT_OPEN, task=task.code)
    return task


def locked_entry[M: models.Model](queryset: models.QuerySet[M], pk: int) -> M:
    """Return an entry of a task, locked, with the task, its area and its units."""
    return (
        queryset.select_for_update(of=("self",))
        .select_related("task__area", "task__plan")
        .prefetch_related("task__units")
        .get(pk=pk)
    )
