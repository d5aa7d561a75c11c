"""Tasks with their units, dates and lights."""

from datetime import date
from typing import Annotated, Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Path, Query, Router, Schema

from fumao.apps.orgs.policy import visible_to
from fumao.apps.orgs.request import actor_of
from fumao.apps.plans.models import Light, ScheduleKind, Task, TaskUnit
from fumao.apps.rest.errors import error_responses
from fumao.apps.rest.fields import Day, Key, OneOf
from fumao.apps.rest.paging import Paging, page_of

router = Router(tags=["tasks"])
TaskState = Annotated[str, OneOf(Task.State)]
TaskLight = Annotated[str, OneOf(Light)]
Schedule = Annotated[str, OneOf(ScheduleKind)]
UnitRole = Annotated[str, OneOf(TaskUnit.Role)]


class UnitOut(Schema):
    """A unit's part in a task, as printed and as resolved."""

    role: UnitRole
    as_printed: str
    department: str | None
    group: str | None

    @staticmethod
    def resolve_department(unit: TaskUnit) -> str | None:
        """Return the department's key."""
        return unit.department.key if unit.department else None

    @staticmethod
    def resolve_group(unit: TaskUnit) -> str | None:
        """Return the group's key where the unit came in through one."""
        return unit.group.key if unit.group else None


class TaskOut(Schema):
    """A task; unknown dates and percentages are null, never zero."""

    code: str
    plan: str = Field(..., alias="plan.key")
    clause: str = Field(..., alias="clause.ref")
    title: str
    title_en: str
    category: str
    schedule_kind: Schedule
    schedule_text: str
    due: date | None
    original_due: date | None
    state: TaskState
    light: TaskLight
    light_on: date | None
    days_left: int | None = Field(..., description="working days to the due date; negative is late")
    percent: int | None = Field(..., description="verified progress; null is unknown")
    units: list[UnitOut]

    @staticmethod
    def resolve_units(task: Task) -> list[Any]:
        """Return the units in their order."""
        return list(task.units.all())


class TaskPage(Schema):
    """A page of tasks."""

    count: int
    next: str | None
    previous: str | None
    results: list[TaskOut]


class TaskFilter(Schema):
    """Which tasks."""

    plan: Key | None = Field(None, description="key of the plan")
    department: Key | None = Field(None, description="key of a department")
    light: TaskLight | None = None
    state: TaskState | None = None
    schedule_kind: Schedule | None = None
    due_before: Day | None = None


def visible_tasks(request: HttpRequest) -> QuerySet[Task]:
    """Return the tasks the actor may see, with what a reply needs."""
    units = TaskUnit.objects.select_related("department", "group")
    rows = Task.objects.select_related("plan", "clause").prefetch_related(Prefetch("units", units))
    return visible_to(actor_of(request), rows)


@router.get("/tasks", response={200: TaskPage, **error_responses()}, summary="Tasks")
def list_tasks(request: HttpRequest, paging: Query[Paging], filters: Query[TaskFilter]) -> Any:
    """Return the tasks the actor may see, in the order of their plans."""
    wanted = {
        "plan__key": filters.plan,
        "units__department__key": filters.department,
        "light": filters.light,
        "state": filters.state,
        "schedule_kind": filters.schedule_kind,
        "due__lt": filters.due_before,
    }
    rows = visible_tasks(request).filter(**{k: v for k, v in wanted.items() if v is not None})
    return page_of(request, rows.distinct() if filters.department else rows, paging)


@router.get("/tasks/{code}", response={200: TaskOut, **error_responses(404)}, summary="One task")
def get_task(request: HttpRequest, code: Path[Key]) -> Any:
    """Return one task."""
    return get_object_or_404(visible_tasks(request), code=code)
