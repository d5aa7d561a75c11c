"""办结环节: pass, return for correction, refuse or abstain, with an opinion."""

from fumao.apps.orgs.actor import Actor
from fumao.apps.procedures.acting import in_hand
from fumao.procedures import acts
from fumao.procedures.acts import Word
from fumao.procedures.state import CaseState, RunKey


def finish_step(actor: Actor, case: int, key: RunKey, word: Word) -> CaseState:
    """Close a step with a verdict; raises PermissionDenied and ValidationError."""
    with in_hand(actor, case) as hand:
        who = hand.who(hand.position(hand.run(key)))
        return hand.happen(acts.finish(hand.held.procedure, hand.state, key, who, word))
