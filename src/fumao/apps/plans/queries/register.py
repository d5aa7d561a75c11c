"""The task register: searched, filtered, grouped, sorted, a page at a time."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Department
from fumao.apps.orgs.policy import visible_to
from fumao.apps.orgs.service import with_predecessors
from fumao.apps.plans.models import Light, Task, TaskUnit
from fumao.apps.plans.queries.register_options import Choice, filter_options
from fumao.apps.plans.queries.words import holds_words

PER_PAGE = 25
MOST_PER_PAGE = 100
MOST_BY_NUMBER = 400  # found by words and then named by number; more are looked for again

# Due windows in working days, by the name they have in the address.
WINDOWS: dict[str, Q] = {
    "late": Q(days_left__lt=0),
    "today": Q(days_left=0),
    "5": Q(days_left__gte=0, days_left__lte=5),
    "10": Q(days_left__gte=0, days_left__lte=10),
    "30": Q(days_left__gte=0, days_left__lte=30),
    "none": Q(due=None),
}
SORTS = {
    "code": ("plan__code", "position"),
    "due": ("due",),
    "days": ("days_left",),
    "percent": ("percent",),
    "light": ("light",),
    "updated": ("last_progress_on",),
}
GROUPS = {
    "plan": "plan__code",
    "category": "category",
    "light": "light",
    "kind": "schedule_kind",
    "due": "due",
    "department": "first_lead",
}
_SHOWN = (
    "code",
    "label",
    "position",
    "title",
    "title_en",
    "category",
    "category_en",
    "remark",
    "schedule_kind",
    "schedule_text",
    "due",
    "original_due",
    "state",
    "percent",
    "last_progress_on",
    "closed_on",
    "light",
    "light_on",
    "light_why",
    "days_left",
    "plan__key",
    "plan__code",
    "plan__title",
    "plan__title_en",
    "clause__label",
    "clause__ref",
    "contact__name",
    "contact__title",
    "contact__name_en",
    "contact__title_en",
    "contact__username",
    "waiting_on__name",
    "waiting_on__name_en",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the register is asked for; empty strings ask for nothing.

    `department` is a key, `plan` a key, `state` open, closed, withdrawn or all; `mine` keeps the
    actor's own departments' tasks.
    """

    q: str = ""
    plan: str = ""
    department: str = ""
    role: str = ""
    category: str = ""
    light: str = ""
    kind: str = ""
    due: str = ""
    state: str = "open"
    contact: str = ""
    mine: bool = False
    group: str = ""
    sort: str = ""
    page: int = 1
    per_page: int = PER_PAGE


@dataclass(frozen=True, slots=True)
class UnitName:
    """A unit as a table prints it: a group once, with the number of its members."""

    role: str
    printed: str
    name: str
    name_en: str
    members: int = 1
    central: bool = False


@dataclass(slots=True)
class Row:
    """A task of the register with its units."""

    task: Task
    units: list[UnitName] = field(default_factory=list)

    @property
    def leads(self) -> list[UnitName]:
        """Return the units in the lead."""
        return [unit for unit in self.units if unit.role == TaskUnit.Role.LEAD]

    @property
    def cooperating(self) -> list[UnitName]:
        """Return the units that cooperate."""
        return [unit for unit in self.units if unit.role == TaskUnit.Role.COOPERATING]


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of the page under one head; `key` is the grouped value, `total` counts all pages."""

    key: str
    words: str
    words_en: str
    total: int
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Register:
    """One page of the register with what stands around it."""

    page: Page[Task]
    groups: list[Group]
    total: int
    lights: dict[str, int]  # of the open tasks found, whatever light is asked for
    plans: list[Choice]
    departments: list[Choice]
    categories: list[Choice]


class _Counted(Paginator[Task]):
    """A paginator whose count is known already."""

    def __init__(self, rows: QuerySet[Task], per_page: int, total: int) -> None:
        super().__init__(rows, per_page)
        self._total = total

    @cached_property
    def count(self) -> int:
        """Return the number of rows found."""
        return self._total


def task_register(actor: Actor, wanted: Wanted) -> Register:
    """Return a page of the register (at most 8 queries, whatever its size)."""
    tasks, lights, total = _counted(actor, wanted)
    per_page = min(max(wanted.per_page, 1), MOST_PER_PAGE)
    ordered = _ordered(tasks, wanted)
    options = filter_options(actor, wanted.plan)
    page = _Counted(ordered, per_page, total).get_page(wanted.page)
    rows = with_units(page.object_list)
    return Register(
        page=page,
        groups=_groups(rows, tasks, wanted.group),
        total=total,
        lights=lights,
        plans=options.plans,
        departments=options.departments,
        categories=options.categories,
    )


def export_rows(actor: Actor, wanted: Wanted, most: int) -> list[Row]:
    """Return all rows that fit, up to `most`, in the order of the register (3 queries)."""
    return with_units(_ordered(found(actor, wanted), wanted)[:most])


def found(actor: Actor, wanted: Wanted) -> QuerySet[Task]:
    """Return the visible tasks that fit, in no order."""
    tasks = visible_to(actor, Task.objects.all()).order_by()
    if wanted.state in Task.State.values:
        tasks = tasks.filter(state=wanted.state)
    elif wanted.state != "all":
        tasks = tasks.exclude(state=Task.State.WITHDRAWN)
    exact = {
        "plan__key": wanted.plan,
        "category": wanted.category,
        "light": wanted.light,
        "schedule_kind": wanted.kind,
        "contact__username": wanted.contact,
    }
    tasks = tasks.filter(**{name: value for name, value in exact.items() if value})
    if wanted.due in WINDOWS:
        tasks = tasks.filter(WINDOWS[wanted.due])
    if wanted.department:
        tasks = tasks.filter(_has_part(_department_ids(actor, wanted.department), wanted.role))
    if wanted.mine:
        tasks = tasks.filter(_has_part(actor.covers, wanted.role))
    return tasks.filter(holds_words(wanted.q)) if wanted.q.strip() else tasks


def _department_ids(actor: Actor, key: str) -> frozenset[int]:
    known = Department.objects.filter(key=key).values_list("pk", flat=True)
    return with_predecessors(known, actor.today)


def _has_part(departments: Iterable[int], role: str) -> Q:
    parts = TaskUnit.objects.filter(task=OuterRef("pk"), department__in=list(departments))
    roles = [role] if role in TaskUnit.Role.values else ["lead", "cooperating"]
    return Q(Exists(parts.filter(role__in=roles)))


def _counted(actor: Actor, wanted: Wanted) -> tuple[QuerySet[Task], dict[str, int], int]:
    """Return the tasks that fit, and how many of every light and in all (one query)."""
    unlit = found(actor, replace(wanted, light=""))
    if wanted.q.strip():  # walks the words of every task: once, then by number
        rows = list(unlit.values_list("light", "state", "pk")[: MOST_BY_NUMBER + 1])
        if len(rows) <= MOST_BY_NUMBER:
            fit = [pk for light, _, pk in rows if wanted.light in {"", light}]
            lit = ((light, state, 1) for light, state, _ in rows)
            return Task.objects.filter(pk__in=fit).order_by(), *_lights(lit, wanted.light)
    counted = unlit.values_list("light", "state").annotate(n=Count("pk"))
    return found(actor, wanted), *_lights(counted, wanted.light)


def _lights(counted: Iterable[tuple[str, str, int]], chosen: str) -> tuple[dict[str, int], int]:
    """Count tasks of every light, and how many have the light chosen (all of them for none)."""
    counts: dict[str, int] = dict.fromkeys(Light.values, 0)
    total = 0
    for light, state, n in counted:
        total += n if chosen in {"", light} else 0
        if state == Task.State.OPEN:
            counts[light] += n
    return counts, total


def _ordered(tasks: QuerySet[Task], wanted: Wanted) -> QuerySet[Task]:
    order: list[Any] = []
    if wanted.group in GROUPS:
        if wanted.group == "department":
            tasks = tasks.annotate(first_lead=_first_lead())
        order.append(F(GROUPS[wanted.group]).asc(nulls_last=True))
    down = wanted.sort.startswith("-")
    order.extend(
        F(name).desc(nulls_last=True) if down else F(name).asc(nulls_last=True)
        for name in SORTS.get(wanted.sort.removeprefix("-"), ())
    )
    if not wanted.sort and wanted.group != "plan":
        order.append(F("days_left").asc(nulls_last=True))
    return (
        tasks.select_related("plan", "clause", "contact", "waiting_on")
        .only(*_SHOWN)
        .order_by(*order, "plan__code", "position", "pk")
    )


def _first_lead() -> Subquery:
    leads = TaskUnit.objects.filter(
        task=OuterRef("pk"), role=TaskUnit.Role.LEAD, department__isnull=False
    )
    return Subquery(leads.order_by("position").values("department__name")[:1])


def with_units(tasks: Iterable[Task]) -> list[Row]:
    """Return rows for tasks with their units (one query)."""
    rows = {task.pk: Row(task) for task in tasks}
    parts = (
        TaskUnit.objects.filter(task__in=list(rows))
        .order_by("task_id", "position")
        .values_list(
            "task_id",
            "role",
            "as_printed",
            "group_id",
            "group__name_en",
            "department__name",
            "department__name_en",
            "department__central",
        )
    )
    for (task_id, role, group), members in groupby(parts, key=lambda p: (p[0], p[1], p[3])):
        row = rows[task_id]
        if group is None:
            row.units.extend(
                UnitName(role, p[2], p[5] or p[2], p[6] or p[2], 1, bool(p[7])) for p in members
            )
        else:
            listed = list(members)
            known = sum(1 for p in listed if p[5])
            first = listed[0]
            row.units.append(UnitName(role, first[2], first[2], first[4] or first[2], known))
    return list(rows.values())


def _groups(rows: list[Row], tasks: QuerySet[Task], group: str) -> list[Group]:
    if group not in GROUPS:
        return [Group("", "", "", len(rows), rows)]
    name = GROUPS[group]
    counted = tasks.annotate(first_lead=_first_lead()) if group == "department" else tasks
    totals = dict(counted.values_list(name).annotate(n=Count("pk")))
    result = []
    for key, members in groupby(rows, key=lambda row: _group_value(row, group)):
        held = list(members)
        words, words_en = _group_words(held[0], group, key)
        result.append(Group(str(key or ""), words, words_en, totals.get(key, len(held)), held))
    return result


def _group_value(row: Row, group: str) -> Any:
    task = row.task
    if group == "plan":
        return task.plan.code
    if group == "department":
        return getattr(task, "first_lead", None)
    return getattr(task, GROUPS[group])


def _group_words(row: Row, group: str, key: Any) -> tuple[str, str]:
    task = row.task
    if group == "plan":
        return task.plan.title, task.plan.title_en
    if group == "category":
        return task.category, task.category_en
    if group == "light":
        label = str(task.get_light_display())
        return label, label
    if group == "kind":
        label = str(task.get_schedule_kind_display())
        return label, label
    return ("", "") if key is None else (str(key), str(key))
