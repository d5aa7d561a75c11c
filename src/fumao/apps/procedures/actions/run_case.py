"""撤回、延期、暂停、恢复、终止: acts on a case as a whole."""

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.plans.days import working_days
from fumao.apps.procedures.acting import in_hand
from fumao.procedures import acts
from fumao.procedures.state import CaseState


def withdraw_case(actor: Actor, case: int, reason: str = "") -> CaseState:
    """Withdraw an application; raises PermissionDenied and ValidationError."""
    with in_hand(actor, case) as hand:
        who = hand.who_for(Action.APPLY)
        return hand.happen(acts.withdraw(hand.held.procedure, hand.state, who, reason))


def extend_case(actor: Actor, case: int, reason: str) -> CaseState:
    """Extend the statutory term once, the leader or who acts for that person.

    Raises PermissionDenied and ValidationError.
    """
    with in_hand(actor, case) as hand:
        who = hand.delegate_for(Action.EXTEND_CASE)
        return hand.happen(
            acts.extend(hand.held.procedure, hand.state, who, reason, working_days().calendar)
        )


def stop_case(actor: Actor, case: int, reason: str, why: str) -> CaseState:
    """Stop the terms for a hearing or an inspection; raises PermissionDenied, ValidationError."""
    with in_hand(actor, case) as hand:
        who = hand.who_for(Action.MANAGE_CASE)
        return hand.happen(acts.stop(hand.held.procedure, hand.state, who, reason, why))


def resume_case(actor: Actor, case: int) -> CaseState:
    """Let the terms run again; raises PermissionDenied and ValidationError."""
    with in_hand(actor, case) as hand:
        who = hand.who_for(Action.MANAGE_CASE)
        return hand.happen(acts.resume(hand.state, who))


def terminate_case(actor: Actor, case: int, reason: str) -> CaseState:
    """End a case that has lost its object; raises PermissionDenied and ValidationError."""
    with in_hand(actor, case) as hand:
        who = hand.who_for(Action.EXTEND_CASE)
        return hand.happen(acts.terminate(hand.state, who, reason))
