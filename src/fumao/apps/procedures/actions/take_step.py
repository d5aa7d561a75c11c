"""领办、退回待办: a person takes a step on, or gives it back to the office."""

from fumao.apps.orgs.actor import Actor
from fumao.apps.procedures.acting import in_hand
from fumao.procedures import acts
from fumao.procedures.state import CaseState, RunKey


def claim_step(actor: Actor, case: int, key: RunKey) -> CaseState:
    """Take a step on; raises PermissionDenied and ValidationError."""
    with in_hand(actor, case) as hand:
        who = hand.who(hand.position(hand.run(key)))
        return hand.happen(acts.claim(hand.held.procedure, hand.state, key, who))


def release_step(actor: Actor, case: int, key: RunKey) -> CaseState:
    """Give a step back to the office; raises PermissionDenied and ValidationError."""
    with in_hand(actor, case) as hand:
        who = hand.who(hand.position(hand.run(key)))
        return hand.happen(acts.release(hand.state, key, who))
