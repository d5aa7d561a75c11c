"""Checks of fees: each has a step to wait at, and no case is granted past it.

What its expressions say, and whether its clause is known, is checked with those of the form.
"""

import re

from fumao.procedures.definitions import ENDS, GRANTED, Procedure, Step
from fumao.procedures.expressions import place
from fumao.procedures.fees import Fee
from fumao.procedures.lint_notes import Notes
from fumao.procedures.lint_route import Way

_SLUG = re.compile(r"[a-z][a-z0-9_-]*")


def check_fees(procedure: Procedure, notes: Notes) -> None:
    """Note what is wrong with the fees of a procedure."""
    notes.repeated(("收费", "fee"), procedure.fees, lambda one: one.key, lambda one: one.spot)
    way = Way(procedure)
    for fee in procedure.fees:
        if not _SLUG.fullmatch(fee.key):
            said = (f"名称“{fee.key}”不合格式", f'the name "{fee.key}" has a wrong form')
            notes.add(
                "key", fee.spot, said, ("用小写字母、数字和连字符", "use small letters, digits, -")
            )
        if fee.due not in way.steps:
            notes.unknown(("环节", "step"), fee.due, place(fee, "due"), way.steps)
        else:
            _check_due(way, fee, notes)


def _check_due(way: Way, fee: Fee, notes: Notes) -> None:
    step = way.steps[fee.due]
    issued = [one.key for one in way.procedure.route if one.do == "issue"]
    if step.key not in way.reached:
        said = (
            f"“{fee.key}”应在“{fee.due}”前缴清，但没有办件走到这一环节",
            f'"{fee.key}" is due at "{fee.due}", which no case comes to',
        )
        notes.add(
            "fee_due", place(fee, "due"), said, ("写走得到的环节", "name a step that is reached")
        )
    elif step.do == "publicise":
        said = (
            f"“{fee.key}”应在公示“{fee.due}”前缴清，但公示期不等缴费",
            f'"{fee.key}" is due at "{fee.due}": a publicity period waits for no payment',
        )
        mend = ("写公示之前或之后的环节", "name the step before or after it")
        notes.add("fee_due", place(fee, "due"), said, mend)
    elif any(step.key in way.from_here(key) for key in issued):
        said = (
            f"“{fee.key}”到发证以后才收，证书已经发出",
            f'"{fee.key}" is due at "{fee.due}", after the outcome is issued',
        )
        mend = ("写发证或其前面的环节", "name the step that issues, or one before it")
        notes.add("fee_due", place(fee, "due"), said, mend)
    elif (last := _granted_past(way, step)) is not None:
        said = (
            f"经“{last}”可以办结，不用缴“{fee.key}”",
            f'a case is granted by way of "{last}" without paying "{fee.key}"',
        )
        mend = (
            "due 写每件办结都要经过、有人办或由系统办的环节",
            "let due name a step that every granted case is held at",
        )
        notes.add("fee_past", place(fee, "due"), said, mend)


def _granted_past(way: Way, due: Step) -> str | None:
    """Return a step by which a case is granted with the fee open, None where there is none."""
    waiting, seen = [way.procedure.route[0].key], set()
    while waiting:
        step = way.steps[waiting.pop()]
        if step.key in seen:
            continue
        seen.add(step.key)
        for target in _onward(way, step, due):
            if target == GRANTED:
                return step.key
            if target not in ENDS and target in way.steps:
                waiting.append(target)
    return None


def _onward(way: Way, step: Step, due: Step) -> tuple[str, ...]:
    """Return where a case may go on from a step with the fee open.

    From the fee's step on every step waits, but for what time does, and what a condition skips.
    """
    if way.order[step.key] < way.order[due.key]:
        return step.targets()
    timed = (
        step.do == "publicise"
        or step.silent == "agree"
        or (step.do == "accept" and way.procedure.clock.deemed_accepted is not None)
    )
    return (step.passed,) if timed or step.when else ()
