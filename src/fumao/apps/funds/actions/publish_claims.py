"""公示: approved claims are published; only then they can be paid."""

from collections.abc import Iterable

from django.db import transaction

from fumao.apps.funds.models import Claim, State
from fumao.apps.funds.refusals import within_limits
from fumao.apps.funds.standing import in_state, locked_all, standing, tell
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action


def publish_claims(actor: Actor, claims: Iterable[Claim]) -> int:
    """Publish approved claims; raises PermissionDenied and ValidationError."""
    with within_limits(), transaction.atomic():
        held = locked_all(claim.pk for claim in claims)
        for claim in held:
            department = standing(actor, Action.MANAGE_FUND, claim)
            in_state(claim, State.APPROVED)
            claim.state, claim.published_on = State.PUBLISHED, actor.today
            claim.save(update_fields=["state", "published_on"])
            tell(actor, claim, "claim_published", department, amount=claim.approved)
        return len(held)


def close_claim(actor: Actor, claim: Claim) -> Claim:
    """Close a claim that is paid in full; raises PermissionDenied and ValidationError."""
    with within_limits(), transaction.atomic():
        held = locked_all([claim.pk])[0]
        department = standing(actor, Action.MANAGE_FUND, held)
        in_state(held, State.PAID)
        held.state = State.CLOSED
        held.save(update_fields=["state"])
        tell(actor, held, "claim_closed", department, paid=held.paid)
        return held
