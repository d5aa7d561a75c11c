"""收费、减免、退费: what becomes of the fees of a case."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal
from fumao.apps.procedures.acting import in_hand
from fumao.apps.procedures.models import Case, FeeReceipt
from fumao.procedures import acts
from fumao.procedures.state import CaseState


def receive_fee(
    actor: Actor, case: int, fee: str, amount: Decimal, receipt: str, paid_on: date
) -> CaseState:
    """Record that a fee was paid in full; raises PermissionDenied and ValidationError.

    A receipt that another case of the city has is refused.
    """
    with in_hand(actor, case) as hand:
        who = hand.who_for(Action.RECORD_FEE)
        event = acts.receive_fee(
            hand.held.procedure, hand.state, fee, amount, receipt, paid_on, who
        )
        _take_receipt(hand.case, event.data["receipt"])
        return hand.happen(event)


def waive_fee(actor: Actor, case: int, fee: str, reason: str) -> CaseState:
    """Waive what is owed of a fee; raises PermissionDenied and ValidationError."""
    with in_hand(actor, case) as hand:
        who = hand.who_for(Action.WAIVE_FEE)
        return hand.happen(acts.waive_fee(hand.held.procedure, hand.state, fee, reason, who))


def refund_fee(
    actor: Actor, case: int, fee: str, amount: Decimal, voucher: str, paid_on: date
) -> CaseState:
    """Record that a fee was paid back; raises PermissionDenied and ValidationError."""
    with in_hand(actor, case) as hand:
        who = hand.who_for(Action.RECORD_FEE)
        event = acts.refund_fee(hand.held.procedure, hand.state, fee, amount, voucher, paid_on, who)
        return hand.happen(event)


def _take_receipt(case: Case, number: str) -> None:
    """Keep a receipt's number for the case; the database keeps it from being another's too."""
    row, _made = FeeReceipt.objects.get_or_create(
        city=_city(case.area), number=number, defaults={"case": case}
    )
    if row.case_id != case.pk:
        raise refusal("receipt", _("票据 %(number)s 已登记在另一件上，请核对。"), number=number)


def _city(area: Area) -> Area:
    """Return the city an area belongs to; the area itself where it lies in none."""
    codes = area.path.strip("/").split("/")
    return Area.objects.filter(code__in=codes, kind=Area.Kind.CITY).first() or area
