"""督办单: the office sends the lead a slip that wants a reply; silence makes the light red."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, department_for, require
from fumao.apps.orgs.refusals import refusal
from fumao.apps.plans.days import working_days
from fumao.apps.plans.locked import locked_open_task
from fumao.apps.plans.models import Light, Task
from fumao.apps.plans.project import project, stream_of

REPLY_DAYS = 5  # working days; appraisal 5.3: yellow issued and no reply in 5


def issue_notice(actor: Actor, task: Task, text: str = "") -> date:
    """Send a slip for a blue, yellow or red task; return the day by which a report is the reply.

    Raises PermissionDenied, and ValidationError where the light gives no cause.
    """
    with transaction.atomic():
        task = locked_open_task(task.pk)
        require(actor, Action.ASSIGN_TASK, task)
        if task.light not in {Light.BLUE, Light.YELLOW, Light.RED}:
            raise refusal("no_cause", _("任务灯为提醒、预警或督办时才发督办单。"))
        due = working_days().add(actor.today, REPLY_DAYS)
        record(
            stream_of(task.code),
            "notice_issued",
            actor=actor,
            area=task.area_id,
            department=department_for(actor, Action.ASSIGN_TASK, task),
            data={"light": task.light, "reply_due": due.isoformat(), "text": text.strip()},
        )
        project(task, actor.today)
        return due
