"""延期: the lead asks to move a task's date; the original date is kept whatever is decided."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal
from fumao.apps.plans.locked import locked_open_task
from fumao.apps.plans.models import Extension, Task
from fumao.apps.plans.project import project, stream_of
from fumao.apps.plans.standing import standing


def ask_extension(actor: Actor, task: Task, *, new_due: date, reason: str) -> Extension:
    """Ask for a later date.

    Raises PermissionDenied, and ValidationError where the task has no date, the new one is not
    later, the reason is missing, or a request is undecided.
    """
    with transaction.atomic():
        task = locked_open_task(task.pk)
        person, department = standing(actor, Action.ASK_EXTENSION, task)
        if task.due is None:
            raise refusal("no_date", _("这项任务还没有期限，请先商定日期，不必申请延期。"))
        if new_due <= task.due or new_due <= actor.today:
            raise refusal("not_later", _("新的日期应晚于现在的期限和今天。"))
        if not reason.strip():
            raise refusal("reason_needed", _("请写明延期的理由。"))
        if task.extensions.filter(state=Extension.State.ASKED).exists():
            raise refusal("extension_waiting", _("已有一份延期申请待审批，请等待结果。"))
        entry = Extension.objects.create(
            task=task,
            department_id=department,
            by=person,
            on=actor.today,
            at=timezone.now(),
            new_due=new_due,
            reason=reason.strip(),
        )
        record(
            stream_of(task.code),
            "extension_asked",
            actor=actor,
            area=task.area_id,
            department=department,
            data={
                "extension": entry.pk,
                "new_due": new_due.isoformat(),
                "due": task.due.isoformat(),
                "reason": entry.reason,
            },
        )
        project(task, actor.today)
        return entry
