"""委托代办: who may delegate what to whom, for how long, and what it adds to an actor."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from fumao.apps.audit.models import Event
from fumao.apps.orgs.actions.end_delegation import end_delegation
from fumao.apps.orgs.actions.give_delegation import NewDelegation, give_delegation
from fumao.apps.orgs.lanes import lanes
from fumao.apps.orgs.models import Delegation, Person, Post, Role
from fumao.apps.orgs.policy import visible_to
from tests.factories import DAY, actor, make_city, make_department, make_person

pytestmark = pytest.mark.django_db


def day(number: int) -> date:
    """Days from today on: day(0) is today."""
    return DAY + timedelta(days=number)


@pytest.fixture
def bureau() -> SimpleNamespace:
    city = make_city("甲市")
    unit = make_department("甲市商务局", city)
    return SimpleNamespace(
        city=city,
        unit=unit,
        li=make_person(Role.HANDLER, unit, "jia.li"),
        wang=make_person(Role.READER, unit, "jia.wang"),
        chen=make_person(Role.CHECKER, unit, "jia.chen"),
        stranger=make_person(Role.HANDLER, make_department("甲市财政局", city), "jia.zhao"),
    )


def give(
    giver: Person, to: Person, first: date = DAY, last: date = DAY, reason: str = "出差"
) -> Delegation:
    new = NewDelegation(to, first, last, reason)
    return give_delegation(actor(giver), giver.posts.get(), new)


def acts_for(person: Person, on: date) -> list[tuple[str, str, int | None]]:
    return [(p.role, p.department_name, p.on_behalf_of) for p in actor(person, on).delegated]


def test_a_colleague_acts_between_the_days_and_the_holder_too(bureau: SimpleNamespace) -> None:
    give(bureau.li, bureau.wang, day(1), day(3))
    li = ("handler", "甲市商务局", bureau.li.pk)
    assert [acts_for(bureau.wang, day(n)) for n in range(5)] == [[], [li], [li], [li], []]
    assert [p.role for p in actor(bureau.wang, day(1)).positions] == [Role.READER]
    assert [(p.role, p.on_behalf_of) for p in actor(bureau.li, day(1)).positions] == [
        (Role.HANDLER, None)
    ]
    event = Event.objects.get(kind="delegation_given")
    assert (event.stream, event.data["to"], event.data["until"]) == (
        "person:jia.li",
        "jia.wang",
        day(3).isoformat(),
    )


def test_the_work_of_predecessors_comes_along(bureau: SimpleNamespace) -> None:
    old = make_department("甲市外经贸局", bureau.city, valid_to=DAY)
    bureau.unit.precedents.create(predecessor=old, on=DAY)
    give(bureau.li, bureau.wang)
    assert actor(bureau.wang).delegated[0].covers == {bureau.unit.pk, old.pk}


def test_thirty_days_and_no_more(bureau: SimpleNamespace) -> None:
    with pytest.raises(ValidationError, match="30"):
        give(bureau.li, bureau.wang, day(0), day(30))  # 31 days, both counted
    give(bureau.li, bureau.wang, day(0), day(29))


@pytest.mark.parametrize(
    ("first", "last"), [(-1, 2), (3, 2)], ids=["from yesterday", "ends before it begins"]
)
def test_days_that_do_not_do(bureau: SimpleNamespace, first: int, last: int) -> None:
    with pytest.raises(ValidationError):
        give(bureau.li, bureau.wang, day(first), day(last))
    assert not Delegation.objects.exists()


def test_to_whom(bureau: SimpleNamespace) -> None:
    expert = make_person(Role.EXPERT, bureau.unit)
    leaving = make_person(Role.READER, bureau.unit)
    leaving.posts.update(valid_to=day(1))
    gone = make_person(Role.READER, bureau.unit)
    gone.is_active = False
    gone.save()
    for other in (bureau.li, bureau.stranger, expert, leaving, gone):
        with pytest.raises(ValidationError) as refused:
            give(bureau.li, other, day(0), day(2))
        assert list(refused.value.error_dict) == ["to"]
    give(bureau.li, leaving, day(0), day(1))


def test_what_can_be_delegated(bureau: SimpleNamespace) -> None:
    for role, may in {
        Role.LEADER: True, Role.CHECKER: True, Role.HANDLER: True, Role.OFFICE: False,
        Role.ADMIN: False, Role.READER: False, Role.EXPERT: False, Role.VERIFIER: False,
    }.items():  # fmt: skip
        holder = make_person(role, bureau.unit)
        if may:
            give(holder, bureau.wang)
        else:
            with pytest.raises(PermissionDenied):
                give(holder, bureau.wang)
    # A handler who is also office delegates the one post, not the other.
    both = make_person(Role.HANDLER, bureau.unit)
    office = Post.objects.create(person=both, department=bureau.unit, role=Role.OFFICE)
    with pytest.raises(ValidationError):
        give_delegation(actor(both), office, NewDelegation(bureau.wang, DAY, DAY, "出差"))


def test_no_chains_and_nobody_elses_post(bureau: SimpleNamespace) -> None:
    give(bureau.li, bureau.chen)
    for other in (bureau.chen, bureau.stranger, make_person(Role.ADMIN, bureau.unit)):
        with pytest.raises(PermissionDenied):
            give_delegation(
                actor(other), bureau.li.posts.get(), NewDelegation(bureau.wang, DAY, DAY, "出差")
            )
    # Chen's own post is another matter: who acts for Li does not act for Chen with Li's.
    give(bureau.chen, bureau.wang)
    assert acts_for(bureau.wang, DAY) == [("checker", "甲市商务局", bureau.chen.pk)]


def test_one_delegate_a_day(bureau: SimpleNamespace) -> None:
    first = give(bureau.li, bureau.wang, day(2), day(5))
    for span in ((0, 2), (5, 9), (3, 4), (0, 9)):
        with pytest.raises(ValidationError, match="已委托给"):
            give(bureau.li, bureau.chen, day(span[0]), day(span[1]))
    give(bureau.li, bureau.chen, day(0), day(1))
    give(bureau.li, bureau.chen, day(6), day(7))
    end_delegation(actor(bureau.li, day(4)), first)
    with pytest.raises(ValidationError, match="已委托给"):
        give_delegation(
            actor(bureau.li, day(3)),
            bureau.li.posts.get(),
            NewDelegation(bureau.chen, day(3), day(5), "出差"),
        )
    give_delegation(
        actor(bureau.li, day(4)),
        bureau.li.posts.get(),
        NewDelegation(bureau.chen, day(4), day(5), "出差"),
    )


def test_one_that_never_began_is_in_nobodys_way(bureau: SimpleNamespace) -> None:
    end_delegation(actor(bureau.li), give(bureau.li, bureau.wang, day(2), day(5)))
    give(bureau.li, bureau.chen, day(0), day(9))
    assert acts_for(bureau.wang, day(3)) == []


def test_ended_early_by_the_giver_or_the_administrator(bureau: SimpleNamespace) -> None:
    given = give(bureau.li, bureau.wang, day(0), day(5))
    for other in (bureau.wang, bureau.chen, bureau.stranger):
        with pytest.raises(PermissionDenied):
            end_delegation(actor(other), given)
    end_delegation(actor(bureau.li, day(2)), given)
    assert [len(acts_for(bureau.wang, day(n))) for n in range(4)] == [1, 1, 0, 0]
    with pytest.raises(ValidationError, match="已经结束"):
        end_delegation(actor(bureau.li, day(2)), given)
    again = give_delegation(
        actor(bureau.li, day(2)),
        bureau.li.posts.get(),
        NewDelegation(bureau.wang, day(2), day(5), "出差"),
    )
    end_delegation(actor(make_person(Role.ADMIN, bureau.unit), day(3)), again)
    with pytest.raises(ValidationError, match="已经结束"):
        over = give(bureau.chen, bureau.wang)
        end_delegation(actor(bureau.chen, day(1)), over)
    assert Event.objects.filter(kind="delegation_ended", stream="person:jia.li").count() == 2


def test_it_lapses_with_either_post_or_account(bureau: SimpleNamespace) -> None:
    give(bureau.li, bureau.wang, day(0), day(9))
    bureau.li.posts.update(valid_to=day(4))
    assert [len(acts_for(bureau.wang, day(n))) for n in (4, 5)] == [1, 0]
    bureau.li.posts.update(valid_to=None)
    bureau.wang.posts.update(valid_to=day(3))
    assert [len(acts_for(bureau.wang, day(n))) for n in (3, 4)] == [1, 0]
    bureau.wang.posts.update(valid_to=None)
    Person.objects.filter(pk=bureau.li.pk).update(is_active=False)
    assert acts_for(bureau.wang, day(0)) == []


def test_the_database_keeps_the_days_in_order(bureau: SimpleNamespace) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.create(
            post=bureau.li.posts.get(), to=bureau.wang, valid_from=day(1), valid_to=day(0),
            reason="出差", given_on=DAY,
        )  # fmt: skip


def test_an_actor_costs_four_queries_at_most(
    bureau: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    old = make_department("甲市外经贸局", bureau.city, valid_to=DAY)
    bureau.unit.precedents.create(predecessor=old, on=DAY)
    give(bureau.li, bureau.wang)
    give(bureau.chen, bureau.wang)
    with django_assert_max_num_queries(4):
        who = actor(bureau.wang)
        assert len(who.delegated) == 2
        assert {p.area_path for p in who.delegated} == {bureau.city.path}


def test_who_sees_them(bureau: SimpleNamespace) -> None:
    given = give(bureau.li, bureau.wang)
    seen = {
        name: visible_to(actor(person), Delegation.objects.all()).filter(pk=given.pk).exists()
        for name, person in {
            "giver": bureau.li,
            "delegate": bureau.wang,
            "checker": bureau.chen,  # sees the people of the area
            "expert": make_person(Role.EXPERT, bureau.unit),
            "stranger": bureau.stranger,
            "other": make_person(Role.ADMIN, make_department("乙市商务局", make_city("乙市"))),
        }.items()
    }
    assert seen == {
        "giver": True, "delegate": True, "checker": True, "expert": False, "stranger": False,
        "other": False,
    }  # fmt: skip


def test_bars_over_sixty_days(bureau: SimpleNamespace) -> None:
    """14 days back and 46 from today on, a thousand wide: a day is 16.67."""
    rows = [
        Delegation(valid_from=day(0), valid_to=day(2)),
        Delegation(valid_from=day(40), valid_to=day(60)),  # cut off at the end
        Delegation(valid_from=day(-30), valid_to=day(-20)),  # before the drawing
        Delegation(valid_from=day(-2), valid_to=day(5), ended_on=day(-1)),  # one day
        Delegation(valid_from=day(3), valid_to=day(5), ended_on=day(1)),  # never began
    ]
    drawing = lanes(rows, DAY)
    assert drawing.today == 233.3
    assert [(r.state, r.x, r.width) for r in drawing.rows] == [
        ("running", 233.3, 50.0),
        ("coming", 900.0, 100.0),
        ("over", 0.0, 0.0),
        ("over", 200.0, 16.7),
        ("over", 283.3, 0.0),
    ]
    assert {monday.weekday() for _x, monday in drawing.weeks} == {0}
    assert len(drawing.weeks) in {8, 9}


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_page_gives_and_ends(bureau: SimpleNamespace, settings: Any) -> None:
    settings.TODAY = DAY
    client = signed_in(bureau.li)
    page = client.get("/orgs/delegations/").content.decode()
    assert "jia.chen" in page
    assert "jia.zhao" not in page
    form = {
        "post": bureau.li.posts.get().pk, "to": "jia.wang", "valid_from": day(0).isoformat(),
        "valid_to": day(2).isoformat(), "reason": "赴北京出差",
    }  # fmt: skip
    wrong = client.post("/orgs/delegations/", form | {"valid_to": day(40).isoformat()})
    assert "委托最长 30 天" in wrong.content.decode()
    assert client.post("/orgs/delegations/", form).status_code == 302
    page = client.get("/orgs/delegations/").content.decode()
    for words in ("赴北京出差", "代办中", 'class="bar green"', day(2).isoformat()):
        assert words in page
    received = signed_in(bureau.wang).get("/orgs/delegations/").content.decode()
    assert "委托给我的" in received
    assert "新的委托" not in received
    given = Delegation.objects.get()
    assert signed_in(bureau.stranger).post(f"/orgs/delegations/{given.pk}/end").status_code == 404
    assert signed_in(bureau.wang).post(f"/orgs/delegations/{given.pk}/end").status_code == 403
    assert client.post(f"/orgs/delegations/{given.pk}/end").status_code == 302
    assert "提前结束" in client.get("/orgs/delegations/").content.decode()
    assert signed_in(bureau.wang).get("/orgs/delegations/").status_code == 403


def test_the_page_costs_few_queries(
    bureau: SimpleNamespace, settings: Any, django_assert_max_num_queries: Any
) -> None:
    settings.TODAY = DAY
    for number in range(8):
        give(bureau.li, bureau.wang, day(number), day(number))
    client = signed_in(bureau.li)
    client.get("/orgs/delegations/")
    with django_assert_max_num_queries(12):
        assert client.get("/orgs/delegations/").status_code == 200
