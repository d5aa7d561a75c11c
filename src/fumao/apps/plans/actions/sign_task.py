"""签收: a unit confirms that it has taken the task."""

from django.db import transaction

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, department_for, require
from fumao.apps.plans.locked import locked_open_task
from fumao.apps.plans.models import Task, TaskUnit
from fumao.apps.plans.project import project, stream_of


def sign_task(actor: Actor, task: Task) -> TaskUnit:
    """Sign for the actor's department; signing twice gives the first signature.

    Raises PermissionDenied, and ValidationError where the task is closed.
    """
    with transaction.atomic():
        task = locked_open_task(task.pk)
        require(actor, Action.SIGN_TASK, task)
        department = department_for(actor, Action.SIGN_TASK, task)
        covers = next(p.covers for p in actor.positions if p.department_id == department)
        unit = next(u for u in task.units.all() if u.department_id in covers and u.role != "upper")
        if unit.signed_on is not None:
            return unit
        unit.signed_on = actor.today
        unit.save(update_fields=["signed_on"])
        record(
            stream_of(task.code),
            "signed",
            actor=actor,
            area=task.area_id,
            department=department,
            data={"unit": unit.department_id},
        )
        project(task, actor.today)
        return unit
