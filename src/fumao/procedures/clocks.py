"""The clocks of a case: started, stopped and ended by where the case stands, never by hand.

The statutory and the service term run from submission or acceptance to the decision; they stop
while the case is with the applicant, a panel, a visit or in publicity where the procedure says so
(行政许可法 art. 42, 45).
"""

from dataclasses import replace
from datetime import date

from fumao.core.calendar import WorkingCalendar
from fumao.core.clock import Clock, Duration
from fumao.procedures.definitions import Procedure
from fumao.procedures.state import Account, CaseState, ClockKind

_TERMS: tuple[ClockKind, ...] = ("statutory", "service")


def settle(
    procedure: Procedure, calendar: WorkingCalendar, state: CaseState, on: date
) -> CaseState:
    """Bring the clocks into line with where the case stands at the end of a day."""
    state = _started(procedure, state)
    reason = stop_reason(procedure, state)
    done = state.decided is not None or not state.is_open
    accounts = []
    for account in state.accounts:
        if account.ended is not None:
            accounts.append(account)
        elif account.kind in _TERMS:
            accounts.append(_term(account, calendar, on, "" if done else reason, done))
        else:
            over = not state.is_open or state.phase != _PHASES[account.kind]
            accounts.append(_ended(account, calendar, on) if over else account)
    return replace(state, accounts=tuple(accounts))


_PHASES = {"correction": "correcting", "publicity": "publicity"}


def _started(procedure: Procedure, state: CaseState) -> CaseState:
    start = state.submitted if procedure.clock.starts == "submitted" else state.accepted
    if start is None or state.account("statutory") or state.account("service"):
        return state
    terms = (procedure.clock.statutory, procedure.clock.service)
    made = tuple(
        Account(kind, Clock.start(term, start), start)
        for kind, term in zip(_TERMS, terms, strict=True)
        if term is not None
    )
    return replace(state, accounts=state.accounts + made)


def stop_reason(procedure: Procedure, state: CaseState) -> str:
    """Return what stops the terms now: correcting, a kind of step, an order; "" where they run."""
    if state.ordered_stop:
        return state.ordered_stop
    if state.phase == "correcting" and "correcting" in procedure.clock.stops_while:
        return "correcting"
    for key in state.current:
        do = procedure.step(key).do
        if do in procedure.clock.stops_while:
            return do
    return ""


def _term(
    account: Account, calendar: WorkingCalendar, on: date, reason: str, done: bool
) -> Account:
    running = account.clock.running_since is not None
    if done:
        return _ended(account, calendar, on)
    if reason and running:
        clock = account.clock.stop(max(on, account.started), calendar)
        return replace(account, clock=clock, stopped_for=reason, stopped_on=on)
    if reason:
        return replace(account, stopped_for=reason)
    if not running:
        return _resumed(account, calendar, on)
    return account


def _resumed(account: Account, calendar: WorkingCalendar, on: date) -> Account:
    since = account.stopped_on or on
    return replace(
        account,
        clock=account.clock.resume(on),
        stopped_for="",
        stopped_on=None,
        suspended=account.suspended + _days(account.clock.budget, calendar, since, on),
    )


def _ended(account: Account, calendar: WorkingCalendar, on: date) -> Account:
    if account.clock.running_since is None:
        since = account.stopped_on or on
        days = _days(account.clock.budget, calendar, since, on)
        return replace(
            account, ended=on, suspended=account.suspended + days, stopped_on=None, stopped_for=""
        )
    return replace(account, clock=account.clock.stop(on, calendar), ended=on)


def _days(budget: Duration, calendar: WorkingCalendar, start: date, end: date) -> int:
    if budget.unit == "wd":
        return calendar.used(start, end).days
    return (end - start).days


def begin(state: CaseState, kind: ClockKind, term: Duration, on: date) -> CaseState:
    """Start the clock of a correction or of a publicity period."""
    return replace(state, accounts=(*state.accounts, Account(kind, Clock.start(term, on), on)))


def extend(state: CaseState, days: int) -> CaseState:
    """Give the statutory term more days."""
    accounts = tuple(
        replace(one, clock=_longer(one.clock, days)) if one.kind == "statutory" else one
        for one in state.accounts
    )
    return replace(state, accounts=accounts, extended=True)


def _longer(clock: Clock, days: int) -> Clock:
    return replace(clock, budget=Duration(clock.budget.amount + days, clock.budget.unit))
