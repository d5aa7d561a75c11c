"""提交与撤回申报; from submission on no other claim can use the same invoice lines."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from fumao.apps.funds.models import Claim, ClaimLine, State
from fumao.apps.funds.refusals import within_limits
from fumao.apps.funds.standing import in_state, locked, standing, tell
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, visible_to
from fumao.apps.orgs.refusals import refusal
from fumao.core.text import fold

TAKEN = _("发票 %(invoice)s 已在申报 %(number)s（%(fund)s，%(enterprise)s）中使用，不能重复申报。")


def submit_claim(actor: Actor, claim: Claim) -> Claim:
    """Submit a draft; raises PermissionDenied and ValidationError.

    An invoice line that a live claim holds is refused with a pointer to that claim: also where the
    other one was submitted a moment before.
    """
    try:
        with within_limits(), transaction.atomic():
            return _submit(actor, claim)
    except ValidationError as refused:
        if refused.code == "limit":
            refuse_taken(actor, claim)
        raise


def _submit(actor: Actor, claim: Claim) -> Claim:
    held = locked(claim)
    department = standing(actor, Action.SUBMIT_CLAIM, held)
    in_state(held, State.DRAFT)
    total = held.lines.aggregate(total=Sum("amount"))["total"]
    if not total:
        raise refusal("lines", _("请至少填写一条费用明细。"))
    if not held.bank or not held.account:
        raise refusal("account", _("请填写收款银行和账号。"))
    refuse_taken(actor, held)
    held.state, held.submitted_on = State.SUBMITTED, actor.today
    held.save(update_fields=["state", "submitted_on"])  # a trigger makes the lines live
    tell(actor, held, "claim_submitted", department, asked=held.asked, lines_total=total)
    return held


def refuse_taken(actor: Actor, claim: Claim) -> None:
    """Raise ValidationError naming the claim that holds one of the invoice lines."""
    keys = claim.lines.order_by("position").values_list("invoice_key", flat=True)
    first = (
        ClaimLine.objects.filter(live=True, invoice_key__in=list(keys))
        .exclude(claim=claim)
        .select_related("claim__call__fund_year__fund", "claim__enterprise")
        .order_by("id")
        .first()
    )
    if first is None:
        return
    other = first.claim
    seen = visible_to(actor, Claim.objects.filter(pk=other.pk)).exists()
    raise refusal(
        "lines", TAKEN,
        invoice="-".join(filter(None, (first.invoice_code, first.invoice_number)))
        + f" #{first.invoice_line}",
        number=other.number,
        fund=other.call.fund_year.fund.name,
        enterprise=other.enterprise.name if seen else masked(other.enterprise.name),
    )  # fmt: skip


def masked(name: str) -> str:
    """Return a name of which only the ends are shown: 厦***司."""
    text = fold(name)
    return f"{text[:1]}***{text[-1:]}"


def withdraw_claim(actor: Actor, claim: Claim, reason: str) -> Claim:
    """Take a claim back before it is approved; raises PermissionDenied and ValidationError."""
    with within_limits(), transaction.atomic():
        held = locked(claim)
        department = standing(actor, Action.SUBMIT_CLAIM, held)
        in_state(held, State.DRAFT, State.SUBMITTED, State.ASSESSED)
        if not reason.strip():
            raise refusal("reason", _("请写明撤回原因。"))
        held.state, held.decided_on = State.WITHDRAWN, actor.today
        held.save(update_fields=["state", "decided_on"])
        tell(actor, held, "claim_withdrawn", department, reason=reason.strip())
        return held
