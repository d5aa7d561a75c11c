"""Small made-up parts of a nation for tests: areas, departments, people, plans and tasks."""

from datetime import date
from functools import cache
from itertools import count

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from fumao.apps.audit.batch import Draft, record_batch
from fumao.apps.orgs.actor import Actor, actor_for
from fumao.apps.orgs.models import Area, Department, DepartmentName, Person, Post, Role
from fumao.apps.plans.models import Clause, Document, Plan, Progress, ScheduleKind, Task, TaskUnit

DAY = date(2016, 10, 14)
PASSWORD = "纸鸢-乘风-四月-二十"
_number = count(1)


@cache
def _hashed() -> str:
    # Argon2 is slow on purpose: once a test process is enough.
    return make_password(PASSWORD)


def make_area(name: str, kind: str, parent: Area | None = None) -> Area:
    """An area below `parent`, with an invented code."""
    code = "CN" if parent is None else f"X{next(_number):05}"
    return Area.objects.create(
        code=code,
        name=name,
        name_en=f"Area {code}",
        kind=kind,
        parent=parent,
        path=f"{parent.path if parent else '/'}{code}/",
    )


def make_nation() -> Area:
    """The nation, made once a test."""
    return Area.objects.filter(code="CN").first() or make_area("全国", "nation")


def make_city(name: str, districts: tuple[str, ...] = ()) -> Area:
    """A city of a province of its own, with districts that each have a government."""
    province = make_area(f"{name}省", "province", make_nation())
    city = make_area(name, "city", province)
    for district in districts:
        make_department(f"{district}政府", make_area(district, "district", city), "government")
    return city


def make_department(name: str, area: Area, kind: str = "bureau", **fields: object) -> Department:
    """A department that is printed under its own name."""
    key = f"d{next(_number)}"
    department = Department.objects.create(
        key=key, name=name, name_en=f"Department {key}", area=area, kind=kind, **fields
    )
    DepartmentName.objects.create(department=department, name=name)
    return department


def make_person(
    role: Role | str | None, department: Department | None = None, username: str | None = None
) -> Person:
    """A person with one post (or none) and the password PASSWORD."""
    username = username or f"p{next(_number)}"
    person = Person.objects.create(username=username, password=_hashed(), name=username)
    if role and department:
        Post.objects.create(person=person, department=department, role=role)
    return person


def actor(person: Person | None, day: date = DAY) -> Actor:
    """The person as an actor on a day; None is the public."""
    return actor_for(person, day)


def actor_as(role: Role | str, department: Department, day: date = DAY) -> Actor:
    """A new person with one post, as an actor."""
    return actor_for(make_person(role, department), day)


def make_plan(area: Area) -> Plan:
    """A published plan of an area, with one clause."""
    key = f"plan-{next(_number)}"
    document = Document.objects.create(key=key, title=f"{area.name}行动计划", area=area, date=DAY)
    Clause.objects.create(document=document, ref="1", label="1", position=1)
    return Plan.objects.create(
        key=key,
        code=f"P{next(_number)}",
        area=area,
        document=document,
        title=document.title,
        starts_on=DAY,
    )


def make_task(
    plan: Plan,
    lead: Department | None = None,
    cooperating: tuple[Department, ...] = (),
    due: date | None = date(2016, 12, 31),
) -> Task:
    """A task of a plan with its units."""
    clause = plan.document.clauses.get()
    position = next(_number)
    task = Task.objects.create(
        plan=plan,
        area=plan.area,
        code=f"{plan.code}-{position}",
        label=str(position),
        position=position,
        clause=clause,
        title=f"任务{position}",
        schedule_kind=ScheduleKind.FINISH_BY if due else ScheduleKind.UNSCHEDULED,
        due=due,
        original_due=due,
    )
    units = ([(lead, "lead")] if lead else []) + [(d, "cooperating") for d in cooperating]
    for place, (department, role) in enumerate(units):
        TaskUnit.objects.create(
            task=task,
            role=role,
            as_printed=department.name,
            position=place,
            department=department,
        )
    _put_on_record(task)
    return task


def _put_on_record(task: Task) -> None:
    """The event a task begins with."""
    data = {
        "starts_on": task.plan.starts_on.isoformat(),
        "schedule_kind": str(task.schedule_kind),
        "due": task.due.isoformat() if task.due else None,
    }
    draft = Draft(
        f"task:{task.code}", "created", timezone.now(), DAY, task.area_id, None, None, data
    )
    with transaction.atomic():
        record_batch([draft])


def make_progress(
    task: Task, by: Person, department: Department, kind: str = "progress"
) -> Progress:
    """A report on a task by a person in the name of a department."""
    return Progress.objects.create(
        task=task,
        by=by,
        department=department,
        kind=kind,
        text="已完成。",
        on=DAY,
        at=timezone.now(),
    )
