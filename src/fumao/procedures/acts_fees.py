"""What may be done about the fees of a case: received, waived, paid back; and what waits for them.

Amounts are exact: what is recorded is what is owed, to the fen, or it is refused.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from fumao.procedures.acting import Who, refusal
from fumao.procedures.charges import charge_of, money_words, open_at, owed, to_refund
from fumao.procedures.definitions import Procedure
from fumao.procedures.events import Happened
from fumao.procedures.fees import Charge
from fumao.procedures.route import verdict_of
from fumao.procedures.state import CaseState, Run, Verdict

_LONGEST = 40  # of a receipt's number


def receive_fee(  # noqa: PLR0913, PLR0917 - what a receipt says
    procedure: Procedure,
    state: CaseState,
    fee: str,
    amount: Decimal,
    receipt: str,
    paid_on: date,
    who: Who,
) -> Happened:
    """Record that a fee was paid in full, with the number of its receipt (财政票据号)."""
    charge = _charge(state, fee)
    if not state.is_open:
        raise refusal("closed", "本件已办结，不再收费", "the case is closed: no fee is due")
    due = _something(owed(state, charge), "这项费用已缴清", "nothing is owed of this fee")
    _exact(amount, due, "应缴", "is owed")
    number = _number(receipt, "财政票据号", "the number of the receipt")
    if number in charge.receipts:
        raise refusal(
            "receipt",
            f"票据 {number} 已登记过这项费用",
            f"receipt {number} is recorded for this fee already",
        )
    _day(state, paid_on, who)
    return who.event(
        "fee_received", fee=procedure.fee(fee).key, amount=f"{due:f}", receipt=number,
        paid_on=paid_on.isoformat(),
    )  # fmt: skip


def waive_fee(procedure: Procedure, state: CaseState, fee: str, reason: str, who: Who) -> Happened:
    """Waive what is owed of a fee (减免), with a reason; never by who handed the case in."""
    charge = _charge(state, fee)
    due = _something(owed(state, charge), "没有可减免的费用", "nothing is owed of this fee")
    if who.persons & set(charge.by):
        raise refusal(
            "separation",
            "申请由您提交，须由他人减免（委托代办同样计算）",
            "you handed it in, so another person waives its fee (delegates count too)",
        )
    if not reason.strip():
        raise refusal("opinion", "请写明减免的理由", "give the reason for waiving the fee")
    return who.event(
        "fee_waived", fee=procedure.fee(fee).key, amount=f"{due:f}", reason=reason.strip()
    )


def refund_fee(  # noqa: PLR0913, PLR0917 - what a voucher says
    procedure: Procedure,
    state: CaseState,
    fee: str,
    amount: Decimal,
    voucher: str,
    paid_on: date,
    who: Who,
) -> Happened:
    """Record that what was paid too much, or for nothing, was paid back (退费), closed or not."""
    charge = _charge(state, fee)
    due = _something(to_refund(state, charge), "没有应退的费用", "nothing is to be paid back")
    _exact(amount, due, "应退", "is to be paid back")
    number = _number(voucher, "退费凭证号", "the number of the refund's voucher")
    _day(state, paid_on, who)
    return who.event(
        "fee_refunded", fee=procedure.fee(fee).key, amount=f"{due:f}", receipt=number,
        paid_on=paid_on.isoformat(),
    )  # fmt: skip


def check_paid(procedure: Procedure, state: CaseState, run: Run, verdict: Verdict) -> None:
    """Raise CoreError where a word would pass a step at which a fee is open.

    Offices that are asked together may speak before it is paid; the last word waits for it.
    """
    step = procedure.step(run.key.step)
    charges = open_at(procedure, state, step)
    if not charges or run.kind == "expert" or verdict == "returned":
        return
    said = replace(run, state=verdict)
    runs = tuple(said if one.key == run.key else one for one in state.runs)
    result = verdict_of(step, replace(state, runs=runs))
    if result == "passed" or (result == "refused" and not step.refused):
        words = [money_words(procedure.fee(one.fee), one.owed) for one in charges]
        raise refusal(
            "fee",
            f"{'、'.join(one.zh for one in words)}未缴，不能通过本环节；收到后登记，或由负责人减免",
            f"{', '.join(one.en for one in words)}: not paid, so the step cannot be passed; record "
            "the payment, or let the leader waive it",
        )


def _charge(state: CaseState, fee: str) -> Charge:
    charge = charge_of(state, fee)
    if charge is None:
        raise refusal("fee_unknown", "本件不收这项费用", "the case is not charged this fee")
    return charge


def _something(amount: Decimal, zh: str, en: str) -> Decimal:
    if not amount:
        raise refusal("settled", zh, en)
    return amount


def _exact(amount: Decimal, due: Decimal, zh: str, en: str) -> None:
    if amount != due:
        raise refusal(
            "amount",
            f"{zh} {due:,.2f} 元，不能登记为 {amount:,f} 元：须一次足额",
            f"CNY {due:,.2f} {en}, not {amount:,f}: it is recorded whole, at once",
        )


def _number(text: str, zh: str, en: str) -> str:
    number = "".join(text.split())
    if not number or len(number) > _LONGEST:
        raise refusal(
            "receipt",
            f"请填写{zh}（不超过 {_LONGEST} 字）",
            f"give {en}, at most {_LONGEST} characters",
        )
    return number


def _day(state: CaseState, day: date, who: Who) -> None:
    """Refuse a day to come, and one before the filing that fixed the amount."""
    if not state.submitted <= day <= who.on:
        raise refusal(
            "paid_on",
            f"日期应在提交日 {state.submitted} 与今天 {who.on} 之间",
            f"the day lies between the submission, {state.submitted}, and today, {who.on}",
        )
