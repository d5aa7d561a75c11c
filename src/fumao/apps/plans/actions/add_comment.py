"""留言: a remark on a task that asks for nothing and moves no light."""

from django.db import transaction
from django.utils import timezone

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal
from fumao.apps.plans.locked import locked_task
from fumao.apps.plans.models import Comment, Task
from fumao.apps.plans.project import stream_of
from fumao.apps.plans.refusals import EMPTY_TEXT
from fumao.apps.plans.standing import standing


def add_comment(actor: Actor, task: Task, text: str) -> Comment:
    """Put a remark on a task, closed ones included; raises PermissionDenied, ValidationError."""
    with transaction.atomic():
        task = locked_task(task.pk)
        person, department = standing(actor, Action.COMMENT, task)
        if not text.strip():
            raise refusal("empty_text", EMPTY_TEXT)
        entry = Comment.objects.create(
            task=task,
            department_id=department,
            by=person,
            on=actor.today,
            at=timezone.now(),
            text=text.strip(),
        )
        record(
            stream_of(task.code),
            "commented",
            actor=actor,
            area=task.area_id,
            department=department,
            data={"comment": entry.pk, "text": entry.text},
        )
        return entry
