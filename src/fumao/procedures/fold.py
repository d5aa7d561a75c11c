"""Folding events: state = apply(procedure, calendar, state, event), and nothing else changes it.

An event is taken as it comes: whether it may happen is asked before, in `acts` and in policy.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from fumao.core.calendar import WorkingCalendar
from fumao.procedures import clocks, fold_fees, renewal, route
from fumao.procedures.charges import fixed
from fumao.procedures.definitions import Correction, Procedure
from fumao.procedures.events import Happened
from fumao.procedures.state import CaseState, Defect, Pause, Run, RunKey

type _Step = Callable[[Procedure, CaseState, Happened], CaseState]


def begin(procedure: Procedure, calendar: WorkingCalendar, event: Happened) -> CaseState:
    """Return the state after the submission."""
    state = CaseState(
        phase="submitted",
        submitted=event.on,
        offices={key: tuple(found) for key, found in event.data.get("offices", {}).items()},
        skipped=frozenset(event.data.get("skipped", ())),
        auto=dict(event.data.get("auto", {})),
        promised=tuple(event.data.get("promised", ())),
        charges=fixed((), event.data.get("fees"), event.person),
        renews=date.fromisoformat(ends) if (ends := event.data.get("renews")) else None,
    )
    if not any(step.do == "accept" for step in procedure.route):
        # Nobody is asked whether to take it up: a later case opened by the office itself.
        state = replace(state, accepted=event.on, phase="in_review")
    state = route.enter(procedure, state, procedure.route[0].key, event.on)
    return clocks.settle(procedure, calendar, state, event.on)


def apply(
    procedure: Procedure, calendar: WorkingCalendar, state: CaseState, event: Happened
) -> CaseState:
    """Return the state after one more event; raises KeyError for a run that does not exist."""
    return clocks.settle(procedure, calendar, _APPLY[event.kind](procedure, state, event), event.on)


def fold(procedure: Procedure, calendar: WorkingCalendar, events: Iterable[Happened]) -> CaseState:
    """Return the state after all events of a case, the submission first."""
    state: CaseState | None = None
    for event in events:
        if state is None:
            state = begin(procedure, calendar, event)
        else:
            state = apply(procedure, calendar, state, event)
    if state is None:
        raise ValueError("a case begins with its submission")
    return state


def key_of(event: Happened) -> RunKey:
    """Return the run an event is about."""
    return RunKey(event.data["step"], int(event.data["branch"]), int(event.data["round"]))


def _with(state: CaseState, changed: Run) -> CaseState:
    return replace(
        state, runs=tuple(changed if run.key == changed.key else run for run in state.runs)
    )


def _claimed(_p: Procedure, state: CaseState, event: Happened) -> CaseState:
    run = state.run(key_of(event))
    return _with(state, replace(run, state="claimed", assignee=event.person))


def _released(_p: Procedure, state: CaseState, event: Happened) -> CaseState:
    return _with(state, replace(state.run(key_of(event)), state="open", assignee=None))


def _transferred(_p: Procedure, state: CaseState, event: Happened) -> CaseState:
    run = state.run(key_of(event))
    return _with(state, replace(run, state="claimed", assignee=int(event.data["to"])))


def _finished(procedure: Procedure, state: CaseState, event: Happened) -> CaseState:
    run = state.run(key_of(event))
    closed = replace(
        run,
        state=event.data["verdict"],
        closed=event.on,
        by=event.person,
        behalf=event.behalf,
        opinion=str(event.data.get("opinion", "")),
        scores=tuple((k, Decimal(v)) for k, v in event.data.get("scores", {}).items()),
    )
    state = _with(state, closed)
    if closed.state == "returned":
        return _returned(procedure, state, event, run.key.step)
    if run.kind == "expert":
        return state
    return route.finished(procedure, state, procedure.step(run.key.step), event.on)


def _returned(procedure: Procedure, state: CaseState, event: Happened, step: str) -> CaseState:
    terms = procedure.correction or Correction()
    state = route.cancel_open(state, step, event.on)
    state = replace(
        state,
        phase="correcting",
        corrections=state.corrections + 1,
        returned_from=step,
        defects=tuple(Defect(str(k), str(w)) for k, w in event.data.get("defects", ())),
    )
    return clocks.begin(state, "correction", terms.within, event.on)


def _corrected(procedure: Procedure, state: CaseState, event: Happened) -> CaseState:
    after = replace(
        state,
        phase="submitted" if state.accepted is None else "in_review",
        skipped=frozenset(event.data.get("skipped", ())),
        auto=dict(event.data.get("auto", {})),
        promised=tuple(event.data.get("promised", state.promised)),
        defects=(),
        returned_from="",
        charges=fixed(state.charges, event.data.get("fees"), event.person),
        # What came in whole only after the outcome's end was not in time.
        renews=None if state.accepted is None and _past(state.renews, event) else state.renews,
    )
    changed = frozenset(event.data.get("changed", ()))
    return route.resumed(procedure, state, after, changed, event.on)


def _past(day: date | None, event: Happened) -> bool:
    return day is not None and event.on > day


def _signer_added(_p: Procedure, state: CaseState, event: Happened) -> CaseState:
    step = event.data["step"]
    latest = state.latest(step)
    number = max(run.key.round for run in latest.values())
    key = RunKey(step, max(latest) + 1, number)
    run = Run(key, int(event.data["office"]), str(event.data["role"]), event.on, "signer")
    return replace(state, runs=(*state.runs, run))


def _experts_named(_p: Procedure, state: CaseState, event: Happened) -> CaseState:
    step = event.data["step"]
    latest = state.latest(step)
    number = max(run.key.round for run in latest.values())
    office = latest[0].office
    first = max(latest) + 1
    made = tuple(
        Run(RunKey(step, first + place, number), office, "expert", event.on, "expert", "claimed",
            assignee=int(person))
        for place, person in enumerate(event.data["people"])
    )  # fmt: skip
    return replace(state, runs=state.runs + made)


def _recalled(_p: Procedure, state: CaseState, event: Happened) -> CaseState:
    """Take a verdict back: what it opened is cancelled, the run is open again for its person."""
    run = state.run(key_of(event))
    for step in state.current:
        state = route.cancel_open(state, step, event.on)
    again = Run(
        RunKey(run.key.step, run.key.branch, run.key.round + 1), run.office, run.role, event.on,
        run.kind, "claimed", assignee=event.person,
    )  # fmt: skip
    return replace(state, runs=(*state.runs, again))


def _ended(phase: str) -> _Step:
    def end(_p: Procedure, state: CaseState, event: Happened) -> CaseState:
        return route.close(state, phase, event.on)

    return end


def _extended(_p: Procedure, state: CaseState, event: Happened) -> CaseState:
    return clocks.extend(state, int(event.data["days"]))


def _stopped(_p: Procedure, state: CaseState, event: Happened) -> CaseState:
    pauses = (*state.pauses, Pause(event.on))
    return replace(state, ordered_stop=str(event.data["reason"]), pauses=pauses)


def _resumed(procedure: Procedure, state: CaseState, event: Happened) -> CaseState:
    state = route.paused_until(replace(state, ordered_stop=""), event.on)
    return route.proceed(procedure, state, event.on)


def _deemed_accepted(procedure: Procedure, state: CaseState, event: Happened) -> CaseState:
    """行政许可法 art. 32: without a notice in five days the papers count as accepted on receipt.

    What an office said against among themselves meanwhile was told to nobody.
    """
    step = procedure.step(state.current[0])
    state = replace(state, accepted=state.received, deemed=True, phase="in_review")
    if step.do != "accept":
        return state
    state = _timed_out(state, step.key, event)
    return route.enter(procedure, state, step.passed, event.on)


def _deemed_renewed(procedure: Procedure, state: CaseState, event: Happened) -> CaseState:
    return renewal.granted(procedure, state, event.on)


def _timed_out(state: CaseState, step: str, event: Happened) -> CaseState:
    return replace(
        state,
        runs=tuple(
            replace(run, state="timed_out", closed=event.on)
            if run.is_open and run.key.step == step
            else run
            for run in state.runs
        ),
    )


def _silence(procedure: Procedure, state: CaseState, event: Happened) -> CaseState:
    run = state.run(key_of(event))
    state = _with(state, replace(run, state="timed_out", closed=event.on))
    return route.finished(procedure, state, procedure.step(run.key.step), event.on)


def _publicity_ended(procedure: Procedure, state: CaseState, event: Happened) -> CaseState:
    return _publicised(procedure, state, event, upheld=False)


def _publicised(
    procedure: Procedure, state: CaseState, event: Happened, *, upheld: bool
) -> CaseState:
    run = next(r for r in state.open_runs() if procedure.step(r.key.step).do == "publicise")
    step = procedure.step(run.key.step)
    verdict = "refused" if upheld and step.refused else "passed"
    state = _with(state, replace(run, state=verdict, closed=event.on))  # type: ignore[arg-type]
    # One upheld settles them all: the case does not stand as it was published.
    state = replace(state, phase="in_review", objections=() if upheld else state.objections)
    target = step.refused if verdict == "refused" else step.passed
    return route.enter(procedure, state, target, event.on)


def _objection_raised(_p: Procedure, state: CaseState, event: Happened) -> CaseState:
    return replace(state, objections=(*state.objections, int(event.data["number"])))


def _objection_settled(procedure: Procedure, state: CaseState, event: Happened) -> CaseState:
    number = int(event.data["number"])
    state = replace(state, objections=tuple(one for one in state.objections if one != number))
    if event.data.get("upheld") and state.phase == "publicity":
        return _publicised(procedure, state, event, upheld=True)
    return state


def _issued(procedure: Procedure, state: CaseState, event: Happened) -> CaseState:
    run = next(r for r in state.open_runs() if procedure.step(r.key.step).do == "issue")
    state = _with(state, replace(run, state="passed", closed=event.on))
    state = replace(state, issuing=False, number=str(event.data["number"]))
    return route.enter(procedure, state, procedure.step(run.key.step).passed, event.on)


def _calendar_loaded(_p: Procedure, state: CaseState, _event: Happened) -> CaseState:
    """A year's holidays are known: the fold counts with them, nothing else happens."""
    return state


_APPLY: dict[str, _Step] = {
    "claimed": _claimed,
    "released": _released,
    "finished": _finished,
    "transferred": _transferred,
    "signer_added": _signer_added,
    "experts_named": _experts_named,
    "recalled": _recalled,
    "corrected": _corrected,
    "withdrawn": _ended("withdrawn"),
    "terminated": _ended("terminated"),
    "extended": _extended,
    "stopped": _stopped,
    "resumed": _resumed,
    "deemed_accepted": _deemed_accepted,
    "deemed_renewed": _deemed_renewed,
    "correction_lapsed": _ended("lapsed"),
    "silence": _silence,
    "publicity_ended": _publicity_ended,
    "objection_raised": _objection_raised,
    "objection_settled": _objection_settled,
    "issued": _issued,
    "fee_received": fold_fees.received,
    "fee_waived": fold_fees.waived,
    "fee_refunded": fold_fees.refunded,
    "calendar_loaded": _calendar_loaded,
}
