"""核查: another person accepts a report's evidence or returns it with a reason."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, department_for, require
from fumao.apps.orgs.refusals import refusal
from fumao.apps.plans.locked import locked_entry
from fumao.apps.plans.models import Progress, Task
from fumao.apps.plans.project import has_accepted_evidence, project, stream_of
from fumao.apps.plans.refusals import ALREADY_DECIDED, NOT_OPEN

REASON_NEEDED = _("退回须写明原因和需要补充的材料。")
NO_EVIDENCE = _("没有任何佐证材料，不能销号；请退回补充。")


def review_progress(
    actor: Actor, progress: Progress, *, accept: bool, reason: str = ""
) -> Progress:
    """Accept a report or return it; an accepted close-out closes the task.

    Raises PermissionDenied for the author and the author's department, and ValidationError where
    the report was decided before, a reason is missing, or a close-out rests on no evidence.
    """
    with transaction.atomic():
        entry = locked_entry(Progress.objects.all(), progress.pk)
        task = entry.task
        closing = entry.kind == Progress.Kind.CLOSE_OUT
        action = Action.ACCEPT_CLOSE_OUT if closing else Action.REVIEW_PROGRESS
        require(actor, action, entry)
        if entry.state != Progress.State.SUBMITTED:
            raise refusal("already_decided", ALREADY_DECIDED)
        if task.state != Task.State.OPEN:
            raise refusal("task_not_open", NOT_OPEN, task=task.code)
        if not accept and not reason.strip():
            raise refusal("reason_needed", REASON_NEEDED)
        department = department_for(actor, action, entry)
        _decide(actor, entry, department, accept, reason.strip())
        if accept and closing:
            if not has_accepted_evidence(task):
                raise refusal("no_evidence", NO_EVIDENCE)
            record(
                stream_of(task.code),
                "closed",
                actor=actor,
                area=task.area_id,
                department=department,
                data={"progress": entry.pk},
            )
        project(task, actor.today)
        return entry


def _decide(
    actor: Actor, entry: Progress, department: int | None, accept: bool, reason: str
) -> None:
    """Write the decision and its event, and the milestone that accepted evidence completes."""
    entry.state = Progress.State.ACCEPTED if accept else Progress.State.RETURNED
    entry.reason, entry.reviewed_by, entry.reviewed_on = reason, actor.person, actor.today
    entry.save(update_fields=["state", "reason", "reviewed_by", "reviewed_on"])
    record(
        stream_of(entry.task.code),
        "progress_accepted" if accept else "progress_returned",
        actor=actor,
        area=entry.task.area_id,
        department=department,
        data={"progress": entry.pk, "reason": reason},
    )
    if accept and entry.milestone is not None and entry.milestone.done_on is None:
        entry.milestone.done_on = entry.on
        entry.milestone.save(update_fields=["done_on"])
