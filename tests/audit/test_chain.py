"""The event log cannot be changed unnoticed: the database refuses, and without its refusal the
chain shows it."""

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from fumao.apps.audit.models import Event
from fumao.apps.audit.service import broken_links, broken_streams, record
from fumao.apps.audit.triggers import protect, release, standing
from fumao.apps.orgs.models import Area
from fumao.apps.plans.models import PlanVersion
from tests.factories import DAY, actor, make_city, make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Area:
    city = make_city("甲市")
    for number in range(1, 5):
        record("task:A", "noted", actor=actor(None), area=city, data={"number": number})
        record("task:B", "noted", actor=actor(None), area=city, data={"number": number})
    return city


def run(sql: str, values: list[object]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_a_stream_counts_from_one_and_links(city: Area) -> None:
    chain = list(Event.objects.filter(stream="task:A").order_by("seq"))
    assert [e.seq for e in chain] == [1, 2, 3, 4]
    assert [e.previous for e in chain] == ["", *(e.digest for e in chain[:-1])]
    assert broken_streams() == {}


def test_the_database_refuses_a_change(city: Area) -> None:
    with pytest.raises(IntegrityError, match="append-only"):
        run("UPDATE audit_event SET kind = %s WHERE stream = %s", ["other", "task:A"])
    with pytest.raises(IntegrityError, match="append-only"):
        run("DELETE FROM audit_event WHERE stream = %s", ["task:A"])
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Event.objects.all().delete()
    assert Event.objects.filter(kind="noted").count() == 8


def test_the_database_refuses_to_change_a_published_version(city: Area) -> None:
    version = PlanVersion.objects.create(
        plan=make_plan(city), number=1, on=DAY, published_at=Event.objects.earliest("id").at,
        content={"tasks": []}, digest="0" * 64,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="append-only"):
        run("UPDATE plans_planversion SET number = 2 WHERE id = %s", [version.pk])
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        version.delete()


TAMPERING = [
    ("UPDATE audit_event SET kind = 'other' WHERE stream = 'task:A' AND seq = 2", [2]),
    ("UPDATE audit_event SET data = '{\"number\": 9}' WHERE stream = 'task:A' AND seq = 4", [4]),
    ("UPDATE audit_event SET stream = 'task:C' WHERE stream = 'task:A' AND seq = 4", None),
    ("DELETE FROM audit_event WHERE stream = 'task:A' AND seq = 2", [3]),
    ("DELETE FROM audit_event WHERE stream = 'task:A' AND seq = 1", [2]),
    ("UPDATE audit_event SET digest = '' WHERE stream = 'task:A' AND seq = 1", [1, 2]),
]


@pytest.mark.parametrize(("sql", "places"), TAMPERING)
def test_without_the_trigger_the_chain_shows_it(
    city: Area, sql: str, places: list[int] | None
) -> None:
    release(connection, "audit_event")
    run(sql, [])
    protect(connection, "audit_event")
    if places is None:  # an event moved to another stream breaks the chain where it arrived
        assert broken_streams() == {"task:C": [4]}
        return
    assert broken_links("task:A") == places
    assert broken_streams() == {"task:A": places}
    with pytest.raises(CommandError, match="task:A"):
        call_command("verify_audit")


def test_verify_audit_says_that_all_is_whole(
    city: Area, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("verify_audit")
    assert capsys.readouterr().out.startswith("8 条日志、2 条链完好")


@pytest.mark.parametrize("table", ["audit_event", "plans_planversion"])
def test_verify_audit_misses_a_trigger(city: Area, table: str) -> None:
    release(connection, table)
    assert not standing(connection, table)
    with pytest.raises(CommandError, match=table):
        call_command("verify_audit")
    protect(connection, table)
    call_command("verify_audit")


def test_an_event_falls_with_its_change(city: Area) -> None:
    def change_that_fails() -> None:
        with transaction.atomic():
            Area.objects.filter(pk=city.pk).update(name="别名")
            record("task:A", "renamed", actor=actor(None), area=city)
            raise ValueError("too late")

    with pytest.raises(ValueError, match="too late"):
        change_that_fails()
    city.refresh_from_db()
    assert city.name == "甲市"
    assert not Event.objects.filter(kind="renamed").exists()


@pytest.mark.django_db(transaction=True)
def test_no_event_outside_a_transaction(django_assert_num_queries: Callable[..., object]) -> None:
    city = make_city("甲市")
    with pytest.raises(RuntimeError, match="outside a transaction"):
        record("task:A", "noted", actor=actor(None), area=city)


@pytest.mark.django_db(transaction=True)
def test_the_guard_stands_after_a_database_was_emptied() -> None:
    """The flush after the test before this one emptied the tables; the triggers are back."""
    assert standing(connection, "audit_event")
    assert standing(connection, "plans_planversion")
