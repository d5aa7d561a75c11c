"""分配预算: what was previewed is approved, claim by claim, in one transaction."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.funds.actions.approve_claim import grant
from fumao.apps.funds.models import Call, State
from fumao.apps.funds.refusals import within_limits
from fumao.apps.funds.share import Shared, share
from fumao.apps.funds.standing import locked_all, locked_call, locked_year, standing
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal


def share_call(actor: Actor, call: Call, digest: str) -> Shared:
    """Approve the awards of the preview that `digest` names; claims that get nothing wait.

    Raises PermissionDenied (who assessed one of the claims does not approve), and ValidationError
    where claims or money have changed since the preview.
    """
    with within_limits(), transaction.atomic():
        keys = call.claims.filter(state=State.ASSESSED, computed__gt=0).values_list("pk", flat=True)
        claims = {claim.pk: claim for claim in locked_all(keys)}
        held = locked_call(call)
        locked_year(held.fund_year)
        held.fund_year.refresh_from_db()
        found = share(held)
        if found.digest != digest:
            raise refusal("digest", _("预览之后申报或额度有变化，请重新预览。"))
        if not found.awarded:
            raise refusal("digest", _("没有可以分配的申报或额度。"))
        for one in found.shares:
            department = standing(actor, Action.APPROVE_CLAIM, claims[one.claim.pk])
            if one.award:
                grant(actor, claims[one.claim.pk], one.award, department, _said(held, found))
        record(
            held.stream, "call_shared", actor=actor, area=held.fund_year.fund.area,
            department=department,
            data={"sharing": held.sharing, "claims": len(found.shares), "demand": found.demand,
                  "budget": found.budget, "awarded": found.awarded, "digest": digest},
        )  # fmt: skip
        return found


def _said(call: Call, found: Shared) -> str:
    if found.demand <= found.budget:
        return ""
    return str(Call.Sharing(call.sharing).label)
