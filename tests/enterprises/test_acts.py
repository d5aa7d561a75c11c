"""What is done to an enterprise: who may, what changes, what stays on record."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from fumao.apps.audit.models import Event
from fumao.apps.audit.service import broken_streams
from fumao.apps.enterprises.actions.add_contact import (
    Person,
    add_contact,
    end_contact,
    reveal_contact,
)
from fumao.apps.enterprises.actions.close_enterprise import close_enterprise, reopen_enterprise
from fumao.apps.enterprises.actions.merge_enterprise import merge_enterprise
from fumao.apps.enterprises.actions.move_enterprise import move_enterprise
from fumao.apps.enterprises.actions.record_fact import Statement, correct_fact, record_fact
from fumao.apps.enterprises.actions.register_enterprise import Entry, register_enterprise
from fumao.apps.enterprises.actions.rename_enterprise import rename_enterprise
from fumao.apps.enterprises.actions.split_enterprise import split_enterprise
from fumao.apps.enterprises.models import (
    CurrentFacts,
    Enterprise,
    Fact,
    Purpose,
    Residence,
    Succession,
)
from fumao.apps.enterprises.queries.enterprise_page import (
    enterprise_page,
    industry_words,
    masked_email,
    masked_phone,
)
from fumao.apps.enterprises.queries.facts import facts_on
from fumao.apps.orgs.models import Department, Role
from fumao.apps.orgs.policy import visible_to
from tests.enterprises.conftest import CODES
from tests.factories import actor_as, make_department

SAID = Statement("120", "2015年度社保名册", period="2015")


def kinds(stream: str) -> list[str]:
    return list(Event.objects.filter(stream=stream).order_by("seq").values_list("kind", flat=True))


def second(city: SimpleNamespace, number: int = 1, area: object = None) -> Enterprise:
    entry = Entry(CODES[number], f"甲市第{number}号数据有限公司", area or city.east)
    return register_enterprise(city.office, entry)


def test_registering_checks_the_code(city: SimpleNamespace) -> None:
    # 91310115MA1G4L1WXK fails its check character (facts.md §12.1).
    with pytest.raises(ValidationError) as refused:
        register_enterprise(city.office, Entry("91310115MA1G4L1WXK", "某公司", city.east))
    assert refused.value.code == "code"
    made = register_enterprise(city.office, Entry(CODES[3].lower(), " 某  公司 ", city.east))
    assert (made.code, made.name) == (CODES[3], "某 公司")
    with pytest.raises(ValidationError, match="已登记"):
        register_enterprise(city.office, Entry(CODES[3], "另一公司", city.east))


def test_a_renamed_enterprise_keeps_its_old_name(city: SimpleNamespace, firm: Enterprise) -> None:
    rename_enterprise(city.reviewer, firm, "甲市云海软件有限公司", date(2014, 5, 1))
    firm.refresh_from_db()
    assert firm.name == "甲市云海软件有限公司"
    assert list(firm.names.values_list("name", "valid_from", "valid_to")) == [
        ("甲市云桥软件有限公司", date(2010, 3, 1), date(2014, 4, 30)),
        ("甲市云海软件有限公司", date(2014, 5, 1), None),
    ]
    assert kinds(firm.stream) == ["enterprise_registered", "enterprise_renamed"]
    with pytest.raises(ValidationError, match="须晚于"):
        rename_enterprise(city.office, firm, "丙", date(2014, 5, 1))
    with pytest.raises(ValidationError, match="不能晚于今天"):
        rename_enterprise(city.office, firm, "丙", city.day + timedelta(1))


def test_a_district_moves_nothing_into_a_place_it_does_not_manage(
    city: SimpleNamespace, firm: Enterprise
) -> None:
    with pytest.raises(PermissionDenied):
        move_enterprise(city.reviewer, firm, city.west, None, date(2015, 1, 1))
    move_enterprise(city.reviewer, firm, city.east, city.park, date(2015, 1, 1))
    move_enterprise(city.office, firm, city.west, None, date(2016, 2, 1))
    places = firm.residences.values_list("area__name", "park__name", "valid_from", "valid_to")
    assert list(places) == [
        ("东区", None, date(2010, 3, 1), date(2014, 12, 31)),
        ("东区", "东园", date(2015, 1, 1), date(2016, 1, 31)),
        ("西区", None, date(2016, 2, 1), None),
    ]
    assert not visible_to(city.reviewer, Enterprise.objects.all()).exists()
    assert visible_to(city.west_reviewer, Enterprise.objects.all()).count() == 1
    with pytest.raises(ValidationError, match="不在这个城市"):
        move_enterprise(city.stranger, second_city_firm(city), south(city), city.park, city.day)


def south(city: SimpleNamespace) -> object:
    return city.other.children.get()


def second_city_firm(city: SimpleNamespace) -> Enterprise:
    return register_enterprise(city.stranger, Entry(CODES[9], "乙市企业", south(city)))


def test_a_merger_and_what_takes_it_back(city: SimpleNamespace, firm: Enterprise) -> None:
    into = second(city)
    merge_enterprise(city.office, firm, into, date(2016, 6, 1))
    firm.refresh_from_db()
    assert (firm.status, firm.ended_on) == ("merged", date(2016, 6, 1))
    with pytest.raises(ValidationError, match="不存续"):
        rename_enterprise(city.office, firm, "新名", city.day)
    with pytest.raises(ValidationError, match="不能承接"):
        merge_enterprise(city.office, into, firm, city.day)
    reopen_enterprise(city.office, firm, "系误登")
    firm.refresh_from_db()
    assert (firm.status, firm.ended_on) == ("active", None)
    assert Succession.objects.get().revoked_on == city.day  # it stays, marked
    assert kinds(into.stream) == ["enterprise_registered", "enterprise_merged"]
    assert kinds(firm.stream)[-2:] == ["enterprise_merged", "enterprise_reopened"]


def test_a_split_that_dissolves_needs_two_parts(city: SimpleNamespace, firm: Enterprise) -> None:
    one, two = second(city, 1), second(city, 2)
    with pytest.raises(ValidationError, match="至少两家"):
        split_enterprise(city.office, firm, [one], city.day, survives=False)
    with pytest.raises(ValidationError, match="重复"):
        split_enterprise(city.office, firm, [one, firm], city.day, survives=True)
    split_enterprise(city.office, firm, [one], date(2016, 1, 1), survives=True)
    firm.refresh_from_db()
    assert firm.status == "active"
    split_enterprise(city.office, firm, [two, second(city, 3)], city.day, survives=False)
    firm.refresh_from_db()
    assert firm.status == "divided"
    assert firm.successions.count() == 3


def test_closing_needs_a_reason_and_can_be_taken_back(
    city: SimpleNamespace, firm: Enterprise
) -> None:
    with pytest.raises(ValidationError) as refused:
        close_enterprise(city.office, firm, city.day, " ")
    assert refused.value.code == "reason"
    close_enterprise(city.office, firm, city.day, "注销登记")
    reopen_enterprise(city.office, firm, "误登")
    with pytest.raises(ValidationError, match="无须恢复"):
        reopen_enterprise(city.office, firm, "再来")


def test_who_may(city: SimpleNamespace, firm: Enterprise) -> None:
    for who in (city.leader, city.handler, city.stranger, city.west_reviewer, city.keeper):
        with pytest.raises(PermissionDenied):
            rename_enterprise(who, firm, "新名", city.day)
        with pytest.raises(PermissionDenied):
            record_fact(who, firm, "staff_total", SAID)
    move_enterprise(city.office, firm, city.east, city.park, date(2015, 1, 1))
    record_fact(city.keeper, firm, "staff_total", SAID)  # the park's managers now may


def test_who_sees(city: SimpleNamespace, firm: Enterprise) -> None:
    second(city, 1, city.west)
    seen = {
        name: visible_to(getattr(city, name), Enterprise.objects.all()).count()
        for name in (
            "office",
            "leader",
            "reviewer",
            "west_reviewer",
            "keeper",
            "handler",
            "stranger",
        )
    }
    assert seen == {
        "office": 2, "leader": 2, "reviewer": 1, "west_reviewer": 1, "keeper": 0, "handler": 0,
        "stranger": 0,
    }  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
def test_an_enterprises_own_unit_sees_that_enterprise_alone(
    city: SimpleNamespace, firm: Enterprise, role: Role
) -> None:
    second(city)
    own = make_department("云桥软件", city.area, "company")
    Enterprise.objects.filter(pk=firm.pk).update(unit=own)
    reporter = actor_as(role, own)
    assert [e.pk for e in visible_to(reporter, Enterprise.objects.all())] == [firm.pk]


def test_the_own_people_declare_they_do_not_verify(city: SimpleNamespace, firm: Enterprise) -> None:
    own = make_department("云桥软件", city.area, "company")
    Enterprise.objects.filter(pk=firm.pk).update(unit=own)
    firm.refresh_from_db()
    reporter = actor_as(Role.HANDLER, own)
    assert record_fact(reporter, firm, "staff_total", SAID).confidence == "declared"
    later = Statement("130", "核查", period="2016-H1")
    assert record_fact(city.reviewer, firm, "staff_total", later).confidence == "verified"
    with pytest.raises(PermissionDenied):
        rename_enterprise(reporter, firm, "新名", city.day)


def test_a_fact_is_exact_and_of_its_type(city: SimpleNamespace, firm: Enterprise) -> None:
    fact = record_fact(
        city.office, firm, "total_revenue", Statement("1,234,567.5", "审计报告", period="2015年")
    )
    assert (fact.value, fact.unit, fact.period, fact.holds_from) == (
        "1234567.50", "元", "2015", date(2015, 12, 31),
    )  # fmt: skip
    truth = record_fact(
        city.office, firm, "has_certificate", Statement("是", "证书", as_of=date(2016, 1, 5))
    )
    assert truth.value == "true"
    for name, said, field in (
        ("staff_total", Statement("12.5", "名册", period="2015"), "value"),
        ("staff_total", Statement("12", "", period="2015"), "source"),
        ("staff_total", Statement("12", "名册"), "as_of"),
        ("staff_total", Statement("12", "名册", as_of=city.day, period="2015"), "period"),
        ("staff_total", Statement("12", "名册", period="2016"), "period"),  # not over yet
        ("no_such_input", SAID, "name"),
    ):
        with pytest.raises(ValidationError) as refused:
            record_fact(city.office, firm, name, said)
        assert refused.value.code == field, (name, said)


def test_a_correction_stands_beside_what_it_corrects(
    city: SimpleNamespace, firm: Enterprise
) -> None:
    wrong = record_fact(city.office, firm, "staff_total", SAID)
    right = correct_fact(
        city.reviewer, wrong, Statement("112", "更正后的名册", period="2015"), "漏减离职人员"
    )
    assert facts_on(city.office, firm, city.day)["staff_total"] == right
    assert Fact.objects.count() == 2
    assert CurrentFacts.objects.get(enterprise=firm).told == '{"staff_total":"112"}'
    with pytest.raises(ValidationError, match="已经更正过"):
        correct_fact(city.office, wrong, SAID, "再改")
    assert not broken_streams()


def test_the_database_refuses_to_change_a_fact(city: SimpleNamespace, firm: Enterprise) -> None:
    fact = record_fact(city.office, firm, "staff_total", SAID)
    for change in (lambda: Fact.objects.update(value="1"), fact.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_statistics_do_not_reach_the_administration(
    city: SimpleNamespace, firm: Enterprise
) -> None:
    """统计法第二十八条: not its columns, not its page, not its log."""
    said = Statement("99", "统计报表", period="2015", purpose=Purpose.STATISTICS)
    fact = record_fact(city.office, firm, "staff_total", said)
    assert facts_on(city.office, firm, city.day) == {}
    with pytest.raises(ValueError, match="statistics"):
        facts_on(city.office, firm, city.day, frozenset({Purpose.STATISTICS}))
    page = enterprise_page(city.office, firm.code)
    assert (page.facts, page.hidden) == ([], 1)
    assert CurrentFacts.objects.get(enterprise=firm).told == "{}"
    event = Event.objects.get(kind="fact_recorded")
    assert "value" not in event.data
    kept = correct_fact(
        city.office, fact, Statement("98", "报表", period="2015", purpose="administration"), "更正"
    )
    assert kept.purpose == Purpose.STATISTICS  # a correction does not carry it over the wall


def test_contacts_are_masked_and_looking_is_on_record(
    city: SimpleNamespace, firm: Enterprise
) -> None:
    contact = add_contact(city.office, firm, Person("王小明", "13812341234", "wang@example.com"))
    line = enterprise_page(city.leader, firm.code).contacts[0]
    assert (line.name, line.phone, line.email, line.may_reveal) == (
        "王**", "138****1234", "w***@example.com", False,
    )  # fmt: skip
    with pytest.raises(PermissionDenied):
        reveal_contact(city.leader, contact)
    reveal_contact(city.office, contact)
    open_now = enterprise_page(city.office, firm.code, contact.pk).contacts[0]
    assert (open_now.name, open_now.phone) == ("王小明", "13812341234")
    # Who may not reveal is shown nothing by asking for it.
    assert enterprise_page(city.leader, firm.code, contact.pk).contacts[0].masked
    event = Event.objects.get(kind="contact_revealed")
    assert event.actor == city.office.person
    assert "138" not in str(list(Event.objects.values_list("data", flat=True)))
    end_contact(city.office, contact)
    assert enterprise_page(city.office, firm.code).contacts == []


def test_a_contact_given_for_statistics_stays_masked(
    city: SimpleNamespace, firm: Enterprise
) -> None:
    contact = add_contact(
        city.office, firm, Person("李统计", "13900001111", purpose=Purpose.STATISTICS)
    )
    with pytest.raises(ValidationError, match="第二十八条"):
        reveal_contact(city.office, contact)
    line = enterprise_page(city.office, firm.code, contact.pk).contacts[0]
    assert line.masked
    assert not line.may_reveal


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812341234", "138****1234"),
        ("0592-5051234", "059*-***1234"),
        ("5051234", "50***34"),
        ("+86 138 1234 1234", "+86 1** **** 1234"),
    ],
)
def test_masked_phone(phone: str, shown: str) -> None:
    assert masked_phone(phone) == shown


def test_masked_email() -> None:
    assert masked_email("wang@example.com") == "w***@example.com"
    assert masked_email("broken") == "***"


def test_nothing_is_written_without_its_event(city: SimpleNamespace, firm: Enterprise) -> None:
    """Were an event refused, the change would go with it: they share a transaction."""
    before = Residence.objects.count(), Event.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        move_enterprise(city.office, firm, city.west, None, date(2016, 1, 1))
        raise RuntimeError
    assert (Residence.objects.count(), Event.objects.count()) == before
    assert Department.objects.filter(name="东区政府").exists()


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("6513", "6513 应用软件开发"),
        ("7452", "7452 (74 专业技术服务业)"),  # lawful, not among the classes shipped
        ("65", "65 软件和信息技术服务业"),
    ],
)
def test_an_industry_has_its_edition(city: SimpleNamespace, code: str, shown: str) -> None:
    made = register_enterprise(city.office, Entry(CODES[5], "某公司", city.east, industry=code))
    assert made.industry_edition == "GB/T 4754-2017"
    assert industry_words(made) == shown


@pytest.mark.parametrize("code", ["9801", "00", "65131", "软件", "ZZ"])
def test_what_is_no_industry_is_refused(city: SimpleNamespace, code: str) -> None:
    entry = Entry(CODES[5], "某公司", city.east, industry=code)
    with pytest.raises(ValidationError) as refused:
        register_enterprise(city.office, entry)
    assert refused.value.code == "industry"
