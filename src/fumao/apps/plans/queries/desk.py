"""What a person finds on the desk: own tasks, what waits for the person, and how the whole stands.

"Own" is every task of the areas that an office, leader, checker, reader or administrator has a
post in, and for a handler the tasks in which the department leads or cooperates.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area, Department, Role
from fumao.apps.orgs.policy import visible_to
from fumao.apps.plans.models import (
    Extension,
    HelpRequest,
    Import,
    Light,
    Progress,
    Task,
    TaskUnit,
)

NEAR = 5  # working days: from here on a task is "due soon" on the desk
LIMIT = 50  # of a list on the desk; more is said to be more


@dataclass(frozen=True, slots=True)
class Counts:
    """Open, near, late and all own tasks; the most days that one is late; lights of the open."""

    open: int
    near: int
    late: int
    latest: int
    all: int
    lights: dict[str, int]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the person's decision or answer."""

    checks: list[Progress]
    extensions: list[Extension]
    imports: list[Import]
    help: list[HelpRequest]
    returned: list[Progress]

    @property
    def total(self) -> int:
        """Return how many things wait."""
        lists = (self.checks, self.extensions, self.imports, self.help, self.returned)
        return sum(len(things) for things in lists)


@dataclass(frozen=True, slots=True)
class DepartmentLights:
    """Open tasks that a department leads, counted by light."""

    name: str
    name_en: str
    central: bool
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """Return the number of tasks."""
        return sum(self.counts.values())


def _roles(actor: Actor) -> frozenset[Role]:
    return frozenset(position.role for position in actor.positions)


def _areas_of(actor: Actor, roles: Iterable[Role]) -> QuerySet[Area]:
    condition = Q(pk__in=[])
    for position in actor.positions:
        if position.role in roles:
            condition |= Q(path__startswith=position.area_path)
    return Area.objects.filter(condition).order_by()


def own_tasks(actor: Actor) -> QuerySet[Task]:
    """Return the person's own tasks, withdrawn ones left out."""
    wide = _areas_of(actor, set(Role) - {Role.HANDLER}).values("pk")
    parts = TaskUnit.objects.filter(
        department_id__in=actor.covers,
        role__in=[TaskUnit.Role.LEAD, TaskUnit.Role.COOPERATING],
    )
    own = Q(area__in=wide) | Q(pk__in=parts.order_by().values("task_id"))
    return visible_to(actor, Task.objects.filter(own)).exclude(state=Task.State.WITHDRAWN)


def counts(actor: Actor) -> Counts:
    """Count the own tasks (one query)."""
    rows = (
        own_tasks(actor)
        .order_by()
        .values("light", "state", "days_left")
        .annotate(n=Count("pk"))
        .values_list("light", "state", "days_left", "n")
    )
    lights: dict[str, int] = dict.fromkeys(Light.values, 0)
    found = {"open": 0, "near": 0, "late": 0, "latest": 0, "all": 0}
    for light, state, days, n in rows:
        found["all"] += n
        if state != Task.State.OPEN:
            continue
        found["open"] += n
        lights[light] += n
        if days is not None and days < 0:
            found["late"] += n
            found["latest"] = max(found["latest"], -days)
        elif days is not None and days <= NEAR:
            found["near"] += n
    return Counts(lights=lights, **found)


def first_tasks(actor: Actor, limit: int = 24) -> list[Task]:
    """Return the own open tasks, those with the fewest working days left first (one query)."""
    tasks = own_tasks(actor).filter(state=Task.State.OPEN)
    return list(
        tasks.select_related("clause", "plan")
        .defer("search", "plan__title_en")
        .order_by(F("days_left").asc(nulls_last=True), "pk")[:limit]
    )


def next_due(actor: Actor, limit: int = 8) -> list[Task]:
    """Return the own open tasks whose due day has not passed, the nearest first (one query)."""
    tasks = own_tasks(actor).filter(state=Task.State.OPEN, due__gte=actor.today)
    return list(
        tasks.select_related("plan").defer("search", "plan__title_en").order_by("due", "pk")[:limit]
    )


def waiting(actor: Actor) -> Waiting:
    """Return what waits for the person, as far as the roles go (at most one query a list)."""
    roles = _roles(actor)
    return Waiting(
        checks=_checks(actor) if roles & {Role.CHECKER, Role.LEADER} else [],
        extensions=_extensions(actor) if roles & {Role.OFFICE, Role.LEADER} else [],
        imports=_imports(actor) if Role.OFFICE in roles else [],
        help=_help(actor) if Role.HANDLER in roles else [],
        returned=_returned(actor) if Role.HANDLER in roles else [],
    )


def _checks(actor: Actor) -> list[Progress]:
    # Nobody reviews the own department's reports, nor their own (policy, separation of duties).
    areas = _areas_of(actor, {Role.CHECKER, Role.LEADER}).values("pk")
    rows = Progress.objects.filter(state=Progress.State.SUBMITTED, task__area__in=areas)
    rows = rows.exclude(department_id__in=actor.department_ids).exclude(by=actor.person)
    return list(rows.select_related("task__clause", "department").order_by("on", "pk")[:LIMIT])


def _extensions(actor: Actor) -> list[Extension]:
    areas = _areas_of(actor, {Role.OFFICE, Role.LEADER}).values("pk")
    rows = Extension.objects.filter(state=Extension.State.ASKED, task__area__in=areas)
    rows = rows.exclude(department_id__in=actor.department_ids).exclude(by=actor.person)
    return list(rows.select_related("task__clause", "department").order_by("on", "pk")[:LIMIT])


def _imports(actor: Actor) -> list[Import]:
    states = [Import.State.REVIEW, Import.State.READING, Import.State.FAILED]
    rows = visible_to(actor, Import.objects.filter(state__in=states))
    return list(rows.select_related("attachment").defer("text", "clauses")[:LIMIT])


def _help(actor: Actor) -> list[HelpRequest]:
    rows = HelpRequest.objects.filter(to_id__in=actor.covers, state=HelpRequest.State.OPEN)
    return list(rows.select_related("task__clause", "department").order_by("due", "pk")[:LIMIT])


def _returned(actor: Actor) -> list[Progress]:
    later = Progress.objects.filter(
        task=OuterRef("task"), department=OuterRef("department"), pk__gt=OuterRef("pk")
    )
    rows = Progress.objects.filter(
        ~Exists(later), department_id__in=actor.covers, state=Progress.State.RETURNED
    ).filter(task__state=Task.State.OPEN)
    return list(rows.select_related("task__clause").order_by("reviewed_on", "pk")[:LIMIT])


def lights_by_department(actor: Actor, limit: int = 8) -> list[DepartmentLights]:
    """Return the departments with most late leads first; central agencies stand last, unranked.

    A task that waits for a unit past its limit counts for that unit and not for its leads. Three
    queries over the open tasks the actor may see.
    """
    open_tasks = visible_to(actor, Task.objects.filter(state=Task.State.OPEN)).order_by()
    leads = TaskUnit.objects.filter(
        role=TaskUnit.Role.LEAD,
        department__isnull=False,
        task__state=Task.State.OPEN,
        task__waiting_on=None,
    )
    led = (
        visible_to(actor, leads)  # a department has one part in a task: rows count tasks
        .order_by()
        .values_list("department_id", "department__central", "task__light")
        .annotate(n=Count("pk"))
    )
    waited = (
        open_tasks.filter(waiting_on__isnull=False)
        .values_list("waiting_on_id", "waiting_on__central", "light")
        .annotate(n=Count("pk"))
    )
    found: dict[tuple[int, bool], dict[str, int]] = {}
    for department, central, light, n in (*led, *waited):
        held = found.setdefault((department, central), dict.fromkeys(Light.values, 0))
        held[light] += n
    worst = (Light.RED, Light.YELLOW, Light.BLUE)
    ranked = sorted(
        found.items(),
        key=lambda item: (
            item[0][1],
            *(-item[1][light] for light in worst),
            -sum(item[1].values()),
            item[0][0],
        ),
    )[:limit]
    names = Department.objects.in_bulk([department for (department, _central), _ in ranked])
    return [
        DepartmentLights(names[pk].name, names[pk].name_en, central, by_light)
        for (pk, central), by_light in ranked
    ]


def closed_by_month(actor: Actor, months: int = 12) -> list[tuple[date, int, int]]:
    """Return (first day of month, closed in it, closed until then) for the last months."""
    rows = dict(
        own_tasks(actor)
        .filter(closed_on__lte=actor.today)
        .order_by()
        .annotate(month=TruncMonth("closed_on"))
        .values_list("month")
        .annotate(n=Count("pk"))
    )
    year, month = actor.today.year, actor.today.month
    wanted = []
    for back in range(months - 1, -1, -1):
        index = year * 12 + month - 1 - back
        wanted.append(date(index // 12, index % 12 + 1, 1))
    total = sum(n for day, n in rows.items() if day < wanted[0])
    result = []
    for day in wanted:
        total += rows.get(day, 0)
        result.append((day, rows.get(day, 0), total))
    return result
