"""责令退回与登记退款: money that has to come back, with its rule and basis."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.funds.models import Claim, Clawback, Repayment, State
from fumao.apps.funds.refusals import within_limits
from fumao.apps.funds.standing import in_state, locked, signed, standing, tell
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be paid back, in fen, by which rule, on what facts, until when."""

    amount: int
    rule: str
    basis: str
    due: date


def order_clawback(actor: Actor, claim: Claim, given: Order) -> Clawback:
    """Order paid money back; raises PermissionDenied and ValidationError."""
    with within_limits(), transaction.atomic():
        held = locked(claim)
        department = standing(actor, Action.CLAW_BACK, held)
        in_state(held, State.PART_PAID, State.PAID, State.CLOSED)
        if not given.rule.strip() or not given.basis.strip():
            raise refusal("basis", _("请写明责令退回所依据的规则和事实。"))
        if not 0 < given.amount <= held.paid - held.clawed:
            raise refusal("amount", _("退回金额应大于零，且不大于已拨付而未责令退回的金额。"))
        if given.due < actor.today:
            raise refusal("due", _("期限不能早于今天。"))
        made = Clawback.objects.create(
            claim=held, amount=given.amount, rule=given.rule.strip()[:64],
            basis=given.basis.strip()[:300], due=given.due, **signed(actor, department),
        )  # fmt: skip
        tell(
            actor, held, "clawback_ordered", department,
            clawback=made.pk, amount=made.amount, rule=made.rule, due=made.due.isoformat(),
        )  # fmt: skip
        return made


def record_repayment(
    actor: Actor, clawback: Clawback, amount: int, paid_on: date, reference: str
) -> Repayment:
    """Record money paid back under an order; raises PermissionDenied and ValidationError."""
    with within_limits(), transaction.atomic():
        held = locked(clawback.claim)
        department = standing(actor, Action.MANAGE_FUND, held)
        if not reference.strip():
            raise refusal("reference", _("请填写退款凭证号。"))
        if paid_on > actor.today:
            raise refusal("paid_on", _("退款日期不能晚于今天。"))
        if amount <= 0:
            raise refusal("amount", _("请填写退款金额。"))
        made = Repayment.objects.create(
            clawback=clawback, claim=held, amount=amount, paid_on=paid_on,
            reference=reference.strip()[:64], **signed(actor, department),
        )  # fmt: skip
        tell(
            actor, held, "repayment_recorded", department,
            clawback=clawback.pk, amount=amount, reference=made.reference,
        )  # fmt: skip
        return made
