"""The fees of a case: how filings fix them, what stays open, which steps wait for it."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from fumao.core.errors import Words
from fumao.procedures.definitions import Procedure, Step
from fumao.procedures.fees import ZERO, Charge, Fee
from fumao.procedures.state import CaseState


def fixed(
    charges: tuple[Charge, ...], amounts: Mapping[str, str] | None, person: int | None
) -> tuple[Charge, ...]:
    """Return the charges after a filing that gives these amounts; None says nothing of fees.

    A fee that is not charged any more stays where something was paid or waived: it is owed back.
    """
    if amounts is None:
        return charges
    held = {one.fee: one for one in charges}
    found = []
    for key in (*held, *(key for key in amounts if key not in held)):
        one = held.get(key) or Charge(key, ZERO)
        by = one.by if person is None or person in one.by else (*one.by, person)
        one = replace(one, amount=Decimal(amounts.get(key, ZERO)), by=by)
        if one.amount or one.received or one.waived:
            found.append(one)
    return tuple(found)


def charge_of(state: CaseState, fee: str) -> Charge | None:
    """Return what a case owes of a fee, None where it is not charged."""
    return next((one for one in state.charges if one.fee == fee), None)


def owed(state: CaseState, charge: Charge) -> Decimal:
    """Return what is to be paid: a closed case demands nothing more."""
    return charge.owed if state.is_open else ZERO


def to_refund(state: CaseState, charge: Charge) -> Decimal:
    """Return what is to be paid back: what is too much, or all where nothing was granted."""
    if state.is_open or state.phase == "granted":
        return charge.over
    return charge.kept


def open_at(procedure: Procedure, state: CaseState, step: Step) -> tuple[Charge, ...]:
    """Return the open charges that keep a step from being passed.

    A fee is due at its step and at every one after it: a correction may raise a fee whose step is
    passed, and what is raised is due where the case stands then.
    """
    if not any(one.owed for one in state.charges):
        return ()
    order = {one.key: place for place, one in enumerate(procedure.route)}
    here = order[step.key]
    return tuple(
        one for one in state.charges if one.owed and order[procedure.fee(one.fee).due] <= here
    )


def open_now(procedure: Procedure, state: CaseState) -> tuple[Charge, ...]:
    """Return the open charges that are due where the case stands."""
    found: dict[str, Charge] = {}
    for key in state.current:
        found |= {one.fee: one for one in open_at(procedure, state, procedure.step(key))}
    return tuple(found.values())


def due_words(procedure: Procedure, step: Step) -> list[Words]:
    """Return what the route says of a step at which fees are due."""
    return [
        Words(f"¥ 缴清“{one.title.zh}”后通过", f'¥ once "{one.title.en}" is paid')
        for one in procedure.fees
        if one.due == step.key
    ]


def money_words(fee: Fee, amount: Decimal) -> Words:
    """Return a fee with an amount: “登记费”200.00元."""
    return Words(f"“{fee.title.zh}”{amount:,.2f}元", f'"{fee.title.en}", CNY {amount:,.2f}')
