"""From a call to the money back: every amount to the fen, every duty by another person."""

import io
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from fumao.apps.audit.models import Event
from fumao.apps.audit.service import broken_links
from fumao.apps.funds.actions.approve_claim import approve_claim, take_back
from fumao.apps.funds.actions.assess_claim import Cut, Judgement, assess_claim
from fumao.apps.funds.actions.import_results import import_results, return_payment
from fumao.apps.funds.actions.make_batch import make_batch
from fumao.apps.funds.actions.open_call import open_call
from fumao.apps.funds.actions.open_claim import add_line, open_claim, remove_line
from fumao.apps.funds.actions.order_clawback import Order, order_clawback, record_repayment
from fumao.apps.funds.actions.publish_claims import close_claim, publish_claims
from fumao.apps.funds.actions.refuse_claim import refuse_claim
from fumao.apps.funds.actions.review_performance import review_performance
from fumao.apps.funds.actions.set_budget import Match, set_budget
from fumao.apps.funds.actions.share_call import share_call
from fumao.apps.funds.actions.submit_claim import submit_claim, withdraw_claim
from fumao.apps.funds.models import Claim, Level, Payment, PaymentBatch, State
from fumao.apps.funds.results import read_results
from fumao.apps.funds.share import share
from fumao.apps.orgs.models import Role
from fumao.apps.orgs.policy import visible_to
from tests.factories import actor_as, make_department
from tests.funds.conftest import DAY, firm, line, new_call, submitted, wish

pytestmark = pytest.mark.django_db


def assessed(town: SimpleNamespace, cost: int, asked: int | None = None) -> Claim:
    return assess_claim(town.office, submitted(town, cost, asked))


def published(town: SimpleNamespace, cost: int) -> Claim:
    claim = approve_claim(town.leader, assessed(town, cost))
    publish_claims(town.office, [claim])
    return Claim.objects.get(pk=claim.pk)


def results(batch: object, *rows: str) -> tuple[list, list]:
    head = "批次号,行号,金额,结果,付款日期,银行流水号,原因"
    text = "\n".join([head, *rows])
    return read_results(io.BytesIO(text.encode()), "r.csv")


def totals(town: SimpleNamespace) -> tuple[int, int, int]:
    town.year.refresh_from_db()
    return town.year.budget, town.year.committed, town.year.paid


def test_a_claim_from_draft_to_closed(town: SimpleNamespace) -> None:
    claim = submitted(town, 60_000, asked=25_000)
    assert (claim.number, claim.state) == ("jia-01-0001", State.SUBMITTED)
    claim = assess_claim(town.office, claim)
    # 50 % of 600.00 yuan; the firm asked for 250.00.
    assert (claim.computed, claim.state) == (30_000, State.ASSESSED)
    claim = approve_claim(town.leader, claim)
    assert claim.approved == 25_000
    publish_claims(town.office, [claim])
    batch = make_batch(town.office, town.year, [claim])
    assert (batch.number, batch.total, batch.orders_count) == ("jia-2022-001", 25_000, 1)
    good, bad = results(batch, "jia-2022-001,1,250.00,已付,2022-06-23,B1,")
    done = import_results(town.office, batch, good, bad)
    assert (done.paid, done.total, done.bad) == (1, 25_000, [])
    claim.refresh_from_db()
    assert (claim.state, claim.paid, claim.ordered) == (State.PAID, 25_000, 25_000)
    assert totals(town) == (100_000, 25_000, 25_000)
    close_claim(town.office, claim)
    kinds = list(
        Event.objects.filter(stream=claim.stream).order_by("seq").values_list("kind", flat=True)
    )
    assert kinds == [
        "claim_drafted", "claim_submitted", "claim_assessed", "claim_approved",
        "claim_published", "claim_ordered", "claim_paid", "claim_closed",
    ]  # fmt: skip
    assert broken_links(claim.stream) == []


def test_the_assessment_keeps_rule_version_and_sentences(town: SimpleNamespace) -> None:
    claim = assess_claim(town.office, submitted(town, 60_001))
    kept = claim.assessments.get()
    # 50 % of 600.01 is 300.005: the rules round half up, to 300.01.
    assert (kept.computed, kept.rule, kept.pack) == (30_001, "ex_certificate", "examples-funds")
    assert (kept.rule_from, len(kept.rules_digest)) == (date(2022, 1, 1), 64)
    assert kept.rows == [{"kind": "certificate", "amount": "600.01", "dated": "2022-03-01"}]
    assert kept.explanation["zh"][0]["name"] == "ex_certificate"
    assert kept.explanation["en"][0]["label"] == "Example: grant for certificates"


def test_a_cut_line_counts_with_what_is_accepted(town: SimpleNamespace) -> None:
    claim = submitted(town, 60_000)
    with pytest.raises(ValidationError, match="核减原因"):
        assess_claim(town.office, claim, Judgement(cuts={1: Cut(10_000, "")}))
    claim = assess_claim(town.office, claim, Judgement(cuts={1: Cut(10_000, "含税")}))
    assert claim.computed == 5_000


def test_facts_that_are_missing_leave_the_claim_waiting(town: SimpleNamespace) -> None:
    """wz_platform_fee_subsidy: half of the fee of an outsourcing firm; the register knows not."""
    feeds = {"inputs": {"wz_platform_fee": ["fair"]}}
    rule = {"rule": "wz_platform_fee_subsidy", "feeds": feeds, "gates": {}}
    call = open_call(town.office, town.year, new_call("jia-02", **rule))
    claim = open_claim(
        town.office, call, firm(town), wish(40_000), [line(10_000, "fair"), line(70_000)]
    )
    claim = assess_claim(town.office, submit_claim(town.office, claim))
    assert (claim.state, claim.computed) == (State.SUBMITTED, None)
    assert claim.assessments.get().missing == ["is_outsourcing_firm"]
    with pytest.raises(ValidationError, match="待核定"):
        approve_claim(town.leader, claim, 1)


class TestDuties:
    def test_who_assessed_does_not_approve(self, town: SimpleNamespace) -> None:
        both = actor_as(Role.OFFICE, town.bureau, DAY)
        both.person.posts.create(department=town.bureau, role=Role.LEADER)
        from tests.factories import actor

        both = actor(both.person, DAY)
        claim = assess_claim(both, submitted(town, 10_000))
        with pytest.raises(PermissionDenied, match="核定人以外"):
            approve_claim(both, claim)
        assert approve_claim(town.leader, claim).approved == 5_000

    def test_who_approved_does_not_pay(self, town: SimpleNamespace) -> None:
        from tests.factories import actor

        town.leader.person.posts.create(department=town.bureau, role=Role.OFFICE)
        claim, leader = published(town, 10_000), actor(town.leader.person, DAY)
        with pytest.raises(PermissionDenied, match="批准人以外"):
            make_batch(leader, town.year, [claim])
        batch = make_batch(town.office, town.year, [claim])
        with pytest.raises(PermissionDenied, match="批准人以外"):
            import_results(leader, batch, [])

    def test_the_finance_office_pays(self, town: SimpleNamespace) -> None:
        finance = make_department("甲市财政局", town.area, functions=["finance"])
        other = make_department("乙市财政局", town.other, functions=["finance"])
        claim = published(town, 10_000)
        handler = actor_as(Role.HANDLER, finance, DAY)
        for who in (actor_as(Role.HANDLER, other, DAY), actor_as(Role.READER, finance, DAY)):
            with pytest.raises(PermissionDenied, match="财政部门"):
                make_batch(who, town.year, [claim])
        batch = make_batch(handler, town.year, [claim])
        assert batch.department == finance
        assert visible_to(handler, Claim.objects.all()).get() == claim
        assert visible_to(handler, PaymentBatch.objects.all()).get() == batch

    def test_another_city_does_nothing(self, town: SimpleNamespace) -> None:
        claim = assessed(town, 10_000)
        for act in (
            lambda: approve_claim(town.stranger_leader, claim),
            lambda: refuse_claim(town.stranger, claim, "r", "b"),
            lambda: assess_claim(town.stranger, claim),
            lambda: set_budget(town.stranger, town.fund, 2022, {Level.CITY: 1}, "x"),
            lambda: open_claim(town.stranger, town.call, claim.enterprise, wish(1)),
        ):
            with pytest.raises(PermissionDenied):
                act()

    def test_the_office_does_not_approve(self, town: SimpleNamespace) -> None:
        with pytest.raises(PermissionDenied):
            approve_claim(town.second, assessed(town, 10_000))


class TestBudget:
    def test_no_more_is_approved_than_there_is(self, town: SimpleNamespace) -> None:
        approve_claim(town.leader, assessed(town, 150_000))  # 750.00 of 1,000.00
        second = assessed(town, 60_000)
        with pytest.raises(ValidationError, match="额度"):
            approve_claim(town.leader, second)
        assert totals(town) == (100_000, 75_000, 0)
        second.refresh_from_db()
        assert (second.state, second.approved) == (State.ASSESSED, 0)
        approve_claim(town.leader, second, 25_000, "预算余额")
        assert totals(town) == (100_000, 100_000, 0)

    def test_a_share_of_the_year_is_the_ceiling_of_a_call(self, town: SimpleNamespace) -> None:
        call = open_call(town.office, town.year, new_call("jia-03", cap_share=2_500))
        assert call.ceiling == 25_000
        claim = assess_claim(town.office, submitted(town, 60_000, call=call))
        with pytest.raises(ValidationError, match="额度"):
            approve_claim(town.leader, claim)

    def test_a_budget_cannot_sink_below_what_is_committed(self, town: SimpleNamespace) -> None:
        approve_claim(town.leader, assessed(town, 150_000))
        with pytest.raises(ValidationError):
            set_budget(town.office, town.fund, 2022, {Level.CITY: 74_999}, "调减")
        assert totals(town) == (100_000, 75_000, 0)
        set_budget(town.office, town.fund, 2022, {Level.CITY: 75_000}, "调减")
        assert totals(town) == (75_000, 75_000, 0)

    def test_sources_are_entries_of_their_own(self, town: SimpleNamespace) -> None:
        match = Match(Level.CITY, Level.DISTRICT)
        set_budget(town.office, town.fund, 2022, {Level.DISTRICT: 40_000}, "区财政", [match])
        set_budget(town.office, town.fund, 2022, {Level.DISTRICT: 100_000}, "区财政补足")
        entries = list(town.year.entries.values_list("level", "amount"))
        assert entries == [("city", 100_000), ("district", 40_000), ("district", 60_000)]
        assert totals(town)[0] == 200_000

    def test_a_counter_entry_frees_money(self, town: SimpleNamespace) -> None:
        claim = approve_claim(town.leader, assessed(town, 100_000))
        with pytest.raises(ValidationError, match="尚未"):
            take_back(town.leader, claim, 50_001, "多批")
        take_back(town.leader, claim, 20_000, "多批")
        assert totals(town) == (100_000, 30_000, 0)
        assert list(claim.approvals.values_list("amount", flat=True)) == [50_000, -20_000]


class TestInvoices:
    def test_the_same_line_twice_is_refused_with_the_first(self, town: SimpleNamespace) -> None:
        first = submitted(town, 10_000)
        held = first.lines.get()
        again = line(
            5_000, invoice_code=" 3500 172130", invoice_number=held.invoice_number.lstrip("0")
        )
        claim = open_claim(town.office, town.call, firm(town), wish(1_000), [again])
        with pytest.raises(ValidationError) as refused:
            submit_claim(town.office, claim)
        assert first.number in refused.value.messages[0]
        assert "甲市资金" in refused.value.messages[0]
        assert first.enterprise.name in refused.value.messages[0]

    def test_who_may_not_see_the_other_claim_sees_a_masked_name(
        self, town: SimpleNamespace
    ) -> None:
        """The same invoice in another city's fund: number and fund, the firm's name masked."""
        from fumao.apps.funds.actions.open_fund import NewFund, open_fund
        from fumao.apps.orgs.models import Area

        first = submitted(town, 10_000)
        south = SimpleNamespace(office=town.stranger, east=Area.objects.get(name="南区"))
        fund = open_fund(town.stranger, town.other, NewFund("yi", "乙市资金", "x", "d", "1"))
        year = set_budget(town.stranger, fund, 2022, {Level.CITY: 100_000}, "乙财")
        call = open_call(town.stranger, year, new_call("yi-01"))
        key = first.lines.get()
        again = line(5_000, invoice_number=key.invoice_number)
        claim = open_claim(town.stranger, call, firm(south), wish(1_000), [again])
        with pytest.raises(ValidationError) as refused:
            submit_claim(town.stranger, claim)
        said = refused.value.messages[0]
        assert first.number in said
        assert first.enterprise.name not in said
        assert "甲***司" in said

    def test_a_refused_or_withdrawn_claim_frees_its_lines(self, town: SimpleNamespace) -> None:
        for end in (
            lambda claim: refuse_claim(town.office, claim, "ex_certificate", "不在期间内"),
            lambda claim: withdraw_claim(town.office, claim, "另行申报"),
        ):
            first = submitted(town, 10_000)
            key = first.lines.get().invoice_number
            end(first)
            second = open_claim(
                town.office, town.call, firm(town), wish(1_000), [line(5_000, invoice_number=key)]
            )
            assert submit_claim(town.office, second).state == State.SUBMITTED

    def test_another_line_of_the_invoice_is_another_line(self, town: SimpleNamespace) -> None:
        number = submitted(town, 10_000).lines.get().invoice_number
        claim = open_claim(
            town.office, town.call, firm(town), wish(1_000),
            [line(5_000, invoice_number=number, invoice_line=2)],
        )  # fmt: skip
        assert submit_claim(town.office, claim).state == State.SUBMITTED

    def test_lines_change_in_drafts_only(self, town: SimpleNamespace) -> None:
        claim = open_claim(town.office, town.call, firm(town), wish(1_000), [line(5_000)])
        add_line(town.office, claim, line(6_000))
        remove_line(town.office, claim, 1)
        assert list(claim.lines.values_list("position", "amount")) == [(2, 6_000)]
        claim = submit_claim(town.office, claim)
        with pytest.raises(ValidationError):
            add_line(town.office, claim, line(1))
        with pytest.raises(ValidationError):
            remove_line(town.office, claim, 2)


class TestGates:
    def claim(self, town: SimpleNamespace, clean: bool | None) -> Claim:
        made = open_claim(town.office, town.call, firm(town, clean), wish(1_000), [line(5_000)])
        return submit_claim(town.office, made)

    def test_a_negative_list_refuses_with_fact_and_source(self, town: SimpleNamespace) -> None:
        claim = assess_claim(town.office, self.claim(town, clean=False))
        assert (claim.state, claim.refusal_rule) == (State.REFUSED, "no_violation_two_years")
        assert "市场监管局证明" in claim.refusal_basis
        assert DAY.isoformat() in claim.refusal_basis
        assert not claim.lines.filter(live=True).exists()

    def test_what_nobody_knows_a_person_decides(self, town: SimpleNamespace) -> None:
        claim = self.claim(town, clean=None)
        with pytest.raises(ValidationError, match="近两年无违法违规"):
            assess_claim(town.office, claim)
        said = {"no_violation_two_years": "查信用中国，无记录"}
        claim = assess_claim(town.office, claim, Judgement(decided=said))
        gate = claim.assessments.get().gates[0]
        assert (gate["verdict"], gate["reason"]) == ("decided", "查信用中国，无记录")


class TestSharing:
    def test_pro_rata_to_the_fen(self, town: SimpleNamespace) -> None:
        """Demands 333.34, 333.33 and 666.67 of 1,000.00: 1,333.34 in all.

        33334 x 100000 / 133334 = 25000.375…, 33333 → 24999.625…, 66667 → 50000.0…: cut to 25000,
        24999, 50000 with one fen left, which goes to the largest rest, the second.
        """
        for cost in (66_668, 66_666, 133_334):
            assessed(town, cost)
        found = share(town.call)
        assert [one.award for one in found.shares] == [25_000, 25_000, 50_000]
        share_call(town.leader, town.call, found.digest)
        assert totals(town) == (100_000, 100_000, 0)

    def test_by_rank_the_last_gets_the_rest(self, town: SimpleNamespace) -> None:
        call = open_call(town.office, town.year, new_call("jia-04", sharing="rank"))
        for cost, score in ((80_000, "70"), (120_000, "90"), (40_000, "60"), (10_000, None)):
            judged = Judgement(score=Decimal(score) if score else None)
            assess_claim(town.office, submitted(town, cost, call=call), judged)
        found = share(call)
        assert [(one.claim.score, one.award) for one in found.shares] == [
            (90, 60_000), (70, 40_000), (60, 0), (None, 0),
        ]  # fmt: skip
        share_call(town.leader, call, found.digest)
        assert totals(town)[1] == 100_000
        assert call.claims.filter(state=State.ASSESSED).count() == 2

    def test_what_was_not_previewed_is_not_approved(self, town: SimpleNamespace) -> None:
        assessed(town, 60_000)
        found = share(town.call)
        assessed(town, 60_000)
        with pytest.raises(ValidationError, match="重新预览"):
            share_call(town.leader, town.call, found.digest)
        with pytest.raises(PermissionDenied):
            share_call(town.office, town.call, share(town.call).digest)
        assert totals(town)[1] == 0


class TestPayments:
    def test_nothing_is_ordered_twice_or_before_publicity(self, town: SimpleNamespace) -> None:
        claim = approve_claim(town.leader, assessed(town, 10_000))
        with pytest.raises(ValidationError, match="待公示"):
            make_batch(town.office, town.year, [claim])
        publish_claims(town.office, [claim])
        make_batch(town.office, town.year, [claim])
        with pytest.raises(ValidationError, match="已列入"):
            make_batch(town.office, town.year, [claim])

    def test_good_rows_are_kept_and_bad_ones_shown(self, town: SimpleNamespace) -> None:
        claims = [published(town, 10_000), published(town, 20_000), published(town, 30_000)]
        batch = make_batch(town.office, town.year, claims)
        n = batch.number
        rows = (
            f"{n},1,50.00,已付,2022-06-23,B1,", f"{n},2,100.00,失败,2022-06-23,,账号不符",
            f"{n},3,150.01,已付,2022-06-23,B3,", f"{n},9,1.00,已付,2022-06-23,B4,",
            f"{n},x,1.00,已付,2022-06-23,B5,", "other,3,150.00,已付,2022-06-23,B6,",
            f"{n},3,150.00,已付,2022-06-25,B7,", f"{n},3,150.00,失败,2022-06-23,,",
        )  # fmt: skip
        done = import_results(town.office, batch, *results(batch, *rows))
        assert (done.paid, done.failed, done.total) == (1, 1, 5_000)
        assert [one.number for one in done.bad] == [4, 5, 6, 7, 8, 9]
        again = import_results(town.office, batch, *results(batch, *rows))
        assert (again.paid, again.failed, again.known, len(again.bad)) == (0, 0, 2, 6)
        assert totals(town) == (100_000, 30_000, 5_000)
        # The failed one can be ordered again, the one without a result cannot.
        second = make_batch(town.office, town.year, [claims[1]])
        assert (second.number, second.total) == ("jia-2022-002", 10_000)
        with pytest.raises(ValidationError):
            make_batch(town.office, town.year, [claims[2]])

    def test_one_result_an_order(self, town: SimpleNamespace) -> None:
        batch = make_batch(town.office, town.year, [published(town, 10_000)])
        paid = f"{batch.number},1,50.00,已付,2022-06-23,B1,"
        failed = f"{batch.number},1,50.00,失败,2022-06-23,,销户"
        import_results(town.office, batch, *results(batch, paid))
        done = import_results(town.office, batch, *results(batch, paid, failed))
        assert (done.paid, done.known, [b.number for b in done.bad]) == (0, 1, [3])
        assert totals(town)[2] == 5_000

    def test_money_that_comes_back_can_be_paid_again(self, town: SimpleNamespace) -> None:
        claim = published(town, 10_000)
        batch = make_batch(town.office, town.year, [claim])
        row = f"{batch.number},1,50.00,已付,2022-06-23,B1,"
        import_results(town.office, batch, *results(batch, row))
        payment = Payment.objects.get()
        return_payment(town.office, payment, "账号注销")
        assert totals(town) == (100_000, 5_000, 0)
        with pytest.raises(ValidationError):
            return_payment(town.office, payment, "再次")
        claim.refresh_from_db()
        assert (claim.state, claim.ordered, claim.paid) == (State.PUBLISHED, 0, 0)
        make_batch(town.office, town.year, [claim])


def test_review_clawback_and_repayment(town: SimpleNamespace) -> None:
    claim = published(town, 10_000)
    batch = make_batch(town.office, town.year, [claim])
    row = f"{batch.number},1,50.00,已付,2022-06-23,B1,"
    import_results(town.office, batch, *results(batch, row))
    review_performance(town.checker, claim, "unmet", Decimal(40), "平台未运行")
    with pytest.raises(ValidationError):
        order_clawback(town.leader, claim, Order(5_001, "r", "b", date(2022, 12, 31)))
    with pytest.raises(ValidationError):
        order_clawback(town.leader, claim, Order(1_000, "r", " ", date(2022, 12, 31)))
    ordered = order_clawback(
        town.leader, claim, Order(3_000, "ex_certificate", "绩效未达到", date(2022, 12, 31))
    )
    record_repayment(town.office, ordered, 2_000, DAY, "R1")
    with pytest.raises(ValidationError, match="不能大于"):
        record_repayment(town.office, ordered, 1_001, DAY, "R2")
    with pytest.raises(ValidationError, match="登记过"):
        record_repayment(town.office, ordered, 1_000, DAY, "R1")
    claim.refresh_from_db()
    assert (claim.clawed, claim.repaid) == (3_000, 2_000)


def test_a_refusal_needs_rule_and_basis(town: SimpleNamespace) -> None:
    claim = submitted(town, 10_000)
    for rule, basis in (("", "x"), ("ex_certificate", " ")):
        with pytest.raises(ValidationError, match="依据"):
            refuse_claim(town.office, claim, rule, basis)


def test_a_case_has_one_claim(town: SimpleNamespace) -> None:
    from fumao.apps.funds.service import claim_of_case, claims_of
    from fumao.apps.funds.service import open_claim as open_for_case

    one, cost = firm(town), line(5_000)
    first = open_for_case(town.office, town.call, one, wish(1_000, case_number="C-1"), [cost])
    again = open_for_case(town.office, town.call, one, wish(1_000, case_number="C-1"), [cost])
    assert first.pk == again.pk
    with pytest.raises(ValidationError, match="办件"):
        open_for_case(town.office, town.call, firm(town), wish(1, case_number="C-1"), [line(1)])
    assert [c.pk for c in claims_of(town.office, one)] == [first.pk]
    assert claim_of_case(town.leader, "C-1") == first
    assert claim_of_case(town.stranger, "C-1") is None


def test_money_moves_from_one_source_to_another_under_what_is_committed(
    town: SimpleNamespace,
) -> None:
    """What counts is the sum: 1,000.00 of the city's, all but 200.00 committed, become the
    district's in one act.
    """
    approve_claim(town.leader, assessed(town, 160_000))
    set_budget(town.office, town.fund, 2022, {Level.CITY: 0, Level.DISTRICT: 100_000}, "2号")
    assert totals(town) == (100_000, 80_000, 0)
