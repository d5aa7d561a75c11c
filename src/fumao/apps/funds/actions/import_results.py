"""导入拨付结果: good rows are kept, bad ones shown; the same file again changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from fumao.apps.audit.service import record
from fumao.apps.funds.models import Claim, Payment, PaymentBatch, PaymentOrder, State
from fumao.apps.funds.refusals import within_limits
from fumao.apps.funds.results import BadRow, Row
from fumao.apps.funds.standing import in_state, locked_all, payer, signed, tell
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.refusals import refusal


@dataclass(slots=True)
class Imported:
    """What an import did: rows taken, rows that were known, rows that were refused."""

    paid: int = 0
    failed: int = 0
    known: int = 0
    total: int = 0  # fen paid
    bad: list[BadRow] = field(default_factory=list)


def import_results(
    actor: Actor, batch: PaymentBatch, rows: Sequence[Row], bad: Sequence[BadRow] = ()
) -> Imported:
    """Write what the bank did with the orders of a batch, once an order.

    One transaction: after a crash the file is imported again and nothing is paid twice. Raises
    PermissionDenied.
    """
    with within_limits(), transaction.atomic():
        area = batch.fund_year.fund.area
        orders = {order.line: order for order in batch.orders.all()}
        claims = {claim.pk: claim for claim in locked_all({o.claim_id for o in orders.values()})}
        department = payer(actor, area, claims.values())
        known = {p.order_id: p for p in Payment.objects.filter(order__batch=batch).order_by("-id")}
        done = Imported(bad=list(bad))
        for row in rows:
            order = orders.get(row.line)
            said = _fault(actor, batch, row, order, known)
            if said:
                done.bad.append(BadRow(row.number, f"{row.batch}，{row.line}", said))
            elif order is None or order.pk in known:
                done.known += 1
            else:
                known[order.pk] = _keep(actor, claims[order.claim_id], order, row, department)
                _count(done, row)
        done.bad.sort(key=lambda one: one.number)
        record(
            batch.stream, "results_imported", actor=actor, area=area, department=department,
            data={"paid": done.paid, "failed": done.failed, "known": done.known,
                  "bad": len(done.bad), "total": done.total},
        )  # fmt: skip
        return done


def _fault(
    actor: Actor,
    batch: PaymentBatch,
    row: Row,
    order: PaymentOrder | None,
    known: dict[int, Payment],
) -> str:
    """Return why a row cannot be taken, nothing where it can."""
    if row.batch != batch.number:
        return _("批次号不是 %(number)s。") % {"number": batch.number}
    if order is None:
        return _("批次中没有这一行。")
    if row.amount != order.amount:
        return _("金额与指令不符。")
    if row.paid_on > actor.today:
        return _("付款日期晚于今天。")
    before = known.get(order.pk)
    if before is not None and before.result != row.result:
        return _("此前已登记为“%(result)s”，与本行不一致。") % {
            "result": Payment.Result(before.result).label
        }
    return ""


def _keep(actor: Actor, claim: Claim, order: PaymentOrder, row: Row, department: int) -> Payment:
    paid = row.result == Payment.Result.PAID
    amount = order.amount if paid else 0
    made = Payment.objects.create(
        order=order, claim=claim, fund_year_id=claim.call.fund_year_id, result=row.result,
        amount=amount, paid_on=row.paid_on, reference=row.reference, reason=row.reason,
        **signed(actor, department),
    )  # fmt: skip
    if paid:
        claim.paid += amount
        claim.state = State.PAID if claim.paid == claim.approved else State.PART_PAID
        claim.save(update_fields=["state"])
    tell(
        actor, claim, "claim_paid" if paid else "payment_failed", department,
        batch=order.batch.number, line=order.line, amount=order.amount, reason=row.reason,
        reference=row.reference, paid_on=row.paid_on.isoformat(),
    )  # fmt: skip
    return made


def _count(done: Imported, row: Row) -> None:
    if row.result == Payment.Result.PAID:
        done.paid += 1
        done.total += row.amount
    else:
        done.failed += 1


def return_payment(actor: Actor, payment: Payment, reason: str) -> Payment:
    """Record that paid money came back from the bank: a counter-entry; it can be ordered again.

    Raises PermissionDenied and ValidationError.
    """
    with within_limits(), transaction.atomic():
        claim = locked_all([payment.claim_id])[0]
        department = payer(actor, claim.call.fund_year.fund.area, [claim])
        in_state(claim, State.PART_PAID, State.PAID)
        if payment.result != Payment.Result.PAID:
            raise refusal("payment", _("只有已付的款项可以登记退汇。"))
        if payment.order.payments.filter(result=Payment.Result.RETURNED).exists():
            raise refusal("payment", _("这笔款项已登记退汇。"))
        if not reason.strip():
            raise refusal("reason", _("请写明退汇原因。"))
        made = Payment.objects.create(
            order=payment.order, claim=claim, fund_year_id=payment.fund_year_id,
            result=Payment.Result.RETURNED, amount=-payment.amount, paid_on=actor.today,
            reason=reason.strip(), **signed(actor, department),
        )  # fmt: skip
        claim.state = State.PART_PAID if claim.paid > payment.amount else State.PUBLISHED
        claim.save(update_fields=["state"])
        tell(
            actor, claim, "payment_returned", department,
            payment=payment.pk, amount=payment.amount, reason=reason.strip(),
        )  # fmt: skip
        return made
