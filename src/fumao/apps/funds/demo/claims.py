"""The claims of a synthetic call, written in bulk step by step, with their events."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from fumao.apps.audit.service import Draft
from fumao.apps.enterprises.models import CurrentFacts, Enterprise
from fumao.apps.funds.actions.make_batch import digest_of
from fumao.apps.funds.demo.cast import SHARES, CallPlan
from fumao.apps.funds.evaluate import LANGUAGES, rows_of, said, sums_of
from fumao.apps.funds.invoices import invoice_key
from fumao.apps.funds.models import (
    Approval,
    Assessment,
    Call,
    Claim,
    ClaimLine,
    FundYear,
    Payment,
    PaymentBatch,
    PaymentOrder,
    State,
)
from fumao.apps.grants.book import book, rules_on
from fumao.apps.grants.held_rules import rules_digest
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.core.money import Money
from fumao.rules.facts import read_fact

WITH_MONEY = ("closed", "paid", "part_paid", "published", "approved")
BANKS = ("演示商业银行", "演示农村银行", "演示开发银行")


@dataclass(slots=True)
class Made:
    """A claim on its way: where it is to end, its days, what the rule gave."""

    claim: Claim
    end: str
    submitted: date
    lines: list[ClaimLine] = field(default_factory=list)
    approved: int = 0

    def day(self, after: int) -> date:
        """Return a day so many days after the submission."""
        return self.submitted + timedelta(days=after)


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2, tzinfo=timezone.get_fixed_timezone(0))


def _ends(count: int) -> list[str]:
    """Return where each of so many claims is to end, by the shares."""
    ends = [state for state, share in SHARES for _n in range(max(1, count * share // 100))]
    return (ends + ["paid"] * count)[:count]


def drafts(
    call: Call, plan: CallPlan, firms: Sequence[Enterprise], rng: Random, today: date
) -> list[Made]:
    """Write drafts with one to three invoice lines each; return them."""
    ends, made = _ends(len(firms)), []
    for number, (firm, end) in enumerate(zip(firms, ends, strict=True), 1):
        submitted = today - timedelta(days=rng.randint(70, 130))
        claim = Claim(
            call=call, number=f"{call.number}-{number:04}", enterprise=firm, made_on=submitted,
            purpose=f"{plan.name.removesuffix('（演示）')}申请", payee=firm.name,
            bank=rng.choice(BANKS), account=f"9999{rng.randint(0, 10**12 - 1):012}", asked=1,
        )  # fmt: skip
        one = Made(claim, end, submitted)
        one.lines = [
            _line(claim, plan, place, rng, submitted) for place in range(1, rng.randint(2, 4))
        ]
        claim.asked = sum(line.amount for line in one.lines)
        made.append(one)
    Claim.objects.bulk_create(one.claim for one in made)
    ClaimLine.objects.bulk_create(line for one in made for line in one.lines)
    Call.objects.filter(pk=call.pk).update(claims_made=len(made))
    return made


def _line(claim: Claim, plan: CallPlan, place: int, rng: Random, until: date) -> ClaimLine:
    code, number = f"{rng.randint(10**11, 10**12 - 1)}", f"{rng.randint(0, 10**8 - 1):08}"
    low, high = plan.costs
    return ClaimLine(
        claim=claim, position=place, kind=plan.kind, what=f"{plan.name[:4]}费用（演示）",
        invoice_code=code, invoice_number=number, invoice_key=invoice_key(code, number, 1),
        dated=until - timedelta(days=rng.randint(5, 120)),
        amount=rng.randint(low, high) * 100 + rng.randint(0, 99),
    )  # fmt: skip


def assess(office: Actor, made: Sequence[Made]) -> None:
    """Let the rules compute every claim that was not withdrawn before; write the assessments."""
    held, rules = book(), rules_on(office.today)
    digest = rules_digest(held)
    told = dict(
        CurrentFacts.objects.filter(enterprise__in={one.claim.enterprise_id for one in made})
        .values_list("enterprise_id", "told")
    )  # fmt: skip
    rows = []
    for one in made:
        if one.end in ("draft", "withdrawn", "submitted"):
            continue
        for line in one.lines:
            line.eligible = line.amount
        rule = one.claim.call.rule
        table, given = rows_of(one.claim, one.lines, held)
        known = json.loads(told.get(one.claim.enterprise_id, "{}"))
        values = {
            name: read_fact(value, held.library.inputs[name])
            for name, value in (known | sums_of(one.claim, one.lines)).items()
            if name in held.library.reach[rule]
        }
        answers = rules.answers(values, {table: given} if table else {}, [rule])
        if answers[rule].value is None:
            one.end = "submitted"  # waits for what the register does not know
            continue
        computed = Money(Decimal(str(answers[rule].value))).to_fen()
        if known.get("no_violation_two_years") == "false" or not computed:
            one.end = "refused"
        if one.end in WITH_MONEY:
            one.approved = min(one.claim.asked, computed)
        group = held.group_of[rule]
        day = one.day(20)
        rows.append(
            Assessment(
                claim=one.claim,
                rule=rule,
                rule_from=answers[rule].rule.valid_from,
                pack=group.key,
                pack_version=group.version,
                rules_digest=digest,
                day=day,
                rows=[{name: str(value) for name, value in row.items()} for row in given],
                explanation={lang: said(answers, rules, rule, lang) for lang in LANGUAGES},
                computed=computed,
                by=office.person,
                on=day,
                at=_at(day),
            )
        )
        one.claim.computed = computed
        one.claim.assessed_by = office.person
    Assessment.objects.bulk_create(rows)
    lines = [line for one in made for line in one.lines if line.eligible is not None]
    ClaimLine.objects.bulk_update(lines, ["eligible"], batch_size=400)


def settle(made: Sequence[Made], leader: Actor, office: Actor) -> None:
    """Bring the claims to their states, as far as no money moves, and write the approvals."""
    for one in made:
        claim = one.claim
        claim.state = State.PUBLISHED if one.end in ("closed", "paid", "part_paid") else one.end
        if one.end != "draft":
            claim.submitted_on = one.submitted
        if one.end in WITH_MONEY or one.end in ("refused", "withdrawn"):
            claim.decided_on = one.day(30)
        if one.end in WITH_MONEY and one.end != "approved":
            claim.published_on = one.day(40)
        if one.end == "refused":
            claim.refusal_rule, claim.refusal_basis = (
                ("no_violation_two_years", "近两年有违法违规记录（演示）")
                if claim.computed
                else (claim.call.rule, "不是服务外包企业（演示）")
            )
        if one.end in ("assessed", *WITH_MONEY) and claim.call.sharing == Call.Sharing.RANK:
            claim.score = Decimal(60 + int(claim.number[-2:]) * 7 % 40)
    fields = [
        "state", "submitted_on", "decided_on", "published_on", "refusal_rule", "refusal_basis",
        "computed", "assessed_by", "score",
    ]  # fmt: skip
    Claim.objects.bulk_update([one.claim for one in made], fields, batch_size=100)
    home = leader.home.department_id if leader.home else None
    Approval.objects.bulk_create(
        Approval(
            claim=one.claim, fund_year_id=one.claim.call.fund_year_id, amount=one.approved,
            by=leader.person, department_id=home, on=one.day(30), at=_at(one.day(30)),
        )
        for one in made
        if one.approved
    )  # fmt: skip


def pay(made: Sequence[Made], year: FundYear, office: Actor) -> None:
    """Write the batches by month, with what the bank did; one order in twelve fails once."""
    paying = [one for one in made if one.end in ("closed", "paid", "part_paid") and one.approved]
    months = sorted({one.day(50).replace(day=1) for one in paying})
    home = office.home.department_id if office.home else None
    for number, month in enumerate(months, 1):
        held = [one for one in paying if one.day(50).replace(day=1) == month]
        day = min(office.today, max(one.day(50) for one in held))
        name = f"{year.fund.key}-{year.year}-{number:03}"
        orders = [
            PaymentOrder(
                line=line, claim=one.claim, payee=one.claim.payee, bank=one.claim.bank,
                account=one.claim.account,
                amount=one.approved // 2 if one.end == "part_paid" else one.approved,
            )
            for line, one in enumerate(held, 1)
        ]  # fmt: skip
        batch = PaymentBatch.objects.create(
            fund_year=year, number=name, orders_count=len(orders),
            total=sum(order.amount for order in orders), digest=digest_of(name, orders),
            by=office.person, department_id=home, on=day, at=_at(day),
        )  # fmt: skip
        for order in orders:
            order.batch = batch
        PaymentOrder.objects.bulk_create(orders)
        Payment.objects.bulk_create(
            Payment(
                order=order, claim=order.claim, fund_year=year, amount=order.amount,
                result=Payment.Result.PAID, paid_on=day, reference=f"D{number:02}{order.line:05}",
                by=office.person, department_id=home, on=day, at=_at(day),
            )
            for order in orders
        )  # fmt: skip
    for one in paying:
        one.claim.state = one.end
    Claim.objects.bulk_update([one.claim for one in paying], ["state"], batch_size=100)


STEPS: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    ("claim_submitted", 0, (*WITH_MONEY, "assessed", "submitted", "refused", "withdrawn")),
    ("claim_assessed", 20, (*WITH_MONEY, "assessed")),
    ("claim_refused", 30, ("refused",)),
    ("claim_withdrawn", 30, ("withdrawn",)),
    ("claim_approved", 30, WITH_MONEY),
    ("claim_published", 40, ("closed", "paid", "part_paid", "published")),
    ("claim_paid", 50, ("closed", "paid", "part_paid")),
    ("claim_closed", 55, ("closed",)),
)


def events(made: Sequence[Made], area: Area, office: Actor, leader: Actor) -> Iterator[Draft]:
    """Yield the events of every claim in their order."""
    for one in made:
        for kind, after, ends in (("claim_drafted", 0, (one.end,)), *STEPS):
            if one.end not in ends:
                continue
            who = leader if kind == "claim_approved" else office
            day = min(one.day(after), office.today)
            data: dict[str, object] = {"demo": True}
            if kind in ("claim_approved", "claim_paid"):
                data["amount"] = one.approved // (
                    2 if one.end == "part_paid" and kind[-4:] == "paid" else 1
                )
            if kind == "claim_refused":
                data |= {"rule": one.claim.refusal_rule, "basis": one.claim.refusal_basis}
            yield Draft(
                one.claim.stream, kind, _at(day), day, area.pk,
                who.person.pk if who.person else None,
                who.home.department_id if who.home else None, data,
            )  # fmt: skip
