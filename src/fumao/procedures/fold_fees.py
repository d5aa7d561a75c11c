"""What events about fees change: a charge, and the step of the system that waited for it."""

from dataclasses import replace
from decimal import Decimal

from fumao.procedures import route
from fumao.procedures.definitions import Procedure
from fumao.procedures.events import Happened
from fumao.procedures.fees import Charge
from fumao.procedures.state import CaseState


def received(procedure: Procedure, state: CaseState, event: Happened) -> CaseState:
    """Take a payment."""
    charge = _charge(state, event)
    paid = replace(
        charge,
        received=charge.received + Decimal(event.data["amount"]),
        receipts=(*charge.receipts, str(event.data["receipt"])),
    )
    return route.proceed(procedure, _with(state, paid), event.on)


def waived(procedure: Procedure, state: CaseState, event: Happened) -> CaseState:
    """Let off what was open."""
    charge = _charge(state, event)
    freed = replace(charge, waived=charge.waived + Decimal(event.data["amount"]))
    return route.proceed(procedure, _with(state, freed), event.on)


def refunded(_p: Procedure, state: CaseState, event: Happened) -> CaseState:
    """Take note of what was paid back."""
    charge = _charge(state, event)
    back = charge.refunded + Decimal(event.data["amount"])
    return _with(state, replace(charge, refunded=back))


def _charge(state: CaseState, event: Happened) -> Charge:
    return next(one for one in state.charges if one.fee == event.data["fee"])


def _with(state: CaseState, changed: Charge) -> CaseState:
    charges = tuple(changed if one.fee == changed.fee else one for one in state.charges)
    return replace(state, charges=charges)
