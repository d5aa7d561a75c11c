"""异议: anybody may object during publicity; the office settles it before the period ends."""

from django.db import transaction
from django.utils.translation import gettext as _

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, published
from fumao.apps.orgs.refusals import refusal, refused
from fumao.apps.procedures.acting import InHand, in_hand
from fumao.apps.procedures.book import loaded
from fumao.apps.procedures.happening import locked
from fumao.apps.procedures.models import Case, Objection
from fumao.apps.procedures.stored import state_of
from fumao.core.errors import CoreError
from fumao.procedures import acts
from fumao.procedures.acts import Who
from fumao.procedures.state import CaseState

_MOST = 2000


def raise_objection(actor: Actor, case: int, name: str, contact: str, text: str) -> Objection:
    """Object to a case in publicity; a name and a way to answer are needed.

    Raises ValidationError, and Case.DoesNotExist for a case that is not in publicity.
    """
    name, contact, text = name.strip()[:64], contact.strip()[:128], text.strip()
    if not name or not contact or not text:
        raise refusal("objection", _("请填写姓名、联系方式和异议内容。"))
    if len(text) > _MOST:
        raise refusal("text", _("异议内容不超过 %(n)s 字。"), n=_MOST)
    with transaction.atomic():
        published(Case.objects.filter(pk=case)).get()
        row = locked(case)
        hand = InHand(row, loaded(row.procedure, row.variant), state_of(row), actor)
        number = row.objections.count() + 1
        person = actor.person.pk if actor.person else None
        try:
            hand.happen(acts.raise_objection(hand.state, Who(person, actor.today), number))
        except CoreError as error:
            raise refused(error) from error
        return Objection.objects.create(
            case=row, number=number, name=name, contact=contact, text=text,
            raised_on=actor.today,
        )  # fmt: skip


def settle_objection(actor: Actor, case: int, number: int, upheld: bool, why: str) -> CaseState:
    """Settle an objection with a reason; raises PermissionDenied and ValidationError."""
    with in_hand(actor, case) as hand:
        who = hand.who_for(Action.MANAGE_CASE)
        found = Objection.objects.filter(
            case=hand.case, number=number, state=Objection.State.OPEN
        ).first()
        if found is None:
            raise refusal("objection", _("没有这条待核查的异议。"))
        state = hand.happen(acts.settle_objection(hand.state, who, number, upheld, why))
        found.state = Objection.State.UPHELD if upheld else Objection.State.DISMISSED
        found.answer, found.settled_on = why.strip(), actor.today
        found.save(update_fields=["state", "answer", "settled_on"])
        if upheld:
            # One that is upheld turns the case down: the others have lost their object.
            hand.case.objections.filter(state=Objection.State.OPEN).update(
                state=Objection.State.UPHELD, answer=found.answer, settled_on=actor.today
            )
        return state
