"""The rows of a case made into its state, and a state's changes written back to the rows."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from fumao.apps.procedures.models import Case, CaseClock, StepRun
from fumao.core.clock import Clock, Duration
from fumao.core.errors import Words
from fumao.procedures.kept import course_of, state_from
from fumao.procedures.state import Account, CaseState, Run, RunKey


def state_of(
    case: Case, runs: Iterable[StepRun] | None = None, clocks: Iterable[CaseClock] | None = None
) -> CaseState:
    """Return where a case stands, from its rows (two queries where they are not given)."""
    runs = case.runs.all() if runs is None else runs
    clocks = case.clocks.all() if clocks is None else clocks
    days: dict[str, Any] = {
        "phase": case.phase,
        "submitted": case.submitted_on,
        "accepted": case.accepted_on,
        "decided": case.decided_on,
        "closed": case.closed_on,
    }
    return state_from(
        case.course, days, tuple(run_of(row) for row in runs), tuple(account_of(c) for c in clocks)
    )


def run_of(row: StepRun) -> Run:
    """Return a row as a run."""
    return Run(
        key=RunKey(row.step, row.branch, row.round),
        office=row.office_id,
        role=row.role,
        opened=row.opened_on,
        kind=row.kind,  # type: ignore[arg-type]
        state=row.state,  # type: ignore[arg-type]
        assignee=row.assignee_id,
        closed=row.closed_on,
        by=row.by_id,
        behalf=row.behalf_id,
        opinion=row.opinion,
        scores=tuple((key, Decimal(value)) for key, value in row.scores.items()),
    )


def account_of(row: CaseClock) -> Account:
    """Return a row as a clock's account."""
    budget = Duration(row.budget, row.unit)  # type: ignore[arg-type]
    return Account(
        kind=row.kind,  # type: ignore[arg-type]
        clock=Clock(
            budget,
            row.consumed,
            row.running_since,
            Words(*row.estimated) if row.estimated else None,
        ),
        started=row.started_on,
        stopped_for=row.stopped_for,
        ended=row.ended_on,
        suspended=row.suspended,
        stopped_on=row.stopped_on,
    )


def run_row(case: Case, run: Run) -> StepRun:
    """Return a run as a new row."""
    return StepRun(case=case, **_run_columns(run))


def _run_columns(run: Run) -> dict[str, Any]:
    return {
        "step": run.key.step,
        "branch": run.key.branch,
        "round": run.key.round,
        "kind": run.kind,
        "office_id": run.office,
        "role": run.role,
        "state": run.state,
        "opened_on": run.opened,
        "closed_on": run.closed,
        "assignee_id": run.assignee,
        "by_id": run.by,
        "behalf_id": run.behalf,
        "opinion": run.opinion,
        "scores": {key: f"{value:f}" for key, value in run.scores},
    }


def clock_row(case: Case, place: int, account: Account) -> CaseClock:
    """Return a clock's account as a new row."""
    return CaseClock(case=case, place=place, **_clock_columns(account))


def _clock_columns(account: Account) -> dict[str, Any]:
    return {
        "kind": account.kind,
        "unit": account.clock.budget.unit,
        "budget": account.clock.budget.amount,
        "consumed": account.clock.consumed,
        "estimated": list(account.clock.estimated) if account.clock.estimated else None,
        "running_since": account.clock.running_since,
        "started_on": account.started,
        "stopped_for": account.stopped_for,
        "ended_on": account.ended,
        "suspended": account.suspended,
        "stopped_on": account.stopped_on,
    }


def set_columns(case: Case, state: CaseState) -> None:
    """Give a case the columns of a state, unsaved."""
    case.phase = state.phase
    case.accepted_on = state.accepted
    case.decided_on = state.decided
    case.closed_on = state.closed
    case.course = course_of(state)


def write_back(case: Case, before: CaseState, after: CaseState) -> None:
    """Write what changed: the case's columns, runs and clocks; new rows in one statement each."""
    held = {run.key: run for run in before.runs}
    # What closes goes first: a branch has one open run at a time.
    for run in after.runs:
        if run.key in held and held[run.key] != run:
            columns = _run_columns(run)
            key = {name: columns.pop(name) for name in ("step", "branch", "round")}
            StepRun.objects.filter(case=case, **key).update(**columns)
    StepRun.objects.bulk_create([run_row(case, run) for run in after.runs if run.key not in held])
    for place, (old, new) in enumerate(zip(before.accounts, after.accounts, strict=False)):
        if old != new:
            CaseClock.objects.filter(case=case, place=place).update(**_clock_columns(new))
    first = len(before.accounts)
    CaseClock.objects.bulk_create(
        [clock_row(case, first + n, new) for n, new in enumerate(after.accounts[first:])]
    )
    set_columns(case, after)
    case.save(
        update_fields=[
            "phase", "accepted_on", "decided_on", "closed_on", "course", "seq", "data", "data_hash"
        ]
    )  # fmt: skip
