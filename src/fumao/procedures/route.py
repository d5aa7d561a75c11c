"""The way through a route: which step opens next, when a step is done, where a return leads."""

from dataclasses import replace
from datetime import date

from fumao.core.clock import Duration
from fumao.procedures import clocks
from fumao.procedures.charges import open_at
from fumao.procedures.definitions import ENDS, GRANTED, Procedure, Seat, Step
from fumao.procedures.state import CaseState, Run, RunKey, RunState

_PUBLICITY = Duration(5, "wd")
_FINAL = ("passed", "refused", "abstained", "timed_out")


def enter(procedure: Procedure, state: CaseState, target: str, on: date) -> CaseState:
    """Open a step, or the first after it that waits for somebody, or close the case."""
    source = ""
    while target not in ENDS:
        step = procedure.step(target)
        source = step.do
        if target in state.skipped:
            target = step.passed
            continue
        if step.do == "publicise":
            state = _opened(state, step, on, system=True)
            state = replace(state, phase="publicity")
            return clocks.begin(state, "publicity", step.within or _PUBLICITY, on)
        if step.do == "issue":
            opened = _opened(state, step, on, system=True)
            return replace(opened, issuing=not open_at(procedure, state, step))
        if not step.is_system:
            return _opened(state, step, on)
        if _waits_for_fee(procedure, state, step):
            return _opened(state, step, on, system=True)
        state, target = _taken_by_system(procedure, state, step, on)
    return close(state, target, on, before_acceptance=source == "accept")


def _waits_for_fee(procedure: Procedure, state: CaseState, step: Step) -> bool:
    """Tell whether a step of the system waits: what it turns down is not charged for."""
    refused = state.auto.get(step.key) == "refused" and bool(step.refused)
    return not refused and bool(open_at(procedure, state, step))


def proceed(procedure: Procedure, state: CaseState, on: date) -> CaseState:
    """Let a step of the system that waited for a fee go on, once nothing of it is open."""
    waiting = next((run for run in state.open_runs() if run.kind == "system"), None)
    if waiting is None or state.issuing or state.ordered_stop:
        return state
    step = procedure.step(waiting.key.step)
    if step.do == "publicise" or open_at(procedure, state, step):
        return state
    if step.do == "issue":
        return replace(state, issuing=True)
    state, target = _taken_by_system(procedure, state, step, on)
    return enter(procedure, state, target, on)


def _taken_by_system(
    procedure: Procedure, state: CaseState, step: Step, on: date
) -> tuple[CaseState, str]:
    verdict = state.auto.get(step.key, "passed")
    waited = next((run for run in state.latest(step.key).values() if run.is_open), None)
    run = waited or _new_run(state, step.key, 0, None, "", on)
    refused = verdict == "refused" and bool(step.refused)
    held = verdict != "passed" and bool(step.held) and not refused
    # A step that holds a case for an officer has no say in it.
    said: RunState = "refused" if refused else "abstained" if held else "passed"
    closed = replace(run, kind="system", state=said, closed=on)
    earlier = (one for one in state.runs if one != waited)
    state = replace(state, runs=(*earlier, closed))
    if refused:
        return state, step.refused
    if held:
        return state, step.held
    return passed_marks(procedure, state, step, on), step.passed


def passed_marks(procedure: Procedure, state: CaseState, step: Step, on: date) -> CaseState:
    """Note what passing a step of this kind means: accepted, decided.

    Where the accepting step only held the case, the officer it was held for accepts it.
    """
    ahead = any(
        one.do == "accept" and one.key not in state.skipped and not state.latest(one.key)
        for one in procedure.route
    )
    if state.accepted is None and (step.do == "accept" or not ahead):
        state = replace(state, accepted=on)
    if step.do == "decide":
        state = replace(state, decision="grant", decided=on)
    return state if state.phase == "correcting" else replace(state, phase="in_review")


def close(state: CaseState, end: str, on: date, *, before_acceptance: bool = False) -> CaseState:
    """End the case: nothing stays open."""
    phase = end
    if end == "refused" and before_acceptance:
        phase = "not_accepted"
    if end == GRANTED:
        state = replace(state, decision="grant", decided=state.decided or on)
    elif end == "refused" and state.decision != "refuse":
        # Also after a decision to grant: an objection upheld in publicity turns it round.
        state = replace(state, decision="refuse", decided=on)
    runs = tuple(
        replace(run, state="cancelled", closed=on) if run.is_open else run for run in state.runs
    )
    state = replace(state, runs=runs, issuing=False, ordered_stop="", objections=())
    return replace(paused_until(state, on), phase=phase, closed=on)  # type: ignore[arg-type]


def paused_until(state: CaseState, on: date) -> CaseState:
    """End the pause in which the case stands."""
    return replace(
        state,
        pauses=tuple(one if one.until else replace(one, until=on) for one in state.pauses),
    )


def _round(state: CaseState, step: str) -> int:
    return max((run.key.round for run in state.runs if run.key.step == step), default=0) + 1


def _new_run(
    state: CaseState, step: str, branch: int, office: int | None, role: str, on: date
) -> Run:
    return Run(RunKey(step, branch, _round(state, step)), office, role, on)


def _opened(state: CaseState, step: Step, on: date, *, system: bool = False) -> CaseState:
    if system:
        run = replace(_new_run(state, step.key, 0, None, "", on), kind="system")
        return replace(state, runs=(*state.runs, run))
    offices = state.offices.get(step.key, ())
    runs = tuple(
        _new_run(state, step.key, branch, _office(offices, branch), seat.role, on)
        for branch, seat in enumerate(step.by)
    )
    # Before acceptance the phase is told by the accept step itself.
    phase = state.phase
    if phase == "publicity":
        phase = "in_review"
    return replace(state, runs=state.runs + runs, phase=phase)


def _office(offices: tuple[int | None, ...], branch: int) -> int | None:
    return offices[branch] if branch < len(offices) else None


def verdict_of(step: Step, state: CaseState) -> str:
    """Return "passed" or "refused" once a step is done, "" while somebody's word is awaited.

    Signers are waited for; only seats decide. Experts score, and the seat that called the panel
    closes it. All: every seat has its say, one against is enough. Any, quorum: so many must be
    for it, and who abstains is not.
    """
    latest = state.latest(step.key)
    seats = [run for run in latest.values() if run.kind == "seat"]
    if any(run.is_open and run.kind == "signer" for run in latest.values()):
        return ""
    waiting = sum(run.is_open for run in seats)
    if step.mode == "all":
        against = any(run.state == "refused" for run in seats)
        return "" if waiting else "refused" if against else "passed"
    agreed = sum(run.state in ("passed", "timed_out") for run in seats)
    if agreed >= (step.quorum if step.mode == "quorum" else 1):
        return "passed"
    return "" if waiting else "refused"


def finished(procedure: Procedure, state: CaseState, step: Step, on: date) -> CaseState:
    """Lead on from a step whose word is complete; a step that cannot refuse only gives opinions."""
    verdict = verdict_of(step, state)
    if not verdict:
        return state
    state = cancel_open(state, step.key, on)
    if verdict == "refused" and step.refused:
        if step.refused in ENDS:
            return close(state, step.refused, on, before_acceptance=step.do == "accept")
        return enter(procedure, state, step.refused, on)
    return enter(procedure, passed_marks(procedure, state, step, on), step.passed, on)


def cancel_open(state: CaseState, step: str, on: date) -> CaseState:
    """Cancel what is still open in a step."""
    return replace(
        state,
        runs=tuple(
            replace(run, state="cancelled", closed=on)
            if run.is_open and run.key.step == step
            else run
            for run in state.runs
        ),
    )


def resumed(
    procedure: Procedure, before: CaseState, state: CaseState, changed: frozenset[str], on: date
) -> CaseState:
    """Go on after a correction: the step that returned, or an earlier one now called for.

    Branches whose fields did not change keep their finished opinions.
    """
    order = [step.key for step in procedure.route]
    place = order.index(before.returned_from)
    newly = [key for key in order[:place] if key in before.skipped and key not in state.skipped]
    if newly or before.returned_from in state.skipped:
        target = newly[0] if newly else before.returned_from
        return enter(procedure, state, target, on)
    step = procedure.step(before.returned_from)
    latest = state.latest(step.key)
    number = _round(state, step.key)
    again = []
    for branch, run in latest.items():
        seat = step.by[branch] if run.kind == "seat" and branch < len(step.by) else None
        if run.state in _FINAL and _untouched(seat, changed):
            continue
        key = RunKey(step.key, branch, number)
        fresh = Run(key, run.office, run.role, on, run.kind)
        if run.kind == "expert":
            fresh = replace(fresh, state="claimed", assignee=run.assignee)
        again.append(fresh)
    state = replace(state, runs=state.runs + tuple(again))
    return state if again else finished(procedure, state, step, on)


def _untouched(seat: Seat | None, changed: frozenset[str]) -> bool:
    if seat is None or not seat.reads:
        return not changed
    return not changed & set(seat.reads)
