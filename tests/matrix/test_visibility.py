"""visible_to against a ten-line oracle, over random trees, posts and tasks."""

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from fumao.apps.audit.models import Event
from fumao.apps.enterprises.models import Enterprise
from fumao.apps.files.models import Attachment, StoredFile
from fumao.apps.orgs.actor import Actor, Position
from fumao.apps.orgs.models import Area, Department, Person, Post, Role
from fumao.apps.orgs.policy import visible_to
from fumao.apps.plans.models import Import, Plan, Progress, Task
from tests.factories import (
    DAY,
    actor,
    actor_as,
    make_area,
    make_city,
    make_department,
    make_nation,
    make_person,
    make_plan,
    make_progress,
    make_task,
)

World = tuple[list[int], list[tuple[Role, int]], list[tuple[int, int | None]]]


@st.composite
def worlds(
    draw: st.DrawFn,
) -> tuple[list[int], list[tuple[Role, int]], list[tuple[int, int | None]]]:
    """A tree as parents by number, posts as (role, area), tasks as (area, area of the lead)."""
    size = draw(st.integers(2, 9))
    parents = [draw(st.integers(0, n - 1)) for n in range(1, size)]
    place = st.integers(0, size - 1)
    posts = draw(st.lists(st.tuples(st.sampled_from(list(Role)), place), max_size=3))
    tasks = draw(st.lists(st.tuples(place, st.none() | place), min_size=1, max_size=5))
    return parents, posts, tasks


def above(parents: list[int], area: int) -> set[int]:
    """All areas above one, by walking up: nothing of paths and prefixes."""
    found = set()
    while area > 0:
        area = parents[area - 1]
        found.add(area)
    return found


class Oracle:
    """The rules once more, over numbers."""

    def __init__(self, parents: list[int], posts: list[tuple[Role, int]]) -> None:
        self.parents, self.posts = parents, posts

    def below(self, area: int, *roles: Role) -> bool:
        return any(
            at == area or at in above(self.parents, area)
            for role, at in self.posts
            if not roles or role in roles
        )

    def published(self, area: int) -> bool:
        return self.below(area) or any(area in above(self.parents, at) for _r, at in self.posts)

    def work(self, area: int, lead: int | None) -> bool:
        inside = [(role, at) for role, at in self.posts if role not in {"expert", "verifier"}]
        return Oracle(self.parents, inside).below(area) or any(at == lead for _r, at in inside)

    def draft(self, area: int) -> bool:
        return self.below(area, Role.OFFICE, Role.LEADER)

    def log(self, area: int) -> bool:
        return self.below(area, Role.OFFICE, Role.LEADER, Role.ADMIN)


class TestVisibility(TestCase):
    """hypothesis.extra.django rolls the database back after every example."""

    @given(worlds())
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_random_trees(self, world: World) -> None:
        parents, posts, tasks = world
        areas = [make_area("a0", "nation")]
        for number, parent in enumerate(parents, start=1):
            areas.append(make_area(f"a{number}", "city", areas[parent]))
        units = [make_department(f"u{number}", area) for number, area in enumerate(areas)]
        plans = [make_plan(area) for area in areas]
        reporter = make_person(None)
        entries, imports = {}, {}
        for area, lead in tasks:
            task = make_task(plans[area], None if lead is None else units[lead])
            # The reporter's department has no post of anybody, so that only the lead's part counts.
            stranger = make_department("s", make_area("elsewhere", "city", areas[0]))
            entries[make_progress(task, reporter, stranger).pk] = (area, lead)
        for number, area in enumerate(areas):
            file = StoredFile.objects.create(sha256=f"{number:064}", size=1, path=f"f{number}")
            attached = Attachment.objects.create(
                file=file, stream=f"import:{number}", name="f", area=area, added_at=timezone.now()
            )
            imports[number] = Import.objects.create(
                area=area, attachment=attached, started_by=reporter, started_at=timezone.now()
            )
        positions = tuple(
            Position(role, units[at].pk, units[at].name, areas[at].pk, areas[at].path)
            for role, at in posts
        )
        who, oracle = Actor(make_person(None), DAY, positions), Oracle(parents, posts)
        numbers = {area.pk: n for n, area in enumerate(areas)}

        for model, rule in (
            (Plan, oracle.published),
            (Task, oracle.published),
            (Department, oracle.published),
            (Import, oracle.draft),
            (Event, oracle.log),
        ):
            rows = model._default_manager.filter(area__in=areas)
            got = {row.pk for row in visible_to(who, rows)}
            assert got == {row.pk for row in rows if rule(numbers[row.area_id])}, model
        seen_areas = set(visible_to(who, Area.objects.filter(pk__in=numbers)))
        assert {numbers[a.pk] for a in seen_areas} == {
            n for n in numbers.values() if oracle.published(n)
        }
        got = set(visible_to(who, Progress.objects.all()).values_list("pk", flat=True))
        assert got == {pk for pk, (area, lead) in entries.items() if oracle.work(area, lead)}
        files = visible_to(who, Attachment.objects.all())
        assert {numbers[f.area_id] for f in files} == {n for n in imports if oracle.draft(n)}
        assert visible_to(who, StoredFile.objects.all()).count() == files.count()


@pytest.mark.django_db
def test_rows_are_not_multiplied() -> None:
    """Two posts that reach the same row show it once."""
    city = make_city("甲市")
    unit = make_department("甲市商务局", city)
    make_task(make_plan(city), unit, (unit,))
    person = make_person(Role.HANDLER, unit)
    person.posts.create(department=unit, role=Role.OFFICE)
    person.posts.create(department=make_department("商务部", make_nation()), role=Role.READER)
    assert visible_to(actor(person), Task.objects.all()).count() == 1


@pytest.mark.django_db
def test_evidence_follows_its_task_up_and_never_sideways() -> None:
    city, other = make_city("甲市", ("东区", "西区")), make_city("乙市")
    east, west = (Department.objects.get(name=f"{d}政府") for d in ("东区", "西区"))
    office = make_department("甲市服贸办", city)
    task = make_task(make_plan(city), office, (east,))
    file = StoredFile.objects.create(sha256="0" * 64, size=1, path="f")
    Attachment.objects.create(
        file=file, stream=f"task:{task.code}", name="证明.pdf", area=city, department=office,
        added_at=timezone.now(),
    )  # fmt: skip
    seen = {
        name: visible_to(actor_as(Role.HANDLER, unit), StoredFile.objects.all()).count()
        for name, unit in {
            "office": office,
            "east": east,
            "west": west,
            "other": make_department("乙市服贸办", other),
        }.items()
    }
    assert seen == {"office": 1, "east": 1, "west": 0, "other": 0}


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.EXPERT, Role.VERIFIER])
def test_those_called_in_read_what_was_published(role: Role) -> None:
    """Even in the department that leads the task: its work, people and drafts are not theirs."""
    city = make_city("甲市", ("东区",))
    unit = make_department("甲市商务局", city)
    task = make_task(make_plan(city), unit)
    reporter = make_person(Role.HANDLER, unit)
    make_progress(task, reporter, unit)
    file = StoredFile.objects.create(sha256="0" * 64, size=1, path="f")
    evidence = Attachment.objects.create(
        file=file, stream=f"task:{task.code}", name="证明.pdf", area=city, department=unit,
        added_at=timezone.now(),
    )  # fmt: skip
    Import.objects.create(
        area=city, attachment=evidence, started_by=reporter, started_at=timezone.now()
    )
    Enterprise.objects.create(code="91350203MA0TECT07L", name="甲企业", area=city)
    who = actor_as(role, unit)
    assert list(visible_to(who, Task.objects.all())) == [task]
    assert visible_to(who, Department.objects.filter(area=city)).get() == unit
    for model in (Progress, Attachment, StoredFile, Import, Event, Enterprise):
        assert not visible_to(who, model._default_manager.all()).exists(), model
    assert list(visible_to(who, Person.objects.all())) == [who.person]
    assert list(visible_to(who, Post.objects.all())) == [who.person.posts.get()]


@pytest.mark.django_db
def test_a_company_reads_the_progress_of_its_own_tasks_only() -> None:
    """An enterprise's own unit, or one that a plan gives work to (广电集团)."""
    city = make_city("甲市")
    bureau = make_department("甲市商务局", city)
    company = make_department("甲广电集团", city, "company")
    plan = make_plan(city)
    reporter = make_person(Role.HANDLER, bureau)
    make_progress(make_task(plan, bureau), reporter, bureau)
    shared = make_progress(make_task(plan, bureau, (company,)), reporter, bureau)
    seen = visible_to(actor_as(Role.HANDLER, company), Progress.objects.all())
    assert list(seen) == [shared]
    assert visible_to(actor_as(Role.HANDLER, bureau), Progress.objects.all()).count() == 2


@pytest.mark.django_db
def test_a_successor_sees_the_work_of_its_predecessor() -> None:
    city = make_city("甲市", ("东区",))
    district = Area.objects.get(name="东区")
    old, new = make_department("东区国税局", district), make_department("东区税务局", district)
    task = make_task(make_plan(city), old)
    entry = make_progress(task, make_person(Role.HANDLER, old), old)
    who = actor_as(Role.HANDLER, new)
    assert not visible_to(who, Progress.objects.all()).exists()
    new.precedents.create(predecessor=old, on=DAY)
    assert list(visible_to(actor(who.person), Progress.objects.all())) == [entry]


@pytest.mark.django_db
def test_the_public_and_a_token_without_reading_see_nothing() -> None:
    city = make_city("甲市")
    unit = make_department("甲市商务局", city)
    make_task(make_plan(city), unit)
    office = actor_as(Role.OFFICE, unit)
    writer = Actor(office.person, DAY, office.positions, frozenset({"write"}))
    for who in (actor(None), writer):
        for model in (Area, Department, Plan, Task, Event):
            assert not visible_to(who, model._default_manager.all()).exists()


@pytest.mark.django_db
def test_posts_count_on_their_days() -> None:
    from datetime import timedelta

    city = make_city("甲市")
    person = make_person(Role.READER, make_department("甲市商务局", city))
    make_plan(city)
    person.posts.update(valid_from=DAY, valid_to=DAY)
    by_day = {
        days: visible_to(actor(person, DAY + timedelta(days)), Plan.objects.all()).count()
        for days in (-1, 0, 1)
    }
    assert by_day == {-1: 0, 0: 1, 1: 0}


@pytest.mark.django_db
def test_a_model_without_a_rule_is_refused() -> None:
    from django.contrib.sessions.models import Session

    with pytest.raises(TypeError, match="Session"):
        visible_to(actor(None), Session.objects.all())
