"""Writing notices: one row an addressee, in the caller's transaction, at most once where asked."""

from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction

from fumao.apps.notices.models import Notice
from fumao.apps.notices.service import notify
from fumao.apps.orgs.models import Role, Succession
from fumao.apps.orgs.policy import visible_to
from tests.factories import DAY, actor, make_department, make_person
from tests.notices.conftest import submitted

pytestmark = pytest.mark.django_db


def seen(person: object) -> list[str]:
    rows = visible_to(actor(person), Notice.objects.all()).order_by("pk")
    return [row.data["number"] for row in rows]


def test_a_seat_is_one_row_that_its_holders_see(city: SimpleNamespace) -> None:
    submitted(city, "A-1")
    submitted(city, "A-2", to_people=[city.zhang.pk])
    assert Notice.objects.count() == 2
    assert seen(city.wang) == seen(city.li) == ["A-1"]
    assert seen(city.zhang) == ["A-2"]
    assert seen(city.zhao) == []
    assert seen(None) == []


def test_many_addressees_are_one_query(
    city: SimpleNamespace, django_assert_num_queries: object
) -> None:
    with transaction.atomic(), django_assert_num_queries(1):
        notify(
            kind="case_late", area=city.area.pk, data={"number": "A-1"}, url="", on=DAY,
            to_people=[city.zhang.pk, city.zhao.pk, city.zhang.pk],
            to_seats=[city.seat, (city.commerce.pk, "office"), (city.finance.pk, Role.OFFICE)],
        )  # fmt: skip
    assert Notice.objects.count() == 4  # two people, two seats: each named once


def test_the_successor_of_a_department_sees_its_notices(city: SimpleNamespace) -> None:
    heir = make_department("甲市商务和投资局", city.area)
    Succession.objects.create(predecessor=city.commerce, successor=heir, on=DAY)
    newcomer = make_person(Role.OFFICE, heir)
    reader = make_person(Role.READER, heir)
    submitted(city, "A-1")
    assert seen(newcomer) == ["A-1"]
    assert seen(reader) == []


def test_a_key_is_claimed_once_an_addressee(city: SimpleNamespace) -> None:
    for number in ("A-1", "A-2"):
        submitted(city, number, at_most_once_key="case:7:rung:1")
    assert seen(city.wang) == ["A-1"]
    submitted(city, "A-3", at_most_once_key="case:7:rung:1", to_seats=[city.seat],
              to_people=[city.wang.pk])  # fmt: skip
    assert seen(city.wang) == ["A-1", "A-3"]  # to the person: another addressee
    submitted(city, "A-4", at_most_once_key="case:7:rung:2")
    submitted(city, "A-5")
    submitted(city, "A-5")  # without a key nothing is claimed
    assert seen(city.li) == ["A-1", "A-4", "A-5", "A-5"]


def test_a_notice_falls_with_its_act(city: SimpleNamespace) -> None:
    class UndoneError(Exception):
        pass

    with pytest.raises(UndoneError), transaction.atomic():
        submitted(city)
        raise UndoneError
    assert not Notice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_no_notice_outside_a_transaction(city: SimpleNamespace) -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        notify(kind="case_late", area=city.area, data={"number": "1"}, url="", on=DAY,
               to_seats=[city.seat])  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"kind": "nobody_named"}, KeyError),
        ({"data": {}}, KeyError),
        ({"data": {"number": 1.5}}, TypeError),
        ({"url": "https://elsewhere.example/"}, ValueError),
        ({"url": "//elsewhere.example/"}, ValueError),
        ({"url": "javascript:alert(1)"}, ValueError),
        ({"to_seats": [(1, "nobody")]}, ValueError),
        ({"at_most_once_key": "k" * 97}, ValueError),
    ],
)
def test_what_cannot_be_shown_is_not_written(
    city: SimpleNamespace, changed: dict[str, object], error: type[Exception]
) -> None:
    given = {"kind": "case_late", "area": city.area, "data": {"number": "1"}, "url": "/x",
             "on": DAY, "to_seats": [city.seat]}  # fmt: skip
    with pytest.raises(error):
        notify(**given | changed)
    assert not Notice.objects.exists()


def test_the_database_knows_one_addressee(city: SimpleNamespace) -> None:
    for wrong in ({"person": city.wang, "department": city.commerce, "role": "office"}, {}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Notice.objects.create(
                kind="case_late", area=city.area, on=DAY, at=city.wang.date_joined, **wrong
            )
