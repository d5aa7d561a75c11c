"""答复协助请求: the asked unit answers or declines, with a reason."""

from django.db import transaction

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, department_for, require
from fumao.apps.orgs.refusals import refusal
from fumao.apps.plans.locked import locked_entry
from fumao.apps.plans.models import HelpRequest
from fumao.apps.plans.project import project, stream_of
from fumao.apps.plans.refusals import ALREADY_DECIDED, EMPTY_TEXT


def answer_help(
    actor: Actor, request: HelpRequest, *, text: str, decline: bool = False
) -> HelpRequest:
    """Answer a request, or decline it with the reason in `text`; the clock goes back to the lead.

    Raises PermissionDenied, and ValidationError for empty words or a request answered before.
    """
    with transaction.atomic():
        entry = locked_entry(HelpRequest.objects.all(), request.pk)
        require(actor, Action.ANSWER_HELP, entry)
        if entry.state != HelpRequest.State.OPEN:
            raise refusal("already_decided", ALREADY_DECIDED)
        if not text.strip():
            raise refusal("empty_text", EMPTY_TEXT)
        entry.state = HelpRequest.State.DECLINED if decline else HelpRequest.State.ANSWERED
        entry.answer = text.strip()
        entry.answered_by, entry.answered_on = actor.person, actor.today
        entry.save(update_fields=["state", "answer", "answered_by", "answered_on"])
        record(
            stream_of(entry.task.code),
            "help_declined" if decline else "help_answered",
            actor=actor,
            area=entry.task.area_id,
            department=department_for(actor, Action.ANSWER_HELP, entry),
            data={"help": entry.pk, "text": entry.answer},
        )
        project(entry.task, actor.today)
        return entry
