"""不予支持: always with a rule and its basis."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.funds.models import Claim, State
from fumao.apps.funds.refusals import within_limits
from fumao.apps.funds.standing import in_state, locked, standing, tell
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal


def refuse_claim(actor: Actor, claim: Claim, rule: str, basis: str) -> Claim:
    """Refuse a claim; its invoice lines are free again.

    Raises PermissionDenied and ValidationError.
    """
    with within_limits(), transaction.atomic():
        held = locked(claim)
        department = standing(actor, Action.REFUSE_CLAIM, held)
        in_state(held, State.SUBMITTED, State.ASSESSED)
        if not rule.strip() or not basis.strip():
            raise refusal("basis", _("请写明所依据的规则和事实：不予支持须有依据。"))
        held.state, held.decided_on = State.REFUSED, actor.today
        held.refusal_rule, held.refusal_basis = rule.strip()[:64], basis.strip()[:300]
        held.save(update_fields=["state", "decided_on", "refusal_rule", "refusal_basis"])
        tell(
            actor, held, "claim_refused", department,
            rule=held.refusal_rule, basis=held.refusal_basis,
        )  # fmt: skip
        return held
