"""What may be done to a case as a whole: correct, withdraw, extend, stop, terminate, object."""

from collections.abc import Collection
from typing import Any

from fumao.core.calendar import WorkingCalendar
from fumao.procedures.acting import Who, kept_apart, refusal
from fumao.procedures.definitions import Procedure
from fumao.procedures.events import Happened
from fumao.procedures.state import CaseState


def correct(state: CaseState, who: Who, changed: Collection[str], **facts: Any) -> Happened:
    """Answer a return: the mended papers; `facts` are skipped and auto for the new data."""
    if state.phase != "correcting":
        raise refusal("not_correcting", "本件不在补正中", "the case is not with you for correction")
    return who.event("corrected", changed=sorted(changed), **facts)


def withdraw(procedure: Procedure, state: CaseState, who: Who, reason: str = "") -> Happened:
    """Withdraw an application; until the step named by the procedure is done."""
    passed = {run.key.step for run in state.runs if run.state in ("passed", "refused")}
    until = procedure.withdraw_until
    if not state.is_open or state.decided is not None or (until and until in passed):
        raise refusal("withdraw", "本件已作出决定，不能撤回", "the case is decided: too late")
    return who.event("withdrawn", reason=reason.strip())


def extend(
    procedure: Procedure,
    state: CaseState,
    who: Who,
    reason: str,
    calendar: WorkingCalendar | None = None,
) -> Happened:
    """Extend the statutory term once (行政许可法 art. 42), with a reason the applicant is told.

    With a calendar, a term that has run out is not extended any more. A delegate who took a step
    that whoever decides may not have taken does not extend it either.
    """
    term = procedure.clock.extend
    account = state.account("statutory")
    if term is None or state.extended or account is None or account.ended is not None:
        raise refusal("extend", "本件不能延长办理期限", "the term of this case cannot be extended")
    if not reason.strip():
        raise refusal("opinion", "请写明延长的理由", "give the reason for the extension")
    if who.behalf is not None:
        _apart_from_decision(procedure, state, who)
    due = account.due(calendar) if calendar is not None else None
    if due is not None and who.on > due.date:
        raise refusal(
            "extend", "办理期限已过，不能再延长", "the term is over: it cannot be extended any more"
        )
    return who.event("extended", days=term.amount, reason=reason.strip())


def _apart_from_decision(procedure: Procedure, state: CaseState, who: Who) -> None:
    apart: frozenset[str] = frozenset().union(
        *(kept_apart(procedure, step) for step in procedure.route if step.do == "decide")
    )
    for run in state.runs:
        if run.key.step in apart and who.persons & {run.by, run.behalf}:
            title = procedure.step(run.key.step).title
            raise refusal(
                "separation",
                f"“{title.zh}”由您办理，不能代为批准延长期限",
                f'you took "{title.en}", so you cannot approve the extension for somebody',
            )


def stop(procedure: Procedure, state: CaseState, who: Who, reason: str, why: str) -> Happened:
    """Stop the terms for a hearing or an inspection (art. 45); the applicant is told how long."""
    if reason not in ("hearing", "inspection") or reason not in procedure.clock.stops_while:
        raise refusal("stop", "本办法没有规定此项暂停", "the procedure does not provide for this")
    if state.phase not in ("in_review", "publicity") or state.ordered_stop:
        raise refusal("stop", "本件现在不能暂停", "the case cannot be stopped now")
    if not why.strip():
        raise refusal("opinion", "请写明所需时间和事由", "say how long it takes and why")
    return who.event("stopped", reason=reason, why=why.strip())


def resume(state: CaseState, who: Who) -> Happened:
    """Let the terms run again."""
    if not state.ordered_stop:
        raise refusal("resume", "本件没有暂停", "the case does not stand still")
    return who.event("resumed")


def terminate(state: CaseState, who: Who, reason: str) -> Happened:
    """End a case that has lost its object: the applicant is gone, the law has changed."""
    if not state.is_open:
        raise refusal("closed", "本件已办结", "the case is closed")
    if not reason.strip():
        raise refusal("opinion", "请写明终止的理由", "give the reason")
    return who.event("terminated", reason=reason.strip())


def raise_objection(state: CaseState, who: Who, number: int) -> Happened:
    """Object during publicity: the period does not end before the objection is settled."""
    if state.phase != "publicity":
        raise refusal("publicity", "公示期已结束", "the publicity period is over")
    if number in state.objections:
        raise refusal("objection", "该异议已登记", "that objection is raised already")
    return who.event("objection_raised", number=number)


def settle_objection(state: CaseState, who: Who, number: int, upheld: bool, why: str) -> Happened:
    """Settle an objection with a reason; one upheld in publicity turns the case down."""
    if number not in state.objections:
        raise refusal("objection", "没有待处理的异议", "no objection waits")
    if not why.strip():
        raise refusal("opinion", "请写明核查结果", "say what was found")
    return who.event("objection_settled", number=number, upheld=upheld, why=why.strip())
