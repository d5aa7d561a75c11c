"""延期审批: granted, the task's date moves and its original date stays; refused, nothing moves."""

from django.db import transaction

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, department_for, require
from fumao.apps.orgs.refusals import refusal
from fumao.apps.plans.locked import locked_entry
from fumao.apps.plans.models import Extension, Task
from fumao.apps.plans.project import project, stream_of
from fumao.apps.plans.refusals import ALREADY_DECIDED, NOT_OPEN


def decide_extension(
    actor: Actor, extension: Extension, *, grant: bool, note: str = ""
) -> Extension:
    """Grant or refuse a request for more time.

    Raises PermissionDenied for the one who asked and that department, and ValidationError where it
    was decided before.
    """
    with transaction.atomic():
        entry = locked_entry(Extension.objects.all(), extension.pk)
        task = entry.task
        require(actor, Action.DECIDE_EXTENSION, entry)
        if entry.state != Extension.State.ASKED:
            raise refusal("already_decided", ALREADY_DECIDED)
        if task.state != Task.State.OPEN:
            raise refusal("task_not_open", NOT_OPEN, task=task.code)
        entry.state = Extension.State.GRANTED if grant else Extension.State.REFUSED
        entry.decision_note = note.strip()
        entry.decided_by, entry.decided_on = actor.person, actor.today
        entry.save(update_fields=["state", "decision_note", "decided_by", "decided_on"])
        record(
            stream_of(task.code),
            "extension_granted" if grant else "extension_refused",
            actor=actor,
            area=task.area_id,
            department=department_for(actor, Action.DECIDE_EXTENSION, entry),
            data={
                "extension": entry.pk,
                "new_due": entry.new_due.isoformat(),
                "note": entry.decision_note,
            },
        )
        project(task, actor.today)
        return entry
