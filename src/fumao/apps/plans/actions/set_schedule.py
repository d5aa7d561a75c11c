"""商定期限: the lead sets a date where the document names none, or only one that had passed."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal
from fumao.apps.plans.facts import FINISH_BY, START_BY, TaskFacts
from fumao.apps.plans.fold import fold
from fumao.apps.plans.lights import printed_late
from fumao.apps.plans.locked import locked_open_task
from fumao.apps.plans.models import ScheduleKind, Task
from fumao.apps.plans.project import happenings, project, stream_of
from fumao.apps.plans.standing import standing

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

HAS_A_DATE = _("这项任务已有期限；要改日期，请申请延期。")
IS_CONTINUOUS = _("这项任务持续实施，不定期限。")


def set_schedule(
    actor: Actor, task: Task, *, due: date | None, kind: ScheduleKind = ScheduleKind.FINISH_BY
) -> Task:
    """Set a task's first date, or a new one for a date that had passed when it was printed.

    The lead and the office may; `due` is None for a continuous task. Any later change is an
    extension. Raises PermissionDenied and ValidationError.
    """
    with transaction.atomic():
        task = locked_open_task(task.pk)
        _person, department = standing(actor, Action.ASK_EXTENSION, task, Action.ASSIGN_TASK)
        facts = fold(happenings(task.code))
        if not wants_a_date(facts):
            raise refusal("has_a_date", why_no_date(facts))
        check_date(actor.today, due, kind)
        record(
            stream_of(task.code),
            "scheduled",
            actor=actor,
            area=task.area_id,
            department=department,
            data={"schedule_kind": str(kind), "due": due.isoformat() if due else None},
        )
        project(task, actor.today)
        return task


def wants_a_date(facts: TaskFacts) -> bool:
    """Return whether a task has no date yet, or one that had passed when it was printed."""
    return facts.kind == ScheduleKind.UNSCHEDULED or printed_late(facts)


def why_no_date(facts: TaskFacts) -> "_StrPromise":
    """Return why a task that wants no date takes none."""
    return IS_CONTINUOUS if facts.kind == ScheduleKind.CONTINUOUS else HAS_A_DATE


def check_date(today: date, due: date | None, kind: ScheduleKind) -> None:
    """Raise ValidationError where a kind of schedule and its date do not go together."""
    if kind == ScheduleKind.UNSCHEDULED:
        raise refusal("schedule_kind", _("请选择进度类型：最迟启动、最迟完成或持续实施。"))
    if kind in {START_BY, FINISH_BY} and (due is None or due <= today):
        raise refusal("due", _("请填写晚于今天的日期。"))
    if kind == ScheduleKind.CONTINUOUS and due is not None:
        raise refusal("due", _("持续实施的任务没有期限，请不要填日期。"))
