"""Lights follow the calendar even when nobody acts: all tasks of an area, for a day."""

from datetime import date

from django.db import transaction

from fumao.apps.orgs.models import Area
from fumao.apps.plans.models import Task
from fumao.apps.plans.project import project_many


def recompute_lights(area: Area | None, day: date) -> int:
    """Recompute the tasks of an area and those below (all where None); return how many changed.

    Nothing is recorded: a light is a function of the events and the day, so doing it twice changes
    nothing.
    """
    tasks = Task.objects.exclude(light_on=day).order_by("pk")
    if area is not None:
        tasks = tasks.filter(area__path__startswith=area.path)
    if not tasks.exists():
        return 0
    with transaction.atomic():
        return project_many(tasks.select_for_update(of=("self",)), day)
