"""What time does to a case: the events that are due, and when the next falls due."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from fumao.core.calendar import Projection, WorkingCalendar
from fumao.core.clock import Clock, due_date
from fumao.procedures import renewal
from fumao.procedures.definitions import Procedure, Step
from fumao.procedures.events import EventKind, Happened
from fumao.procedures.state import Account, CaseState, Pause, Run


def fired(
    procedure: Procedure, state: CaseState, calendar: WorkingCalendar, today: date
) -> Happened | None:
    """Return the first event that time brings by `today`, None where nothing is due.

    Take it, fold it, and ask again. A due day counts in full: the event falls on the day after.
    """
    if not state.is_open:
        return None
    return (
        _renewal(procedure, state, today)
        or _correction(state, calendar, today)
        or _acceptance(procedure, state, calendar, today)
        or _publicity(state, calendar, today)
        or _silence(procedure, state, calendar, today)
    )


def _over(due: Projection | None, today: date) -> bool:
    return due is not None and today > due.date


def _event(kind: EventKind, today: date, run: Run | None = None) -> Happened:
    if run is None:
        return Happened(kind, today)
    key = run.key
    return Happened(kind, today, data={"step": key.step, "branch": key.branch, "round": key.round})


def _renewal(procedure: Procedure, state: CaseState, today: date) -> Happened | None:
    deemed = renewal.deemed_of(procedure)
    if deemed is None or state.renews is None or not renewal.is_over(state, today):
        return None
    law = {"document": deemed.cite.document, "clause": deemed.cite.clause}
    return Happened("deemed_renewed", today, data={"ends": state.renews.isoformat(), **law})


def _correction(state: CaseState, calendar: WorkingCalendar, today: date) -> Happened | None:
    account = state.account("correction") if state.phase == "correcting" else None
    if account is not None and _over(account.due(calendar), today):
        return _event("correction_lapsed", today)
    return None


def _acceptance(
    procedure: Procedure, state: CaseState, calendar: WorkingCalendar, today: date
) -> Happened | None:
    term = procedure.clock.deemed_accepted
    if term is None or state.phase != "submitted" or state.accepted is not None:
        return None
    if state.ordered_stop:
        return None
    if _over(due_date(calendar, state.received, term), today):
        return _event("deemed_accepted", today)
    return None


def _publicity(state: CaseState, calendar: WorkingCalendar, today: date) -> Happened | None:
    account = state.account("publicity") if state.phase == "publicity" else None
    if account is None or state.objections or state.ordered_stop:
        return None
    return _event("publicity_ended", today) if _over(account.due(calendar), today) else None


def _silence(
    procedure: Procedure, state: CaseState, calendar: WorkingCalendar, today: date
) -> Happened | None:
    if state.ordered_stop:
        return None
    for run in state.open_runs():
        step = procedure.step(run.key.step)
        if step.silent != "agree" or run.kind not in ("seat", "signer"):
            continue
        if _over(limit_of(state, step, run, calendar), today):
            return _event("silence", today, run)
    return None


def limit_of(
    state: CaseState, step: Step, run: Run, calendar: WorkingCalendar
) -> Projection | None:
    """Return the last day of the step's own limit, None where it has none or stands still.

    Days on which the case stood still by order do not count; months are not stopped.
    """
    return limit_from(step, run.opened, state.pauses, calendar)


def limit_from(
    step: Step, opened: date, pauses: Sequence[Pause], calendar: WorkingCalendar
) -> Projection | None:
    """Return the last day of a step's own limit, counted from the day it was opened."""
    if step.within is None:
        return None
    if step.within.unit == "mo":
        return due_date(calendar, opened, step.within)
    account = Account("service", Clock.start(step.within, opened), opened)
    for pause in pauses:
        due = account.due(calendar)
        since = max(pause.since, opened)
        if (pause.until is not None and pause.until <= opened) or (due and due.date <= since):
            continue
        stopped = account.clock.stop(since, calendar)
        if pause.until is None:
            return None
        account = replace(account, clock=stopped.resume(pause.until))
    return account.due(calendar)


def due_of(
    procedure: Procedure, state: CaseState, run: Run, calendar: WorkingCalendar
) -> Projection | None:
    """Return the day by which a run should be closed: its own limit, or the statutory term's end.

    The earlier of the two; None while the term stands still and the step has no limit of its own.
    """
    step = procedure.step(run.key.step)
    own = limit_of(state, step, run, calendar)
    account = state.account("statutory")
    term = None
    if account is not None and account.ended is None:
        term = account.due(calendar)
    found = [one for one in (own, term) if one is not None]
    return min(found, key=lambda one: one.date) if found else None
