"""批量督办: one slip for each of the tasks chosen whose light gives cause."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from fumao.apps.orgs.actor import Actor
from fumao.apps.plans.actions.issue_notice import issue_notice
from fumao.apps.plans.models import Task


@dataclass(slots=True)
class Notices:
    """What became of each task: codes that got a slip, and (code, words) of those that did not."""

    sent: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    reply_by: date | None = None


def issue_notices(actor: Actor, tasks: Iterable[Task], text: str = "") -> Notices:
    """Send slips in one transaction; a task whose light gives no cause is named, not an error.

    Raises PermissionDenied where the actor may not for any one of them; then none is sent.
    """
    result = Notices()
    with transaction.atomic():
        for task in sorted(tasks, key=lambda task: task.pk):
            try:
                result.reply_by = issue_notice(actor, task, text)
            except ValidationError as refused:
                result.refused.append((task.code, " ".join(refused.messages)))
            else:
                result.sent.append(task.code)
    return result
