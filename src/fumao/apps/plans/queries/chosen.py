"""Rows chosen in a form: tasks of a bulk act, people and departments to pick from."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import Http404

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Department, Person
from fumao.apps.orgs.policy import visible_to
from fumao.apps.plans.models import Extension, HelpRequest, Progress, Task

MOST = 200  # tasks of one bulk act


def chosen_tasks(actor: Actor, codes: Sequence[str]) -> list[Task]:
    """Return the visible tasks of these codes in the order of their plans."""
    tasks = visible_to(actor, Task.objects.filter(code__in=list(codes)[:MOST]))
    return list(
        tasks.select_related("plan", "area", "clause").prefetch_related("units").defer("search")
    )


def one_task(actor: Actor, code: str) -> Task:
    """Return a visible task with what policy asks for; raises Http404."""
    found = chosen_tasks(actor, [code])
    if not found:
        raise Http404
    return found[0]


def entry_of[M: (Progress, HelpRequest, Extension)](
    actor: Actor, model: type[M], code: str, pk: int
) -> M:
    """Return a visible entry of a task; raises Http404."""
    rows: QuerySet[M] = visible_to(actor, model._default_manager.filter(pk=pk, task__code=code))
    found = rows.first()
    if found is None:
        raise Http404
    return found


def people_to_name(actor: Actor) -> QuerySet[Person]:
    """Return the people whom the actor may name as contact."""
    return visible_to(actor, Person.objects.filter(is_active=True)).order_by("title", "name")


def departments_to_ask(actor: Actor, task: Task) -> QuerySet[Department]:
    """Return the departments of the task's area and above that can be asked for help."""
    rows = visible_to(actor, Department.objects.filter(valid_to=None))
    return rows.exclude(pk__in=actor.department_ids).order_by("area__path", "key")
