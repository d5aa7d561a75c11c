"""审批: an amount within the budget, by another person than the one who assessed it."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.funds.models import Approval, Claim, State
from fumao.apps.funds.refusals import within_limits
from fumao.apps.funds.standing import in_state, locked, signed, standing, tell
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal


def approve_claim(actor: Actor, claim: Claim, amount: int | None = None, reason: str = "") -> Claim:
    """Approve an amount in fen: all that is asked and computed where none is given.

    The database keeps approvals within the call and the year's budget, also when several people
    approve at once. Raises PermissionDenied and ValidationError.
    """
    with within_limits(), transaction.atomic():
        held = locked(claim)
        department = standing(actor, Action.APPROVE_CLAIM, held)
        in_state(held, State.ASSESSED)
        most = min(held.asked, held.computed or 0)
        amount = most if amount is None else amount
        if not 0 < amount <= most:
            raise refusal("amount", _("批准金额应大于零，且不大于申请金额和核定金额。"))
        if amount < most and not reason.strip():
            raise refusal("reason", _("批准金额低于核定金额，请写明原因。"))
        grant(actor, held, amount, department, reason)
        return held


def grant(actor: Actor, claim: Claim, amount: int, department: int, reason: str = "") -> None:
    """Write an approval for a locked claim; the year's row is locked last and shortest."""
    claim.state, claim.decided_on = State.APPROVED, actor.today
    claim.save(update_fields=["state", "decided_on"])
    tell(actor, claim, "claim_approved", department, amount=amount, reason=reason.strip())
    Approval.objects.create(
        claim=claim, fund_year_id=claim.call.fund_year_id, amount=amount, reason=reason.strip(),
        **signed(actor, department),
    )  # fmt: skip
    claim.approved += amount


def take_back(actor: Actor, claim: Claim, amount: int, reason: str) -> Claim:
    """Take back a part of what was approved and is not with the bank: a counter-entry.

    Raises PermissionDenied and ValidationError.
    """
    with within_limits(), transaction.atomic():
        held = locked(claim)
        department = standing(actor, Action.APPROVE_CLAIM, held)
        in_state(held, State.APPROVED, State.PUBLISHED, State.PART_PAID)
        if not reason.strip():
            raise refusal("reason", _("请写明核减原因。"))
        if not 0 < amount <= held.approved - held.ordered:
            raise refusal("amount", _("只能核减尚未列入拨付批次的金额。"))
        tell(actor, held, "approval_taken_back", department, amount=amount, reason=reason.strip())
        Approval.objects.create(
            claim=held, fund_year_id=held.call.fund_year_id, amount=-amount,
            reason=reason.strip(), **signed(actor, department),
        )  # fmt: skip
        held.approved -= amount
        return held
