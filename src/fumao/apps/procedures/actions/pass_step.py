"""转办、加签、选定专家、撤回意见: a step handed on, widened, or taken back."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Department, Post, Role
from fumao.apps.orgs.refusals import refusal
from fumao.apps.orgs.service import valid_on
from fumao.apps.procedures.acting import in_hand
from fumao.procedures import acts
from fumao.procedures.state import CaseState, RunKey


def transfer_step(actor: Actor, case: int, key: RunKey, to: int) -> CaseState:
    """Hand a step to a colleague who holds its seat; raises PermissionDenied, ValidationError."""
    with in_hand(actor, case) as hand:
        run = hand.run(key)
        who = hand.who(hand.position(run))
        if not _holds(to, run.office, run.role, actor):
            raise refusal("to", _("只能转给本单位同一岗位的人员。"))
        return hand.happen(acts.transfer(hand.held.procedure, hand.state, key, to, who))


def add_signer(actor: Actor, case: int, key: RunKey, office: Department) -> CaseState:
    """Ask one more office for its word; raises PermissionDenied and ValidationError."""
    with in_hand(actor, case) as hand:
        who = hand.who(hand.position(hand.run(key)))
        return hand.happen(acts.add_signer(hand.state, key, office.pk, Role.HANDLER.value, who))


def name_experts(actor: Actor, case: int, key: RunKey, people: Sequence[int]) -> CaseState:
    """Give a panel's papers to experts of the office; raises PermissionDenied, ValidationError."""
    with in_hand(actor, case) as hand:
        run = hand.run(key)
        who = hand.who(hand.position(run))
        known = set(
            Post.objects.filter(
                valid_on(actor.today), role=Role.EXPERT, department_id=run.office or 0,
                person_id__in=people,
            ).values_list("person_id", flat=True)
        )  # fmt: skip
        if set(people) - known:
            raise refusal("experts", _("只能选定本单位专家库中的专家。"))
        return hand.happen(acts.name_experts(hand.held.procedure, hand.state, key, people, who))


def recall_step(actor: Actor, case: int, key: RunKey) -> CaseState:
    """Take one's own verdict back; raises PermissionDenied and ValidationError."""
    with in_hand(actor, case) as hand:
        who = hand.who(hand.position(hand.run(key)))
        return hand.happen(acts.recall(hand.held.procedure, hand.state, key, who))


def _holds(person: int, office: int | None, role: str, actor: Actor) -> bool:
    return Post.objects.filter(
        valid_on(actor.today), person_id=person, department_id=office or 0, role=role
    ).exists()
