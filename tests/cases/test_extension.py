"""延长期限 by who acts for the leader: on record for both, within the days, duties kept apart."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from fumao.apps.audit.models import Event
from fumao.apps.orgs.actions.give_delegation import NewDelegation, give_delegation
from fumao.apps.orgs.models import Role
from fumao.apps.procedures.actions.finish_step import finish_step
from fumao.apps.procedures.actions.run_case import extend_case, terminate_case
from fumao.apps.procedures.models import Case
from fumao.procedures.state import RunKey
from tests.cases.conftest import Publish
from tests.cases.test_course import FORM, PAPERS, agrees, word
from tests.cases.texts import PLAIN
from tests.factories import make_person


@pytest.fixture
def case(town: SimpleNamespace, publish: Publish, apply) -> Case:
    """Accepted by the window, reviewed by nobody yet."""
    town.people["deputy"] = make_person(Role.CHECKER, town.commerce, "deputy")
    made = apply(publish(PLAIN), FORM, PAPERS)
    finish_step(town.as_("window"), made.pk, RunKey("accept", 0, 1), word())
    return made


def delegate(town: SimpleNamespace, to: str, first: date, last: date) -> None:
    leader = town.people["leader"]
    new = NewDelegation(town.people[to], first, last, "出差")
    give_delegation(town.as_("leader"), leader.posts.get(), new)


def test_the_delegate_extends_and_both_are_named(town, case, browser) -> None:
    with pytest.raises(PermissionDenied):
        extend_case(town.as_("deputy"), case.pk, "情况复杂")
    delegate(town, "deputy", town.day, town.day)
    page = browser("deputy").get(reverse("case", args=[case.pk])).content.decode()
    assert "延长 10 天" in page
    state = extend_case(town.as_("deputy"), case.pk, "情况复杂")
    account = state.account("statutory")
    assert account is not None
    assert account.clock.budget.amount == 30  # 20 and 10 more (行政许可法 art. 42)
    event = Event.objects.get(stream=case.stream, kind="case_extended")
    leader, deputy = town.people["leader"], town.people["deputy"]
    assert (event.actor, event.data["behalf"]) == (deputy, leader.pk)
    assert event.department == town.commerce
    page = browser("checker").get(reverse("case", args=[case.pk])).content.decode()
    assert f"{deputy} （代 {leader}）" in page
    agrees(case)


def test_only_within_the_days_of_the_delegation(town, case) -> None:
    delegate(town, "deputy", town.day, town.day + timedelta(days=1))
    for day in (town.day - timedelta(days=1), town.day + timedelta(days=2)):
        with pytest.raises(PermissionDenied):
            extend_case(town.as_("deputy", day), case.pk, "情况复杂")
    extend_case(town.as_("deputy", town.day + timedelta(days=1)), case.pk, "情况复杂")


def test_who_accepted_the_case_does_not_extend_it_for_the_leader(town, case) -> None:
    delegate(town, "window", town.day, town.day)
    with pytest.raises(ValidationError, match="“受理”由您办理"):
        extend_case(town.as_("window"), case.pk, "情况复杂")
    extend_case(town.as_("leader"), case.pk, "情况复杂")


def test_a_delegate_does_not_end_the_case(town, case, browser) -> None:
    delegate(town, "deputy", town.day, town.day)
    with pytest.raises(PermissionDenied):
        terminate_case(town.as_("deputy"), case.pk, "对象消失")
    page = browser("deputy").get(reverse("case", args=[case.pk])).content.decode()
    assert "终止办理" not in page
