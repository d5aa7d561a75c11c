"""Fees of a case on the database: who may record and waive them, what waits, who is told, what is
shown.

Worked by hand: 1,000.50 yuan, abroad: 200.00 for the case; a thousandth, 1.0005, is 1.00 to test.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from fumao.apps.audit.models import Event
from fumao.apps.notices.models import Notice
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Role
from fumao.apps.procedures.actions.begin_later_case import begin_by_office
from fumao.apps.procedures.actions.correct_case import correct_case
from fumao.apps.procedures.actions.finish_step import finish_step
from fumao.apps.procedures.actions.record_fee import receive_fee, refund_fee, waive_fee
from fumao.apps.procedures.actions.run_case import withdraw_case
from fumao.apps.procedures.actions.save_draft import mending_draft, save_draft
from fumao.apps.procedures.actions.submit_case import submit_case
from fumao.apps.procedures.models import Case, FeeReceipt, Outcome
from fumao.apps.procedures.refusals import FormRefusedError
from fumao.apps.procedures.stored import state_of
from fumao.procedures.charges import charge_of, to_refund
from fumao.procedures.state import Defect, RunKey
from tests.cases.conftest import Publish, draft_of
from tests.cases.test_course import PAPERS, agrees, word
from tests.cases.texts import CHARGED, PLAIN
from tests.factories import actor_as, make_city, make_department

FORM = {"name": "云桥", "amount": "1,000.5", "abroad": "true", "country": "US"}
DUE = {"case": Decimal("200.00"), "test": Decimal("1.00")}


@pytest.fixture
def case(publish: Publish, apply: Callable[..., Case]) -> Case:
    made: Case = apply(publish(CHARGED), FORM, PAPERS)
    return made


def pay(town: SimpleNamespace, case: Case, fee: str, receipt: str, by: str = "window") -> None:
    receive_fee(town.as_(by), case.pk, fee, DUE[fee], receipt, town.day)


def reviewed(town: SimpleNamespace, case: Case) -> None:
    finish_step(town.as_("window"), case.pk, RunKey("accept", 0, 1), word())
    finish_step(town.as_("checker"), case.pk, RunKey("review", 0, 1), word())


def told(town: SimpleNamespace, kind: str) -> list[str]:
    found = Notice.objects.filter(kind=kind, department=town.firm.unit).order_by("pk")
    return [one.data["fees"] for one in found]


def test_a_case_is_decided_and_issued_once_it_is_paid(town: SimpleNamespace, case: Case) -> None:
    first = Event.objects.get(stream=case.stream, kind="case_submitted")
    assert first.data["fees"] == {"case": "200.00", "test": "1.00"}
    reviewed(town, case)
    # Told when the case has come to the step, not before.
    assert told(town, "case_fee_due") == ["“登记费”200.00元"]
    with pytest.raises(ValidationError, match=r"登记费”200\.00元未缴"):
        finish_step(town.as_("leader"), case.pk, RunKey("decide", 0, 1), word())
    pay(town, case, "case", "厦-0001")
    finish_step(town.as_("leader"), case.pk, RunKey("decide", 0, 1), word())
    case.refresh_from_db()
    # The decision stands; the certificate waits for the other fee.
    assert (case.phase, case.decided_on) == ("in_review", town.day)
    assert not Outcome.objects.filter(case=case).exists()
    assert told(town, "case_fee_due")[1:] == ["“检验费”1.00元"]
    agrees(case)
    pay(town, case, "test", "厦-0002", by="handler")
    case.refresh_from_db()
    assert case.phase == "granted"
    assert case.result.issued_on == town.day
    assert told(town, "case_fee_received") == ["“登记费”200.00元", "“检验费”1.00元"]
    event = Event.objects.get(stream=case.stream, kind="case_fee_received", data__fee="case")
    assert (event.actor, event.department) == (town.people["window"], town.commerce)
    assert event.data == {
        "fee": "case", "amount": "200.00", "receipt": "厦-0001", "paid_on": "2022-06-13",
    }  # fmt: skip
    agrees(case)


OUTSIDERS = ("rival", "science", "tax", "finance", "verifier", "expert1")
INSIDERS = ("reporter", "window", "handler", "checker", "leader")


def stranger(role: Role) -> Actor:
    """Somebody with the role in the commerce bureau of another city."""
    return actor_as(role, make_department("乙市商务局", make_city("乙市")), date(2022, 6, 13))


def taken(act: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            act()
            transaction.set_rollback(True)
    except (PermissionDenied, Case.DoesNotExist):
        return False
    return True


def test_handlers_record_and_the_leader_waives(town: SimpleNamespace, case: Case) -> None:
    record = [
        name for name in (*INSIDERS, *OUTSIDERS)
        if taken(lambda name=name: pay(town, case, "case", "A1", name))  # type: ignore[misc]
    ]  # fmt: skip
    assert record == ["window", "handler"]
    waive = [
        name for name in (*INSIDERS, *OUTSIDERS)
        if taken(lambda name=name: waive_fee(town.as_(name), case.pk, "case", "受灾"))  # type: ignore[misc]
    ]  # fmt: skip
    assert waive == ["leader"]
    for role in (Role.HANDLER, Role.LEADER, Role.OFFICE):
        other = stranger(role)
        assert not taken(
            lambda o=other: receive_fee(o, case.pk, "case", DUE["case"], "A", town.day)
        )  # type: ignore[misc]
        assert not taken(lambda o=other: waive_fee(o, case.pk, "case", "受灾"))  # type: ignore[misc]
    withdraw_case(town.as_("reporter"), case.pk)
    assert not FeeReceipt.objects.exists()


def test_who_submitted_does_not_waive(town: SimpleNamespace, case: Case) -> None:
    """The same person cannot be leader here and have handed the case in there."""
    Case.objects.filter(pk=case.pk).update(by=town.people["leader"])
    with pytest.raises(PermissionDenied, match="提交人以外"):
        waive_fee(town.as_("leader"), case.pk, "case", "受灾")


def test_a_waiver_needs_its_reason_and_lets_the_case_go_on(
    town: SimpleNamespace, case: Case
) -> None:
    reviewed(town, case)
    with pytest.raises(ValidationError, match="理由"):
        waive_fee(town.as_("leader"), case.pk, "case", "  ")
    for fee in DUE:
        waive_fee(town.as_("leader"), case.pk, fee, "受灾减免")
    finish_step(town.as_("leader"), case.pk, RunKey("decide", 0, 1), word())
    case.refresh_from_db()
    assert case.phase == "granted"
    assert told(town, "case_fee_waived") == ["“登记费”200.00元", "“检验费”1.00元"]
    agrees(case)


@pytest.mark.parametrize(
    ("amount", "receipt", "day", "said"),
    [
        ("199.99", "A1", date(2022, 6, 13), "应缴 200.00 元"),
        ("200.01", "A1", date(2022, 6, 13), "应缴 200.00 元"),
        ("200", "  ", date(2022, 6, 13), "财政票据号"),
        ("200", "9" * 41, date(2022, 6, 13), "财政票据号"),
        ("200", "A1", date(2022, 6, 14), "与今天 2022-06-13 之间"),
        ("200", "A1", date(2022, 6, 12), "提交日 2022-06-13"),
    ],
)
def test_a_payment_is_exact_has_its_receipt_and_is_not_to_come(
    town: SimpleNamespace, case: Case, amount: str, receipt: str, day: date, said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        receive_fee(town.as_("window"), case.pk, "case", Decimal(amount), receipt, day)
    assert not FeeReceipt.objects.exists()


def test_a_receipt_stands_for_one_case_of_the_city(
    town: SimpleNamespace, case: Case, apply: Callable[..., Case]
) -> None:
    other = apply(case.procedure, FORM, PAPERS, by="rival")
    pay(town, case, "case", "A 1")
    pay(town, case, "test", "A1")  # one receipt for both fees of a case
    with pytest.raises(ValidationError, match="另一件"):
        pay(town, other, "case", "A1")
    state = state_of(Case.objects.get(pk=other.pk))
    charge = charge_of(state, "case")
    assert charge is not None
    assert charge.received == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        FeeReceipt.objects.create(city=town.area, number="A1", case=other)


def test_a_correction_fixes_the_amount_anew(town: SimpleNamespace, case: Case) -> None:
    pay(town, case, "test", "A1")
    returned = word("returned", "金额有误", defects=[Defect("amount", "与方案不符")])
    finish_step(town.as_("window"), case.pk, RunKey("accept", 0, 1), returned)
    reporter = town.as_("reporter")
    draft = mending_draft(reporter, Case.objects.get(pk=case.pk))
    save_draft(reporter, draft, {"name": "云桥", "amount": "3000", "abroad": "false"}, [])
    state = correct_case(reporter, draft)
    # Not abroad: no fee for the case. A thousandth of 3,000 is 3.00, of which 1.00 is paid.
    assert [(one.fee, one.amount, one.owed) for one in state.charges] == [
        ("test", Decimal("3.00"), Decimal("2.00"))
    ]
    agrees(case)


def test_an_amount_that_is_unknown_is_no_zero(town: SimpleNamespace, publish: Publish) -> None:
    draft = draft_of(town, publish(CHARGED), FORM | {"abroad": ""}, PAPERS)
    with pytest.raises(FormRefusedError, match="“登记费”算不出来，缺：境外") as refused:
        submit_case(town.as_("reporter"), draft)
    assert [one.key for one in refused.value.faults] == ["abroad"]


def test_what_was_paid_for_nothing_is_paid_back(town: SimpleNamespace, case: Case) -> None:
    pay(town, case, "case", "A1")
    withdraw_case(town.as_("reporter"), case.pk)
    state = state_of(Case.objects.get(pk=case.pk))
    charge = charge_of(state, "case")
    assert charge is not None
    assert to_refund(state, charge) == Decimal("200.00")
    with pytest.raises(ValidationError, match="不再收费"):
        pay(town, case, "test", "A2")
    for name in ("leader", "reporter"):
        with pytest.raises(PermissionDenied):
            refund_fee(town.as_(name), case.pk, "case", Decimal(200), "T1", town.day)
    refund_fee(town.as_("window"), case.pk, "case", Decimal(200), "T1", town.day)
    with pytest.raises(ValidationError, match="没有应退"):
        refund_fee(town.as_("window"), case.pk, "case", Decimal(200), "T1", town.day)
    assert told(town, "case_fee_refunded") == ["“登记费”200.00元"]
    agrees(case)


def test_cases_of_before_fees_and_later_cases_owe_nothing(
    town: SimpleNamespace, case: Case, apply: Callable[..., Case], publish: Publish
) -> None:
    for fee in DUE:
        pay(town, case, fee, "A1")
    reviewed(town, case)
    finish_step(town.as_("leader"), case.pk, RunKey("decide", 0, 1), word())
    outcome = Outcome.objects.get(case=case)
    later = begin_by_office(town.as_("checker"), outcome, "revoke", "fraud", "查实")
    assert state_of(later).charges == ()
    plain = apply(publish(PLAIN.replace("trial", "plain").replace("TRY", "PLN")), FORM, PAPERS)
    course = {key: value for key, value in plain.course.items() if key != "charges"}
    Case.objects.filter(pk=plain.pk).update(course=course)
    assert state_of(Case.objects.get(pk=plain.pk)).charges == ()


def test_the_pages_show_what_is_owed_and_to_whom_the_forms(  # type: ignore[no-untyped-def]
    town: SimpleNamespace, case: Case, browser
) -> None:
    address, act = reverse("case", args=[case.pk]), reverse("case-act", args=[case.pk])
    shown = {
        name: browser(name).get(address).content.decode()
        for name in ("reporter", "window", "leader")
    }
    assert all("登记费" in page and "200.00元" in page for page in shown.values())
    assert ["fee-receive" in shown[name] for name in shown] == [False, True, False]
    assert ["fee-waive" in shown[name] for name in shown] == [False, False, True]
    sent = {"do": "fee-receive", "fee": "case", "amount": "2oo", "receipt": "A1",
            "paid_on": "2022-06-13"}  # fmt: skip
    refused = browser("window").post(act, sent)
    assert refused.status_code == 422
    assert "最多两位小数" in refused.content.decode()
    assert 'value="2oo"' in refused.content.decode()
    for wrong in ("NaN", "1e9", "-200", "200.001", ""):
        assert browser("window").post(act, sent | {"amount": wrong}).status_code == 422
    assert (
        browser("window").post(act, sent | {"amount": "200.00", "paid_on": "x"}).status_code == 422
    )
    done = browser("window").post(act, sent | {"amount": "200.00"}, follow=True)
    page = done.content.decode()
    assert "已登记收费，并已告知申请人" in page
    assert "登记收费 “登记费”200.00元 A1" in page  # the history
    right = sent | {"fee": "test", "amount": "1"}
    assert browser("reporter").post(act, right).status_code == 403
    assert browser("rival").post(act, right).status_code == 404


def test_the_public_page_says_what_is_charged_and_that_nothing_is(  # type: ignore[no-untyped-def]
    publish: Publish, client, settings, town: SimpleNamespace
) -> None:
    settings.TODAY = town.day
    publish(CHARGED)
    page = client.get(reverse("procedure", args=["trial"])).content.decode()
    for said in (
        "登记费",
        "境外项目每件一个标准",
        "登记费标准",
        "200.00元",
        "金额的千分之一",
        "缴清后才能过“发证”",
    ):
        assert said in page, said
    assert "不收费" not in page
    publish(PLAIN.replace("key: trial", "key: plain").replace("TRY", "PLN"))
    page = client.get(reverse("procedure", args=["plain"])).content.decode()
    assert "办理本事项不收费" in page
