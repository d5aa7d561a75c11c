"""Key enterprises: lights, visits, problems, who sees and does what; who has not filed."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from fumao.apps.audit.models import Event
from fumao.apps.orgs.models import Role
from fumao.apps.orgs.policy import visible_to
from fumao.apps.surveys.actions.file_report import file_report
from fumao.apps.surveys.actions.handle_ticket import answer_ticket, close_ticket, raise_ticket
from fumao.apps.surveys.actions.name_key_enterprise import (
    assign_contact,
    end_key_enterprise,
    name_key_enterprise,
)
from fumao.apps.surveys.actions.record_visit import record_visit
from fumao.apps.surveys.contact import contact_light
from fumao.apps.surveys.models import Filing, KeyEnterprise, Ticket, Visit
from fumao.apps.surveys.queries.key_enterprises import Wanted, key_enterprises, lights, silent
from tests.factories import actor_as, make_city, make_department
from tests.reporting.conftest import CODES, IN_TIME, Town, report

NAMED = date(2016, 9, 28)


@pytest.fixture
def kept(town: Town) -> KeyEnterprise:
    """The first enterprise, kept by the bureau."""
    return name_key_enterprise(
        town.office, CODES[0], town.bureau, town.checkers["city"].person, "规模前十"
    )


@pytest.mark.parametrize(
    ("last", "today", "light"),
    [
        (None, date(2016, 11, 27), "green"),  # 60 days after the naming
        (None, date(2016, 11, 28), "yellow"),
        (None, date(2016, 12, 27), "yellow"),  # 90 days: not older than 90
        (None, date(2016, 12, 28), "red"),
        (date(2016, 12, 1), date(2016, 12, 28), "green"),
    ],
)
def test_contact_is_red_after_ninety_days(last: date | None, today: date, light: str) -> None:
    assert contact_light(last, NAMED, today) == light


def test_the_list_has_the_lights_of_the_function(town: Town, kept: KeyEnterprise) -> None:
    for day, light in ((date(2016, 11, 27), "green"), (date(2016, 11, 28), "yellow"),
                       (date(2016, 12, 28), "red")):  # fmt: skip
        reader = town.on(town.office, day)
        for asked in ("green", "yellow", "red"):
            found = key_enterprises(reader, Wanted(light=asked)).exists()
            assert found is (asked == light), (day, asked)
        assert lights(reader)[light] == 1


def test_a_visit_renews_the_contact_and_an_older_one_does_not(town: Town, kept) -> None:
    record_visit(town.office, kept, date(2016, 9, 20), "总经理", "出口退税慢")
    record_visit(town.office, kept, date(2016, 8, 1), "财务", "年报")
    kept.refresh_from_db()
    assert kept.last_visit_on == date(2016, 9, 20)
    assert [one.on for one in kept.visits.all()] == [date(2016, 9, 20), date(2016, 8, 1)]
    event = Event.objects.filter(kind="visit_recorded").first()
    assert set(event.data) == {"visit", "on"}  # the words stay with the visit
    for on, met, about in (
        (date(2016, 9, 29), "总经理", "谈"), (IN_TIME, " ", "谈"), (IN_TIME, "总经理", " ")
    ):  # fmt: skip
        with pytest.raises(ValidationError):
            record_visit(town.office, kept, on, met, about)


def test_a_problem_is_raised_answered_and_closed(town: Town, kept: KeyEnterprise) -> None:
    ticket = raise_ticket(town.reporters[0], kept, "用工难", "缺日语人员")
    # Five working days after Wednesday 28 September: holiday 1-7 October, 8 and 9 are worked.
    assert (ticket.by_enterprise, ticket.owner, ticket.due_on) == (
        True, town.bureau, date(2016, 10, 10),
    )  # fmt: skip
    with pytest.raises(ValidationError, match="还没有答复"):
        close_ticket(town.office, ticket.pk)
    with pytest.raises(PermissionDenied):
        answer_ticket(town.reporters[0], ticket.pk, "自己答")
    answer_ticket(town.checkers["city"], ticket.pk, "已转人社局")
    close_ticket(town.reporters[0], ticket.pk)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.closed_on) == ("closed", IN_TIME)
    with pytest.raises(ValidationError, match="已经办结"):
        answer_ticket(town.office, ticket.pk, "再答")
    kinds = Event.objects.filter(stream=kept.stream).order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == [
        "key_enterprise_named", "ticket_raised", "ticket_answered", "ticket_closed",
    ]  # fmt: skip


def test_the_unit_that_owns_a_ticket_sees_it_and_no_other(town: Town, kept: KeyEnterprise) -> None:
    labour = make_department("演示市人社局", town.city)
    officer = actor_as(Role.HANDLER, labour, IN_TIME)
    assert not visible_to(officer, KeyEnterprise.objects.all()).exists()
    raise_ticket(town.office, kept, "另一件", "", town.bureau)
    mine = raise_ticket(town.office, kept, "用工难", "", labour, date(2016, 10, 20))
    record_visit(town.office, kept, IN_TIME, "总经理", "谈")
    assert list(visible_to(officer, Ticket.objects.all())) == [mine]
    assert visible_to(officer, KeyEnterprise.objects.all()).count() == 1
    assert not visible_to(officer, Visit.objects.all()).exists()
    answer_ticket(officer, mine.pk, "已安排招聘会")


def test_who_sees_a_key_enterprise(town: Town, kept: KeyEnterprise) -> None:
    def sees(actor: object) -> bool:
        return visible_to(actor, KeyEnterprise.objects.filter(pk=kept.pk)).exists()  # type: ignore[arg-type]

    for role in (Role.OFFICE, Role.LEADER, Role.CHECKER, Role.READER):
        assert sees(actor_as(role, town.bureau, IN_TIME))
    assert sees(town.reporters[0])
    assert sees(town.checkers["district"])
    assert not sees(town.reporters[1])
    assert not sees(town.checkers["other"])  # another district
    assert not sees(actor_as(Role.OFFICE, make_department("乙市局", make_city("乙市"))))
    assert not sees(actor_as(Role.EXPERT, town.bureau))


def test_an_officer_belongs_to_the_unit(town: Town, kept: KeyEnterprise) -> None:
    stranger = town.checkers["district"].person
    with pytest.raises(ValidationError, match="不在"):
        assign_contact(town.office, kept, town.bureau, stranger)
    with pytest.raises(PermissionDenied):
        assign_contact(town.checkers["city"], kept, town.bureau, None)
    with pytest.raises(ValidationError, match="已是重点企业"):
        name_key_enterprise(town.office, CODES[0], town.bureau, None, "")
    end_key_enterprise(town.office, kept)
    assert not key_enterprises(town.office).exists()
    again = name_key_enterprise(town.office, CODES[0], town.bureau, None, "")
    assert again.pk == kept.pk  # its visits and tickets stay


def test_key_enterprises_that_did_not_file_are_listed(town: Town, kept, period, browse) -> None:
    name_key_enterprise(town.office, CODES[1], town.bureau, None, "")
    first = Filing.objects.get(period=period, enterprise__code=CODES[0])
    file_report(town.reporters[0], first.pk, report(), {})
    late = town.on(town.office, date(2016, 10, 14))
    assert [one.enterprise.code for one in silent(late, period)] == [CODES[1]]
    page = browse(town.office, date(2016, 10, 14)).get(
        reverse("period", args=[period.key, period.pk])
    )
    assert "到期未报的重点企业" in page.content.decode()
    # A leader keeps contact in view but does not learn who filed (统计法 art. 28).
    leader = actor_as(Role.LEADER, town.bureau, date(2016, 10, 14))
    assert silent(leader, period) == []
    assert lights(leader)["silent"] == 0
    assert lights(late)["silent"] == 1


def test_pages_of_key_enterprises(town: Town, kept: KeyEnterprise, browse) -> None:
    client = browse(town.office)
    page = client.get(reverse("key-enterprises")).content.decode()
    assert "演示企业0" in page
    one, act = (
        reverse("key-enterprise", args=[kept.pk]),
        reverse("key-enterprise-act", args=[kept.pk]),
    )
    sent = {"do": "visit", "on": "2016-09-27", "met": "总经理", "about": ""}
    refused = client.post(act, sent)
    assert refused.status_code == 422
    assert 'value="总经理"' in refused.content.decode()  # nothing typed is lost
    assert client.post(act, sent | {"about": "谈人才"}).status_code == 303
    assert "谈人才" in client.get(one).content.decode()
    raised = {"do": "raise", "title": "用工难", "owner": town.bureau.pk, "due": "2016-10-20"}
    assert client.post(act, raised).status_code == 303
    ticket = kept.tickets.get()
    answer = {"do": "answer", "ticket": ticket.pk, "answer": "已转办"}
    assert client.post(act, answer).status_code == 303
    assert client.post(act, {"do": "close", "ticket": ticket.pk}).status_code == 303
    assert client.get(reverse("key-enterprises-export")).status_code == 200
    new = client.post(
        reverse("key-enterprise-new"), {"code": CODES[1], "office": town.bureau.pk, "officer": ""}
    )
    assert new.status_code == 303
    own = browse(town.reporters[0])
    assert "已转办" in own.get(one).content.decode()
    assert own.post(act, {"do": "raise", "title": "退税慢", "text": ""}).status_code == 303
    assert own.post(act, sent | {"about": "x"}).status_code == 403
    assert browse(town.reporters[1]).get(one).status_code == 404
