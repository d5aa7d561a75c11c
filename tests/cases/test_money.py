"""A case with money: its claim is opened, assessed and approved as the case goes, to the fen."""

from copy import deepcopy
from datetime import date
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from fumao.apps.funds.actions.open_call import NewCall, open_call
from fumao.apps.funds.actions.open_claim import Wish, open_claim
from fumao.apps.funds.actions.open_fund import NewFund, open_fund
from fumao.apps.funds.actions.set_budget import set_budget
from fumao.apps.funds.demo.case_claims import follow_cases, open_calls
from fumao.apps.funds.feeds import feeds_for
from fumao.apps.funds.models import Approval, Call, Claim, Level
from fumao.apps.grants.book import book
from fumao.apps.orgs.models import Department, Role
from fumao.apps.procedures.actions.finish_step import finish_step
from fumao.apps.procedures.actions.pass_time import pass_time_for_all
from fumao.apps.procedures.actions.run_case import withdraw_case
from fumao.apps.procedures.models import Case, ProcedureVersion
from fumao.procedures.acts import Word
from fumao.procedures.state import RunKey
from tests import shipped
from tests.factories import actor, actor_as, make_department, make_person

KEY = "platform-subsidy"
DAY = date(2022, 4, 13)


@pytest.fixture
def form() -> dict[str, object]:
    """The form of the golden case: invoices of 123456.78 and 30000.01 yuan, half is 76728.40."""
    cases = next(one.cases for one in shipped.cases() if one.procedure == KEY)
    return deepcopy(dict(next(one for one in cases if one.name == "granted").form))


@pytest.fixture
def version(publish) -> ProcedureVersion:
    text = next(one.text for one in shipped.procedures() if one.procedure.key == KEY)
    return publish(text)


@pytest.fixture
def money(town: SimpleNamespace) -> SimpleNamespace:
    """A fund of 100,000 yuan with a call under the case's rule, and who takes the other seats."""
    day = DAY
    office = actor_as(Role.OFFICE, town.commerce, day)
    fund = open_fund(
        office, town.area, NewFund("jia", "甲市资金", "支持使用平台", "wenzhou-2012", "六/19")
    )
    year = set_budget(office, fund, 2022, {Level.CITY: 10_000_000}, "甲财〔2022〕1号")
    feeds, _kinds = feeds_for(book(), "psb_grant", DAY) or ({}, {})
    kinds = {key: (key, key) for key in ("use", "test", "data", "other")}
    first, last = date(2022, 1, 1), date(2022, 12, 31)
    given = NewCall("jia-01", "平台费", "psb_grant", first, last, feeds, kinds, {})
    call = open_call(office, year, given)
    people = town.people
    people["district"] = make_person(Role.HANDLER, Department.objects.get(name="东区政府"))
    industry = make_department("甲市工信局", town.area, functions=["industry"])
    people["industry"] = make_person(Role.HANDLER, industry)
    return SimpleNamespace(call=call, year=year)


PAPERS = ("application", "licence", "contract", "invoices", "payments")


def passed(town: SimpleNamespace, case: Case, name: str, run: str, day: date) -> None:
    step, branch = run.split(".")
    finish_step(town.as_(name, day), case.pk, RunKey(step, int(branch), 1), Word("passed", "符合"))


def examined(town: SimpleNamespace, case: Case) -> None:
    passed(town, case, "district", "accept.0", date(2022, 4, 14))
    passed(town, case, "handler", "review.0", date(2022, 4, 20))
    passed(town, case, "finance", "joint.0", date(2022, 4, 21))
    passed(town, case, "industry", "joint.1", date(2022, 4, 22))
    late = date(2022, 4, 29)
    assert pass_time_for_all(actor(None, late), late)[0] == 1  # publicity is over


def test_every_yuan_leads_to_invoice_rule_and_clause(town, version, money, form, apply) -> None:
    case = apply(version, form, PAPERS, day=DAY)
    claim = Claim.objects.get(case_number=case.number)
    assert (claim.state, claim.asked) == ("submitted", 7_672_840)
    assert [line.amount for line in claim.lines.all()] == [12_345_678, 3_000_001]
    assert (claim.bank, claim.account) == ("示例银行温州分行", "000222444")
    examined(town, case)
    claim.refresh_from_db()
    assert (claim.state, claim.computed) == ("assessed", 7_672_840)
    passed(town, case, "leader", "decide.0", date(2022, 5, 5))
    claim.refresh_from_db()
    money.year.refresh_from_db()
    assert (claim.state, claim.approved, money.year.committed) == (
        "approved", 7_672_840, 7_672_840,
    )  # fmt: skip
    assessment = claim.assessments.get()
    assert assessment.rule == "psb_grant"
    assert assessment.explanation["zh"]
    assert assessment.by == town.people["handler"]
    assert Approval.objects.get(claim=claim).by == town.people["leader"]


def test_one_invoice_is_claimed_once_whoever_asks(town, version, money, form, apply) -> None:
    first = apply(version, form, PAPERS, day=DAY)
    number = Claim.objects.get(case_number=first.number).number
    with pytest.raises(ValidationError, match=number):
        apply(version, form, PAPERS, by="rival", day=DAY)
    assert Case.objects.count() == 1
    # Withdrawn, the first gives its invoices free.
    withdraw_case(town.as_("reporter", DAY), first.pk, "不再申请")
    assert Claim.objects.get(number=number).state == "withdrawn"
    assert apply(version, form, PAPERS, by="rival", day=DAY)


def test_the_budget_refuses_the_decision_and_the_case_stays(
    town, version, money, form, apply
) -> None:
    case = apply(version, form, PAPERS, day=DAY)
    examined(town, case)
    office = actor_as(Role.OFFICE, town.commerce, DAY)
    # Five fen are left for the year.
    set_budget(office, money.year.fund, 2022, {Level.CITY: 5}, "甲财〔2022〕2号")
    with pytest.raises(ValidationError):
        passed(town, case, "leader", "decide.0", date(2022, 5, 5))
    case.refresh_from_db()
    assert case.phase == "in_review"
    assert Approval.objects.count() == 0


def test_a_firm_on_a_negative_list_is_not_passed(town, version, money, form, apply) -> None:
    from django.utils import timezone

    from fumao.apps.enterprises.models import Fact

    Call.objects.filter(pk=money.call.pk).update(gates={"no_violation_two_years": True})
    Fact.objects.create(
        enterprise=town.firm, name="no_violation_two_years", value="false", source="信用公示",
        as_of=DAY, holds_from=DAY, on=DAY, purpose="administration", confidence="verified",
        at=timezone.now(),
    )  # fmt: skip
    case = apply(version, form, PAPERS, day=DAY)
    passed(town, case, "district", "accept.0", date(2022, 4, 14))
    with pytest.raises(ValidationError, match="信用公示"):
        passed(town, case, "handler", "review.0", date(2022, 4, 20))
    refused = Word("refused", "近两年有严重违法")
    finish_step(town.as_("handler", date(2022, 4, 20)), case.pk, RunKey("review", 0, 1), refused)
    assert Claim.objects.get(case_number=case.number).state == "refused"


def test_a_refused_case_refuses_its_claim_with_the_reason(
    town, version, money, form, apply
) -> None:
    case = apply(version, form, PAPERS, day=DAY)
    finish_step(
        town.as_("district", date(2022, 4, 14)), case.pk, RunKey("accept", 0, 1),
        Word("refused", "不属于本区"),
    )  # fmt: skip
    claim = Claim.objects.get(case_number=case.number)
    assert (claim.state, claim.refusal_rule, claim.refusal_basis) == (
        "refused", "psb_grant", "不属于本区",
    )  # fmt: skip


def not_announced(money: SimpleNamespace, version: ProcedureVersion) -> None:
    """The call is over before the case; the procedure is offered everywhere, here too."""
    Call.objects.filter(pk=money.call.pk).update(closes=date(2022, 1, 2))
    ProcedureVersion.objects.filter(pk=version.pk).update(areas=[])


def test_the_demo_lets_its_cases_pass_before_the_funds_once_more(
    town, version, money, form, apply
) -> None:
    """Cases written in bulk are heard by nobody: their claims come afterwards, the same to the fen,
    each step on its own day and in the name of who did it.
    """
    not_announced(money, version)
    case = apply(version, form, PAPERS, day=DAY)
    examined(town, case)
    passed(town, case, "leader", "decide.0", date(2022, 5, 5))
    assert Claim.objects.count() == 0  # nothing was announced
    Case.objects.update(synthetic=True)
    office = actor_as(Role.OFFICE, town.commerce, date(2022, 6, 24))
    assert [call.rule for call in open_calls(office, money.year, "jia")] == ["psb_grant"]
    (claim,) = follow_cases(office, money.year)
    # Published two days after the decision; not paid yet, as finance has not paid in the case.
    assert (claim.state, claim.case_number, claim.approved) == (
        "published", case.number, 7_672_840,
    )  # fmt: skip
    assert (claim.submitted_on, claim.decided_on, claim.published_on) == (
        DAY, date(2022, 5, 5), date(2022, 5, 7),
    )  # fmt: skip
    assert [(line.kind, line.amount) for line in claim.lines.all()] == [
        ("test", 12_345_678), ("use", 3_000_001),
    ]  # fmt: skip
    assert claim.assessments.get().by == town.people["handler"]
    assert Approval.objects.get(claim=claim).by == town.people["leader"]


def test_what_finance_paid_in_a_case_is_paid_and_closed_in_its_fund(
    town, version, money, form, apply
) -> None:
    not_announced(money, version)
    case = apply(version, form, PAPERS, day=DAY)
    examined(town, case)
    passed(town, case, "leader", "decide.0", date(2022, 5, 5))
    passed(town, case, "finance", "pay.0", date(2022, 5, 6))
    Case.objects.update(synthetic=True)
    office = actor_as(Role.OFFICE, town.commerce, date(2022, 6, 24))
    open_calls(office, money.year, "jia")
    (claim,) = follow_cases(office, money.year)
    claim.refresh_from_db()
    # Paid on 6 May; 24 June is more than 45 days later.
    assert (claim.state, claim.paid, claim.published_on) == (
        "closed", 7_672_840, date(2022, 5, 6),
    )  # fmt: skip
    assert claim.payments.get().paid_on == date(2022, 5, 6)


def test_a_call_of_cases_takes_no_claim_without_a_case(town, version, money) -> None:
    not_announced(money, version)
    office = actor_as(Role.OFFICE, town.commerce, DAY)
    (call,) = open_calls(office, money.year, "jia")
    with pytest.raises(ValidationError, match="随办件提出"):
        open_claim(office, call, town.firm, Wish(asked=1, purpose="平台费"))
