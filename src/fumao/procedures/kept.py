"""What a state holds beyond its runs and clocks, as plain JSON values, and back."""

from datetime import date
from decimal import Decimal
from typing import Any

from fumao.procedures.fees import Charge
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
        "charges": [_charge_kept(one) for one in state.charges],
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
        charges=tuple(_charge_from(one) for one in course.get("charges", ())),
        # Cases of earlier versions do not tell.
        renews=date.fromisoformat(ends) if (ends := course.get("renews")) else None,
        renewed=course.get("renewed", False),
    )


def _charge_kept(charge: Charge) -> dict[str, Any]:
    return {
        "fee": charge.fee,
        "amount": f"{charge.amount:f}",
        "received": f"{charge.received:f}",
        "waived": f"{charge.waived:f}",
        "refunded": f"{charge.refunded:f}",
        "receipts": list(charge.receipts),
        "by": list(charge.by),
    }


def _charge_from(kept: dict[str, Any]) -> Charge:
    amounts = {name: Decimal(kept[name]) for name in ("amount", "received", "waived", "refunded")}
    return Charge(kept["fee"], **amounts, receipts=tuple(kept["receipts"]), by=tuple(kept["by"]))
