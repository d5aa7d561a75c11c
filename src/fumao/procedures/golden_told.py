"""What a golden case may expect of a case at its end, each by its name in the file."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from fumao.procedures.charges import owed, to_refund
from fumao.procedures.fees import ZERO
from fumao.procedures.golden_play import Play
from fumao.procedures.state import ClockKind

type _Told = Callable[[Play], object]


def _day(name: str) -> _Told:
    def day(play: Play) -> date | None:
        return getattr(play.state, name, None)

    return day


def _due(kind: ClockKind) -> _Told:
    """Return the last due day of a clock, "stopped" while it stands still."""

    def due(play: Play) -> object:
        account = play.state.account(kind) if play.state is not None else None
        if account is None:
            return None
        stands = account.ended is None and account.clock.running_since is None
        return "stopped" if stands else play.due.get(kind)

    return due


def _count(kind: ClockKind, what: str) -> _Told:
    """Return the days of a clock that are used up, or that it stood still."""

    def count(play: Play) -> int | None:
        account = play.state.account(kind) if play.state is not None else None
        if account is None:
            return None
        if what == "suspended":
            return account.suspended
        left = account.clock.left(play.today, play.calendar).days
        return account.clock.budget.amount - left

    return count


def _of_state(read: _Told, nothing: object) -> _Told:
    return lambda play: read(play) if play.state is not None else nothing


TOLD: Mapping[str, _Told] = {
    "phase": lambda play: play.state.phase if play.state is not None else "draft",
    "accepted": _day("accepted"),
    "decided": _day("decided"),
    "closed": _day("closed"),
    "decision": _day("decision"),
    "findings": lambda play: frozenset(play.examined.findings),
    "unsure": lambda play: frozenset(play.examined.unsure),
    "faults": lambda play: frozenset(one.key for one in play.examined.faults),
    "required_papers": lambda play: frozenset(play.examined.required),
    "required": lambda play: play.examined.reading.required,
    "visible": lambda play: play.examined.reading.visible,
    "conditions": lambda play: dict(play.examined.conditions),
    "skipped": lambda play: frozenset(play.examined.skipped),
    "steps": _of_state(lambda play: frozenset(play.case.current), frozenset()),
    "corrections": _of_state(lambda play: play.case.corrections, 0),
    "deemed": _of_state(lambda play: play.case.deemed, False),
    "renewed": _of_state(lambda play: play.case.renewed, False),
    "extended": _of_state(lambda play: play.case.extended, False),
    "promised": _of_state(lambda play: frozenset(play.case.promised), frozenset()),
    "statutory_due": _due("statutory"),
    "service_due": _due("service"),
    "correction_due": _due("correction"),
    "publicity_due": _due("publicity"),
    "statutory_used": _count("statutory", "used"),
    "statutory_suspended": _count("statutory", "suspended"),
    "service_used": _count("service", "used"),
    "provisional": lambda play: play.provisional,
    "amount": lambda play: play.amount,
    "fees": _of_state(lambda play: {one.fee: one.amount for one in play.case.charges}, {}),
    "fees_owed": _of_state(
        lambda play: sum((owed(play.case, one) for one in play.case.charges), ZERO), ZERO
    ),
    "fees_to_refund": _of_state(
        lambda play: sum((to_refund(play.case, one) for one in play.case.charges), ZERO), ZERO
    ),
}  # fmt: skip


def as_wanted(written: object, got: object) -> bool:
    """Tell whether what a case expects is what came out; unknown, none and an empty text are
    nothing.
    """
    if isinstance(got, frozenset):
        return isinstance(written, list | tuple) and {str(one) for one in written} == got
    if isinstance(got, Mapping):
        return isinstance(written, Mapping) and all(
            key in got and as_wanted(value, got[key]) for key, value in written.items()
        )
    if got is None or got == "":
        return str(written).lower() in ("none", "unknown", "", "null")
    if isinstance(got, Decimal | int) and not isinstance(got, bool):
        return _number(written) == got
    return str(written).lower() == str(got).lower()


def _number(written: object) -> Decimal | None:
    try:
        return Decimal(str(written))
    except InvalidOperation:
        return None


def shown(got: object) -> str:
    """Return what came out as a file would say it."""
    if isinstance(got, Mapping):
        return "{" + ", ".join(f"{key}: {shown(value)}" for key, value in got.items()) + "}"
    if isinstance(got, bool):
        return str(got).lower()
    if isinstance(got, Iterable) and not isinstance(got, str):
        return "[" + ", ".join(sorted(str(one) for one in got)) + "]"
    return "none" if got is None or got == "" else str(got)
