"""指定联系人: the office names the person in charge of tasks, one or many at once."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Person
from fumao.apps.orgs.policy import Action, department_for, require, visible_to
from fumao.apps.orgs.refusals import refusal
from fumao.apps.plans.locked import locked_open_task
from fumao.apps.plans.models import Task
from fumao.apps.plans.project import project, stream_of


def assign_contact(actor: Actor, tasks: Iterable[Task], person: Person) -> int:
    """Name the contact of every task given, all or none; return how many changed.

    Raises PermissionDenied, and ValidationError for a closed task or a person out of sight.
    """
    changed = 0
    with transaction.atomic():
        if not visible_to(actor, Person.objects.filter(pk=person.pk, is_active=True)).exists():
            raise refusal("person", _("没有这个人，或您无权指定；请从名单中选择。"))
        for pk in sorted(task.pk for task in tasks):
            task = locked_open_task(pk)
            require(actor, Action.ASSIGN_TASK, task)
            if task.contact_id == person.pk:
                continue
            record(
                stream_of(task.code),
                "assigned",
                actor=actor,
                area=task.area_id,
                department=department_for(actor, Action.ASSIGN_TASK, task),
                data={"contact": person.pk, "name": person.title or person.name},
            )
            project(task, actor.today)
            changed += 1
    return changed
