"""请求协助: a unit asks another for something; from its limit on, the delay is the asked unit's."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Department
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal
from fumao.apps.plans.days import working_days
from fumao.apps.plans.locked import locked_open_task
from fumao.apps.plans.models import HelpRequest, Task
from fumao.apps.plans.project import project, stream_of
from fumao.apps.plans.refusals import EMPTY_TEXT
from fumao.apps.plans.standing import standing


def ask_help(
    actor: Actor, task: Task, *, to: Department, text: str, limit_days: int = 5
) -> HelpRequest:
    """Ask a department for help, to be answered within `limit_days` working days.

    Raises PermissionDenied, and ValidationError for empty words, a limit outside 1–60, one's own
    department, or a request to the same department that is still open.
    """
    with transaction.atomic():
        task = locked_open_task(task.pk)
        person, department = standing(actor, Action.ASK_HELP, task)
        _check(task, to, department, text, limit_days)
        due = working_days().add(actor.today, limit_days)
        entry = HelpRequest.objects.create(
            task=task,
            department_id=department,
            by=person,
            on=actor.today,
            at=timezone.now(),
            to=to,
            text=text.strip(),
            limit_days=limit_days,
            due=due,
        )
        record(
            stream_of(task.code),
            "help_asked",
            actor=actor,
            area=task.area_id,
            department=department,
            data={
                "help": entry.pk,
                "to": to.pk,
                "to_name": to.name,
                "due": due.isoformat(),
                "limit_days": limit_days,
                "text": entry.text,
            },
        )
        project(task, actor.today)
        return entry


def _check(task: Task, to: Department, department: int | None, text: str, limit_days: int) -> None:
    if not text.strip():
        raise refusal("empty_text", EMPTY_TEXT)
    if not 1 <= limit_days <= 60:
        raise refusal("limit_days", _("答复时限应为 1 至 60 个工作日。"))
    if to.pk == department:
        raise refusal("own_department", _("不能向本单位请求协助，请选择其他单位。"))
    if task.help_requests.filter(to=to, state=HelpRequest.State.OPEN).exists():
        raise refusal("help_waiting", _("已有一件请求等待该单位答复，请等待结果。"))
