"""Synthetic people for the seats that nobody of the demo holds: each route can be walked to its
end.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from fumao.apps.audit.service import Draft, record_batch
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area, Department, Person, Post, Role
from fumao.apps.orgs.service import offices, valid_on
from fumao.apps.procedures.book import loaded
from fumao.apps.procedures.models import ProcedureVersion
from fumao.procedures.definitions import Step

_TITLES = {
    Role.HANDLER: ("承办员", "Handler"),
    Role.CHECKER: ("审核员", "Reviewer"),
    Role.LEADER: ("负责人", "Head"),
    Role.OFFICE: ("科长", "Section chief"),
    Role.EXPERT: ("评审专家", "Expert of panels"),
}
_PANEL = 3  # experts a panel has at least, of an office where it leads one


def fill_seats(actor: Actor) -> int:
    """Give every seat of every published route a holder, and every panel its experts, in the
    demo's areas; return how many people came.
    """
    wanted: dict[tuple[int, str], int] = {}
    for unit, role, count in _wanted(actor):
        wanted[unit, role] = max(count, wanted.get((unit, role), 0))
    return fill_posts(actor, wanted)


def fill_posts(actor: Actor, wanted: Mapping[tuple[int, str], int]) -> int:
    """Bring synthetic people into departments (pk) until each has so many of a role."""
    held = Counter(Post.objects.filter(valid_on(actor.today)).values_list("department_id", "role"))
    missing = [
        (unit, role, number)
        for (unit, role), count in sorted(wanted.items())
        for number in range(held[unit, role] + 1, count + 1)
    ]
    units = Department.objects.in_bulk({unit for unit, _role in wanted})
    password = (
        Person.objects.filter(synthetic=True).values_list("password", flat=True).first() or "!"
    )
    people = [
        (_person(units[unit], Role(role), number, password), units[unit], role)
        for unit, role, number in missing
    ]
    made = Person.objects.bulk_create([person for person, _unit, _role in people])
    Post.objects.bulk_create(
        Post(person=person, department=unit, role=role)
        for person, (_same, unit, role) in zip(made, people, strict=True)
    )
    day = actor.today
    record_batch(
        (
            Draft(
                stream=f"person:{person.username}", kind="person_added",
                at=datetime(day.year, day.month, day.day, 2, tzinfo=UTC), on=day,
                area=unit.area_id, department=unit.pk, data={"role": role, "synthetic": True},
            )
            for person, unit, role in people
        ),
        new_streams=True,
    )  # fmt: skip
    return len(made)


def _wanted(actor: Actor) -> Iterator[tuple[int, str, int]]:
    """Yield (department, role, people) of every seat in every district and zone of the demo."""
    routes = [
        loaded(one).procedure.route
        for one in ProcedureVersion.objects.filter(state=ProcedureVersion.State.PUBLISHED)
    ]
    seats = {
        (seat.function, seat.level, role, count)
        for route in routes
        for step in route
        if not step.is_system
        for seat in step.by
        for role, count in _people(step, seat.role)
    }
    for area in Area.objects.filter(kind__in=[Area.Kind.DISTRICT, Area.Kind.ZONE]):
        found = offices(area, actor.today)
        for function, level, role, count in seats:
            unit = found.get((function, level))
            if unit is not None:
                yield unit.pk, role, count


def _people(step: Step, role: str) -> Iterator[tuple[str, int]]:
    yield role, 1
    if step.do == "panel":
        yield Role.EXPERT.value, max(step.experts, _PANEL)


def _person(unit: Department, role: Role, number: int, password: str) -> Person:
    zh, en = _TITLES[role]
    return Person(
        username=f"{unit.key}.{role.value}{number if number > 1 else ''}"[:150],
        name=f"{zh}（演示）",
        name_en=f"{en} (demo)",
        title=f"{unit.short or unit.name}{zh}"[:64],
        title_en=f"{en}, {unit.name_en}"[:128],
        password=password,
        synthetic=True,
    )
