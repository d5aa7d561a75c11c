"""Renewals that silence grants: nobody decides before the outcome ends (行政许可法 art. 50)."""

from dataclasses import replace
from datetime import date

from fumao.core.calendar import WorkingCalendar
from fumao.core.clock import due_date
from fumao.procedures import route
from fumao.procedures.definitions import Deemed, Procedure
from fumao.procedures.state import CaseState


def deemed_of(procedure: Procedure) -> Deemed | None:
    """Return the terms of a renewal that may count as granted, None for every other case."""
    after = procedure.later("renew") if procedure.variant == "renew" else None
    return after.deemed if after is not None else None


def last_day(
    procedure: Procedure, ends: date | None, submitted: date, calendar: WorkingCalendar
) -> date | None:
    """Return the end of the outcome, by which a renewal handed in on a day must be decided.

    None where silence grants nothing: the law does not say so, or it was handed in too late. In
    time is who leaves the office the whole term before the outcome's last day.
    """
    deemed = deemed_of(procedure)
    if deemed is None or ends is None:
        return None
    term = due_date(calendar, submitted, deemed.within, roll=False)
    return ends if term.date <= ends else None


def is_over(state: CaseState, today: date) -> bool:
    """Tell whether the outcome ended undecided; papers still to be mended are no application."""
    if state.renews is None or state.decided is not None or today <= state.renews:
        return False
    return not (state.phase == "correcting" and state.accepted is None)


def granted(procedure: Procedure, state: CaseState, on: date) -> CaseState:
    """Return the case led to its issue: what was open is over, the renewal counts as granted."""
    for step in state.current:
        runs = tuple(
            replace(run, state="timed_out", closed=on)
            if run.is_open and run.key.step == step
            else run
            for run in state.runs
        )
        state = replace(state, runs=runs)
    state = replace(
        route.paused_until(state, on),
        phase="in_review",
        accepted=state.accepted or state.received,
        decision="grant",
        decided=on,
        renewed=True,
        ordered_stop="",
        defects=(),
        returned_from="",
    )
    issue = next(step for step in procedure.route if step.do == "issue")
    return route.enter(procedure, state, issue.key, on)
