"""Facts at a day against a naive fold, and the columns the screening reads."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import duckdb
import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from fumao.apps.enterprises.models import (
    ADMINISTRATIVE,
    STATISTICAL,
    CurrentFacts,
    Enterprise,
    EnterpriseName,
    Fact,
    Purpose,
)
from fumao.apps.enterprises.project import project_facts
from fumao.apps.enterprises.queries.facts import facts_on
from fumao.apps.enterprises.service import current_columns, into_duckdb
from fumao.apps.orgs.models import Role
from tests.factories import DAY, actor_as, make_city, make_department

NAMES = ("staff_total", "staff_college")
START = date(2016, 1, 1)
day_numbers = st.integers(0, 12)
rows = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        day_numbers,  # holds from
        day_numbers,  # recorded on
        st.sampled_from(list(Purpose)),
        st.booleans(),  # corrects the newest uncorrected one of its name, if there is one
    ),
    max_size=14,
)


def naive(
    told: list[dict[str, object]], day: date, known: date, purposes: frozenset[Purpose]
) -> dict[str, str]:
    """The same once more: walk what was known, drop what was known to be wrong, keep the last."""
    rows = [fact for fact in told if fact["on"] <= known]
    wrong = {fact["corrects"] for fact in rows if fact["corrects"] is not None}
    found: dict[str, tuple[object, int, str]] = {}
    for number, fact in enumerate(told):
        if fact not in rows or number in wrong:
            continue
        if fact["holds_from"] > day or fact["purpose"] not in purposes:
            continue
        best = found.get(fact["name"])
        if best is None or (fact["holds_from"], number) > best[:2]:
            found[fact["name"]] = (fact["holds_from"], number, fact["value"])
    return {name: value for name, (_d, _n, value) in found.items()}


class TestFacts(TestCase):
    """hypothesis.extra.django rolls the database back after every example."""

    @given(rows)
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_every_day_equals_the_naive_fold(self, drawn: list[tuple]) -> None:
        city = make_city("甲市")
        who = actor_as(Role.OFFICE, make_department("甲市服贸办", city))
        firm = Enterprise.objects.create(code="91350203MA0TECT07L", name="甲", area=city)
        told: list[dict[str, object]] = []
        made: list[Fact] = []
        for value, (name, since, on, purpose, corrects) in enumerate(drawn):
            open_ones = [
                n for n, f in enumerate(told)
                if f["name"] == name and all(o["corrects"] != n for o in told)
            ]  # fmt: skip
            kept = purpose
            wrong = open_ones[-1] if corrects and open_ones else None
            if wrong is not None:
                kept = told[wrong]["purpose"]
            fact = {
                "name": name, "value": str(value), "purpose": kept, "corrects": wrong,
                "holds_from": START + timedelta(since), "on": START + timedelta(on),
            }  # fmt: skip
            told.append(fact)
            made.append(
                Fact.objects.create(
                    **fact | {"corrects": made[wrong] if wrong is not None else None},
                    enterprise=firm, source="试", confidence="verified", at=timezone.now(),
                )
            )  # fmt: skip
        for day in (START + timedelta(n) for n in range(-1, 14, 2)):
            for purposes in (ADMINISTRATIVE, STATISTICAL):
                got = facts_on(who, firm, day, purposes, known_on=DAY)
                want = naive(told, day, DAY, purposes)
                assert {n: f.value for n, f in got.items()} == want
                assert facts_on(who, firm, day, purposes).keys() == want.keys()
        known = START + timedelta(6)
        got = facts_on(who, firm, DAY, known_on=known)
        assert {n: f.value for n, f in got.items()} == naive(told, DAY, known, ADMINISTRATIVE)
        project_facts([firm.pk])
        columns = current_columns(who, DAY)
        assert columns.values(0) == naive(told, DAY, DAY, ADMINISTRATIVE)
        past = current_columns(who, START + timedelta(6))
        assert past.values(0) == naive(told, START + timedelta(6), DAY, ADMINISTRATIVE)


@pytest.fixture
def three(db: None) -> Iterator[object]:
    """Three enterprises of a city and one of another."""
    city, other = make_city("甲市"), make_city("乙市")
    who = actor_as(Role.OFFICE, make_department("甲市服贸办", city))
    codes = ("91350203MA0TECT07L", "91350206MA0TECT070", "91420111MA0TECT07C")
    told = ('{"staff_total":"120","total_revenue":"0.10","has_certificate":"true"}', "{}", None)
    for code, text in zip(codes, told, strict=True):
        firm = Enterprise.objects.create(code=code, name=code, area=city)
        if text is not None:
            CurrentFacts.objects.create(enterprise=firm, told=text)
    Enterprise.objects.create(code="91330302MA0TECT073", name="别家", area=other)
    yield who


def test_columns_are_exact_in_duckdb(three: object) -> None:
    columns = current_columns(three, DAY)
    assert columns.codes == ["91350203MA0TECT07L", "91350206MA0TECT070", "91420111MA0TECT07C"]
    assert columns.told[1:] == ["{}", "{}"]
    connection = duckdb.connect()
    names = into_duckdb(connection, "firms", columns)
    assert {"staff_total", "total_revenue", "has_certificate"} <= names
    got = connection.execute(
        "SELECT code, staff_total, total_revenue, has_certificate FROM firms ORDER BY place"
    ).fetchall()
    assert got == [
        (columns.codes[0], 120, 10, True),  # ten fen: whole numbers of the last digit
        (columns.codes[1], None, None, None),  # unknown is not zero
        (columns.codes[2], None, None, None),
    ]
    assert Decimal(got[0][2]) / 100 == Decimal("0.10")


def test_columns_of_nobody(three: object) -> None:
    nobody = actor_as(Role.HANDLER, make_department("丙", make_city("丙市")))
    columns = current_columns(nobody, DAY)
    assert len(columns) == 0
    assert into_duckdb(duckdb.connect(), "firms", columns)


@pytest.mark.django_db
def test_columns_take_one_query(three: object, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(2):  # and one that asks for the actor's own enterprises
        current_columns(three, DAY)
    EnterpriseName.objects.count()
