"""节点: the lead or the office divides a task into weighted steps."""

from datetime import date

from django.db import transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal
from fumao.apps.plans.locked import locked_open_task
from fumao.apps.plans.models import Milestone, Task
from fumao.apps.plans.project import project, stream_of
from fumao.apps.plans.standing import standing


def add_milestone(
    actor: Actor, task: Task, *, title: str, weight: int, due: date | None
) -> Milestone:
    """Add a step with its weight in per cent; the weights of a task never pass 100.

    Raises PermissionDenied and ValidationError.
    """
    with transaction.atomic():
        task = locked_open_task(task.pk)
        _person, department = standing(actor, Action.ASSIGN_TASK, task, Action.ASK_EXTENSION)
        held = task.milestones.aggregate(weight=Sum("weight"), position=Max("position"))
        if not title.strip():
            raise refusal("empty_text", _("请填写节点名称。"))
        if not 1 <= weight <= 100 - (held["weight"] or 0):
            raise refusal(
                "weight",
                _("权重应为 1 至 %(rest)s：各节点权重之和不超过 100。"),
                rest=100 - (held["weight"] or 0),
            )
        step = Milestone.objects.create(
            task=task,
            title=title.strip(),
            weight=weight,
            due=due,
            position=(held["position"] or 0) + 1,
        )
        record(
            stream_of(task.code),
            "milestone_added",
            actor=actor,
            area=task.area_id,
            department=department,
            data={
                "milestone": step.pk,
                "title": step.title,
                "weight": weight,
                "due": due.isoformat() if due else None,
            },
        )
        project(task, actor.today)
        return step
