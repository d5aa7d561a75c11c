"""批量商定期限: one date for the tasks chosen; those that may not take it are named, not passed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, may
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.plans.actions.set_schedule import (
    check_date,
    set_schedule,
    wants_a_date,
    why_no_date,
)
from fumao.apps.plans.models import ScheduleKind, Task
from fumao.apps.plans.project import facts_by_code
from fumao.apps.plans.refusals import NOT_OPEN


@dataclass(slots=True)
class Schedules:
    """What became of each task: codes that got the date, and (code, words) of the others."""

    set: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def set_schedules(
    actor: Actor, tasks: Iterable[Task], *, due: date | None, kind: ScheduleKind
) -> Schedules:
    """Set one date for many tasks in one transaction; policy is asked for each of them.

    Raises ValidationError where the date itself cannot be.
    """
    check_date(actor.today, due, kind)
    result = Schedules()
    with transaction.atomic():
        for task in sorted(tasks, key=lambda task: task.pk):
            try:
                set_schedule(actor, task, due=due, kind=kind)
            except ValidationError as refused:
                result.refused.append((task.code, " ".join(refused.messages)))
            except PermissionDenied as refused:
                result.refused.append((task.code, str(refused)))
            else:
                result.set.append(task.code)
    return result


def refused_beforehand(actor: Actor, tasks: list[Task]) -> dict[str, str]:
    """Return why tasks take no date from this actor, by code (one query)."""
    facts = facts_by_code([task.code for task in tasks])
    reasons: dict[str, str] = {}
    for task in tasks:
        if task.state != Task.State.OPEN:
            reasons[task.code] = NOT_OPEN % {"task": task.code}
        elif not may(actor, Action.ASK_EXTENSION, task) and not may(
            actor, Action.ASSIGN_TASK, task
        ):
            reasons[task.code] = str(REFUSALS[Action.ASK_EXTENSION])
        elif task.code in facts and not wants_a_date(facts[task.code]):
            reasons[task.code] = str(why_no_date(facts[task.code]))
    return reasons
