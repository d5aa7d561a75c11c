"""What the filters of the register offer."""

import hashlib
from dataclasses import dataclass
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import Exists, OuterRef

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Department
from fumao.apps.orgs.policy import visible_to
from fumao.apps.plans.models import Plan, Task, TaskUnit

MOST_CHOICES = 300  # departments offered; with a plan chosen, its own
SECONDS = 60


class Choice(NamedTuple):
    """A plan, a department or a category as a filter offers it, light to keep by the hundred."""

    key: str
    name: str
    name_en: str

    @property
    def title(self) -> str:
        """Return the name, as a plan calls it."""
        return self.name

    @property
    def title_en(self) -> str:
        """Return the English name, as a plan calls it."""
        return self.name_en


@dataclass(frozen=True, slots=True)
class Options:
    """All choices of the filters."""

    plans: list[Choice]
    departments: list[Choice]
    categories: list[Choice]


def filter_options(actor: Actor, plan: str = "") -> Options:
    """Return the choices of the filters, kept for a minute: they change when a plan is published.

    What is seen depends on the actor's areas alone (policy: plans and units are published).
    """
    seen = "|".join(sorted({position.area_path for position in actor.positions}))
    told = f"{seen}|{plan}|{actor.today}|{actor.person is None}|{actor.scopes}"
    key = f"register-options:{hashlib.sha256(told.encode()).hexdigest()}"
    kept = cache.get(key)
    if not isinstance(kept, Options):
        kept = _read_options(actor, plan)
        cache.set(key, kept, SECONDS)
    return kept


def _read_options(actor: Actor, plan: str) -> Options:
    plans = visible_to(actor, Plan.objects.all())
    parts = TaskUnit.objects.filter(department=OuterRef("pk"), role__in=["lead", "cooperating"])
    tasks = visible_to(actor, Task.objects.exclude(category="")).order_by()
    if plan:
        parts = parts.filter(task__plan__key=plan)
        tasks = tasks.filter(plan__key=plan)
    departments = visible_to(actor, Department.objects.filter(Exists(parts)))
    return Options(
        plans=[Choice(*row) for row in plans.values_list("key", "title", "title_en")],
        departments=[
            Choice(*row)
            for row in departments.order_by("area__path", "key").values_list(
                "key", "name", "name_en"
            )[:MOST_CHOICES]
        ],
        categories=[
            Choice(name, name, name_en)
            for name, name_en in sorted(
                dict(tasks.values_list("category", "category_en").distinct()).items()
            )
        ],
    )
