"""Who acts on a case, and how an act is refused."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from fumao.core.errors import CoreError
from fumao.procedures.definitions import Procedure, Step
from fumao.procedures.events import EventKind, Happened


@dataclass(frozen=True, slots=True)
class Who:
    """Who acts: the person, for whom where it is a delegate, in which department, on which day."""

    person: int | None
    on: date
    behalf: int | None = None
    office: int | None = None

    @property
    def persons(self) -> frozenset[int]:
        """Return the person and the one acted for."""
        return frozenset(p for p in (self.person, self.behalf) if p is not None)

    def event(self, kind: EventKind, **data: Any) -> Happened:
        """Return an event of this person."""
        return Happened(kind, self.on, self.person, self.behalf, self.office, data)


# Steps whose persons never decide (procedures.md, invariant 6).
_EXAMINING = ("review", "accept")


def kept_apart(procedure: Procedure, step: Step) -> frozenset[str]:
    """Return the steps whose persons may not take this one."""
    apart = frozenset(step.apart)
    if step.do == "decide":
        apart |= {one.key for one in procedure.route if one.do in _EXAMINING}
    return apart


def refusal(code: str, zh: str, en: str) -> CoreError:
    """Return the error of an act that the procedure does not allow."""
    return CoreError(code, zh, en)
