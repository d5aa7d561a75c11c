"""The fees of a case as its page shows them, and those of a procedure as anybody reads them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fumao.core.errors import Words
from fumao.forms.expressions import names_in
from fumao.procedures.charges import open_now, owed, to_refund
from fumao.procedures.definitions import Procedure, Step
from fumao.procedures.fees import Charge, Fee
from fumao.procedures.state import CaseState
from fumao.rules.definitions import Parameter, in_force
from fumao.rules.shown import shown_value


@dataclass(frozen=True, slots=True)
class FeeShown:
    """A fee that a case is charged: `owed` and `back` (to be refunded) in yuan; `due` by now."""

    fee: Fee
    charge: Charge
    step: Step
    owed: Decimal
    back: Decimal
    due: bool


@dataclass(frozen=True, slots=True)
class RateShown:
    """A parameter that an amount rests on, with its value of a day in both languages."""

    label: Words
    value: Words


@dataclass(frozen=True, slots=True)
class FeeTold:
    """A fee of a procedure as anybody reads it: the step it is due at, the rates it rests on."""

    fee: Fee
    step: Step
    rates: tuple[RateShown, ...]


def fees_of_case(procedure: Procedure, state: CaseState) -> Iterator[FeeShown]:
    """Yield the fees that a case is charged."""
    due = {one.fee for one in open_now(procedure, state)}
    for charge in state.charges:
        fee = procedure.fee(charge.fee)
        yield FeeShown(
            fee,
            charge,
            procedure.step(fee.due),
            owed(state, charge),
            to_refund(state, charge),
            fee.key in due,
        )


def fees_told(procedure: Procedure, day: date) -> Iterator[FeeTold]:
    """Yield the fees of a procedure with the rates of a day."""
    for fee in procedure.fees:
        used = names_in(fee.amount)
        rates = tuple(
            _rate(one, day)
            for one in procedure.parameters
            if one.name in used and one.shape == "value"
        )
        yield FeeTold(fee, procedure.step(fee.due), rates)


def _rate(parameter: Parameter, day: date) -> RateShown:
    held = [one for one in parameter.values if in_force(one.valid_from, one.valid_to, day)]
    value = held[0].value if held else None
    if isinstance(value, tuple) or not isinstance(value, Decimal | int | str | date | None):
        value = None
    return RateShown(
        parameter.label,
        Words(shown_value(value, parameter.type, "zh"), shown_value(value, parameter.type, "en")),
    )
