"""What a state holds beyond its runs and clocks, as plain JSON values, and back."""

from datetime import date
from typing import Any

from fumao.procedures.state import Account, CaseState, Defect, Pause, Run


def course_of(state: CaseState) -> dict[str, Any]:
    """Return the part of a state that rows of runs and clocks do not hold."""
    return {
        "offices": {key: list(found) for key, found in state.offices.items()},
        "skipped": sorted(state.skipped),
        "auto": dict(state.auto),
        "corrections": state.corrections,
        "defects": [[one.key, one.words] for one in state.defects],
        "returned_from": state.returned_from,
        "decision": state.decision,
        "extended": state.extended,
        "ordered_stop": state.ordered_stop,
        "objections": list(state.objections),
        "pauses": [
            [one.since.isoformat(), one.until.isoformat() if one.until else None]
            for one in state.pauses
        ],
        "issuing": state.issuing,
        "number": state.number,
        "promised": list(state.promised),
        "deemed": state.deemed,
        "renews": state.renews.isoformat() if state.renews else None,
        "renewed": state.renewed,
    }


def state_from(
    course: dict[str, Any],
    days: dict[str, Any],
    runs: tuple[Run, ...],
    accounts: tuple[Account, ...],
) -> CaseState:
    """Return the state; `days` has phase, submitted, accepted, decided, closed."""
    return CaseState(
        **days,
        runs=runs,
        accounts=accounts,
        offices={key: tuple(found) for key, found in course["offices"].items()},
        skipped=frozenset(course["skipped"]),
        auto=dict(course["auto"]),
        corrections=course["corrections"],
        defects=tuple(Defect(key, words) for key, words in course["defects"]),
        returned_from=course["returned_from"],
        decision=course["decision"],
        extended=course["extended"],
        ordered_stop=course["ordered_stop"],
        objections=tuple(course["objections"]),
        pauses=tuple(
            Pause(date.fromisoformat(since), date.fromisoformat(until) if until else None)
            for since, until in course["pauses"]
        ),
        issuing=course["issuing"],
        number=course["number"],
        promised=tuple(course["promised"]),
        deemed=course["deemed"],
        # Cases of earlier versions do not tell.
        renews=date.fromisoformat(ends) if (ends := course.get("renews")) else None,
        renewed=course.get("renewed", False),
    )
