"""Synthetic cities for benchmarks: the four real ones copied, with plans, units and handlers."""

from collections.abc import Iterator

from django.utils import timezone

from fumao.apps.audit.service import Draft, record_batch
from fumao.apps.orgs.models import Area, Department, Person, Post, Role
from fumao.apps.plans.content import digest_of
from fumao.apps.plans.models import (
    Clause,
    Document,
    Plan,
    PlanVersion,
    Target,
    Task,
    TaskUnit,
)


def add_cities(plans: list[Plan], scale: int) -> list[Plan]:
    """Return copies of plans in `scale` − 1 synthetic sets of cities; everything is marked so."""
    copies = []
    for number in range(1, scale):
        areas: dict[int, Area] = {}
        departments: dict[int, Department] = {}
        for plan in plans:
            area = areas.get(plan.area_id)
            if area is None:
                area = areas[plan.area_id] = _city(plan.area, number)
            copies.append(_copy(plan, area, number, departments))
        _people(areas, departments, number)
    return copies


def _city(area: Area, number: int) -> Area:
    parent = Area.objects.get(path=f"/{area.path.split('/')[1]}/")
    code = f"S{number:03d}{area.code}"
    return Area.objects.create(
        code=code,
        name=f"演示{number}号{area.name}",
        name_en=f"Demo {number} {area.name_en}",
        kind=area.kind,
        parent=parent,
        path=f"{parent.path}{code}/",
    )


def _copy(plan: Plan, area: Area, number: int, departments: dict[int, Department]) -> Plan:
    prefix = f"S{number:03d}"
    document = Document.objects.create(
        key=f"{prefix.lower()}-{plan.key}",
        title=f"演示{number}：{plan.document.title}"[:200],
        title_en=f"Demo {number}: {plan.document.title_en}"[:300],
        area=area,
        date=plan.document.date,
        pack="demo",
    )
    clauses = _clauses(plan, document)
    copy = Plan.objects.create(
        key=document.key,
        code=f"{prefix}{plan.code}",
        area=area,
        document=document,
        title=document.title,
        title_en=document.title_en,
        starts_on=plan.starts_on,
        synthetic=True,
    )
    tasks = _tasks(plan, copy, clauses, departments)
    _targets(plan, copy, clauses)
    last = plan.versions.order_by("-number")[0]
    PlanVersion.objects.create(
        plan=copy,
        number=1,
        on=plan.starts_on,
        published_at=timezone.now(),
        content=last.content,
        digest=digest_of(last.content),
    )
    record_batch(_created(copy, tasks), new_streams=True)
    return copy


def _clauses(plan: Plan, document: Document) -> dict[int, Clause]:
    copies: dict[int, Clause] = {}
    old = list(Clause.objects.filter(document=plan.document_id).order_by("position"))
    for clause in old:
        copies[clause.pk] = Clause(
            document=document,
            ref=clause.ref,
            label=clause.label,
            level=clause.level,
            title=clause.title,
            title_en=clause.title_en,
            position=clause.position,
        )
    Clause.objects.bulk_create(copies.values(), batch_size=400)
    children = []
    for clause in old:
        if clause.parent_id is not None:
            copies[clause.pk].parent = copies[clause.parent_id]
            children.append(copies[clause.pk])
    Clause.objects.bulk_update(children, ["parent"], batch_size=300)
    return copies


def _tasks(
    plan: Plan, copy: Plan, clauses: dict[int, Clause], departments: dict[int, Department]
) -> list[Task]:
    parts: list[TaskUnit] = []
    tasks = []
    for task in plan.tasks.prefetch_related("units__department").order_by("position"):
        units = list(task.units.all())
        code = task.code.replace(plan.code, copy.code, 1)
        task.pk, task.plan, task.area, task.code = None, copy, copy.area, code
        task.clause = clauses[task.clause_id]
        task._state.adding = True
        tasks.append(task)
        for unit in units:
            home = unit.department
            if home is not None:
                home = departments.get(home.pk) or _department(home, copy.area, departments)
            parts.append(
                TaskUnit(
                    task=task,
                    role=unit.role,
                    as_printed=unit.as_printed,
                    position=unit.position,
                    department=home,
                    group=unit.group,
                )
            )
    Task.objects.bulk_create(tasks, batch_size=200)
    for part in parts:
        part.task_id = part.task.pk
    TaskUnit.objects.bulk_create(parts, batch_size=500)
    return tasks


def _department(old: Department, area: Area, departments: dict[int, Department]) -> Department:
    copy = Department.objects.create(
        key=f"{area.code.lower()}-{old.key}"[:64],
        name=old.name,
        name_en=old.name_en,
        short=old.short,
        area=area,
        kind=old.kind,
        central=old.central,
    )
    departments[old.pk] = copy
    return copy


def _targets(plan: Plan, copy: Plan, clauses: dict[int, Clause]) -> None:
    targets = list(plan.targets.order_by("position"))
    for target in targets:
        code = target.code.replace(plan.code, copy.code, 1)
        target.pk, target.plan, target.area, target.code = None, copy, copy.area, code
        target.clause = clauses[target.clause_id]
        target._state.adding = True
    Target.objects.bulk_create(targets, batch_size=200)


def _created(plan: Plan, tasks: list[Task]) -> Iterator[Draft]:
    for task in tasks:
        data = {
            "starts_on": plan.starts_on.isoformat(),
            "schedule_kind": task.schedule_kind,
            "due": task.due.isoformat() if task.due else None,
            "review_months": task.review_months,
            "title": task.title,
        }
        yield Draft(
            f"task:{task.code}",
            "created",
            timezone.now(),
            plan.starts_on,
            plan.area_id,
            data=data,
        )


def _people(areas: dict[int, Area], departments: dict[int, Department], number: int) -> None:
    """Give every city an office, a checker, a leader and one person who handles all units."""
    for order, area in enumerate(areas.values(), 1):
        own = [one for one in departments.values() if one.area_id == area.pk]
        if not own:
            continue
        posts = []
        for role in (Role.OFFICE, Role.CHECKER, Role.LEADER, Role.HANDLER):
            person = Person.objects.create(
                username=f"s{number:03d}.{order}.{role}",
                name=f"演示{number}-{order}（{role.label}）",
                title=f"演示{role.label}",
                password="!",  # noqa: S106 - nobody signs in
                synthetic=True,
            )
            homes = own if role == Role.HANDLER else own[:1]
            posts += [Post(person=person, department=home, role=role) for home in homes]
        Post.objects.bulk_create(posts, batch_size=400)
