"""Findings as work: each has an owner and a state until it is explained and accepted, or gone.

State = fold(events), one item a respondent, period and check. An explanation that was accepted
stops the same finding, in this period and in later ones, while the figure stays within what was
accepted; outside it the item is open again. Nothing of it changes a figure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from fumao.core.errors import CoreError
from fumao.surveys.definitions import Severity
from fumao.surveys.examine import Examined, Finding
from fumao.surveys.rollup import Difference

Phase = Literal["none", "open", "explained", "accepted", "reopened", "gone"]
EventKind = Literal["found", "gone", "explained", "accepted", "refused"]
RESPONDENT = "respondent"  # the owner that is no level
BESIDE = "register-"  # before the field, instead of a check: it differs from the register


@dataclass(frozen=True, slots=True)
class Seen:
    """A finding as it was seen: its check and the figure it points at, None where that is none."""

    check: str
    severity: Severity
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What was accepted of a check: figures from `least` to `most`, up to a day (None: for good).

    Without bounds it holds for findings that point at no figure.
    """

    check: str
    least: Decimal | None
    most: Decimal | None
    until: date | None = None

    def covers(self, seen: Seen, on: date) -> bool:
        """Tell whether a finding seen on a day lies within."""
        if seen.check != self.check or (self.until is not None and on > self.until):
            return False
        if seen.value is None or self.least is None or self.most is None:
            return seen.value is None and self.least is None and self.most is None
        return self.least <= seen.value <= self.most


@dataclass(frozen=True, slots=True)
class ItemEvent:
    """One event of an item; `seen` of a finding, `acceptance` of what is or was accepted."""

    kind: EventKind
    on: date
    person: int | None = None
    level: str = ""
    words: str = ""
    seen: Seen | None = None
    acceptance: Acceptance | None = None


@dataclass(frozen=True, slots=True)
class ItemState:
    """Where an item is: `owner` is the respondent or a level, "" where nothing is to be done."""

    phase: Phase = "none"
    owner: str = ""
    seen: Seen | None = None
    explanation: str = ""
    explained_by: int | None = None
    acceptance: Acceptance | None = None
    rounds: int = 0


class WorkItems:
    """The acts on items of a survey whose filings go through these levels."""

    def __init__(self, levels: Iterable[str]) -> None:
        self.levels = tuple(levels)

    def find(
        self, state: ItemState, seen: Seen, on: date, remembered: Iterable[Acceptance] = ()
    ) -> ItemEvent | None:
        """Return the event of a finding, None where it changes nothing.

        `remembered` are the acceptances of the respondent's other periods.
        """
        known = [state.acceptance] if state.acceptance is not None else []
        cover = next((one for one in (*known, *remembered) if one.covers(seen, on)), None)
        if state.phase == "accepted":
            if cover is not None:
                return None
        elif state.phase in ("open", "reopened", "explained") and seen == state.seen:
            return None
        return ItemEvent("found", on, seen=seen, acceptance=cover)

    def lose(self, state: ItemState, on: date) -> ItemEvent | None:
        """Return the event of a finding that is there no more; an acceptance stays remembered."""
        if state.phase in ("open", "reopened", "explained"):
            return ItemEvent("gone", on)
        return None

    def explain(self, state: ItemState, person: int, on: date, words: str) -> ItemEvent:
        """Return the event of a respondent's explanation; raises CoreError."""
        if state.phase not in ("open", "reopened") or _severity(state) == "hard":
            raise CoreError(
                "item_not_open",
                "这一项不需要说明：或已说明，或须更正数据",
                "this needs no explanation: it has one, or the figure has to be corrected",
            )
        if not words.strip():
            raise CoreError("item_words", "请写明原因", "write what the reason is")
        return ItemEvent("explained", on, person, words=words.strip())

    def accept(
        self,
        state: ItemState,
        level: str,
        person: int,
        on: date,
        bounds: tuple[Decimal, Decimal] | None = None,
        until: date | None = None,
    ) -> ItemEvent:
        """Return the event of an acceptance, by default of just the figure found.

        An item to be watched needs no explanation before; raises CoreError.
        """
        watched = state.phase in ("open", "reopened") and _severity(state) == "watch"
        if not watched:
            self._in_turn(state, level, person)
        elif level not in self.levels:
            raise _not_explained()
        seen = state.seen
        if seen is None:
            raise _not_explained()
        least, most = bounds if bounds is not None else (seen.value, seen.value)
        made = Acceptance(seen.check, least, most, until)
        if not made.covers(seen, on):
            raise CoreError(
                "item_bounds",
                f"接受的范围应包含查出的数 {seen.value}，期限不早于今天",
                f"what is accepted must hold the figure found, {seen.value}, and not end before "
                "today",
            )
        return ItemEvent("accepted", on, person, level, acceptance=made)

    def refuse(self, state: ItemState, level: str, person: int, on: date, words: str) -> ItemEvent:
        """Return the event of an explanation that does not suffice; raises CoreError."""
        self._in_turn(state, level, person)
        if not words.strip():
            raise CoreError(
                "item_refused_words",
                "请写明说明为何不够",
                "write why the explanation does not suffice",
            )
        return ItemEvent("refused", on, person, level, words.strip())

    def _in_turn(self, state: ItemState, level: str, person: int) -> None:
        if state.phase != "explained" or level not in self.levels:
            raise _not_explained()
        if person == state.explained_by:
            raise CoreError(
                "item_same_person",
                "说明和接受须由不同的人办理",
                "who explained may not accept: another person has to",
            )

    def after(self, state: ItemState, event: ItemEvent) -> ItemState:
        """Return the state after an event."""
        match event.kind:
            case "found":
                return self._found(state, event)
            case "gone":
                return replace(state, phase="gone", owner="")
            case "explained":
                return replace(
                    state, phase="explained", owner=self._first(), explanation=event.words,
                    explained_by=event.person,
                )  # fmt: skip
            case "accepted":
                return replace(state, phase="accepted", owner="", acceptance=event.acceptance)
            case "refused":
                return replace(state, phase="open", owner=RESPONDENT)

    def _found(self, state: ItemState, event: ItemEvent) -> ItemState:
        seen = event.seen
        if seen is None:
            raise ValueError("a finding without what was seen")
        if event.acceptance is not None:
            return replace(
                state, phase="accepted", owner="", seen=seen, acceptance=event.acceptance
            )
        owner = self._first() if seen.severity == "watch" else RESPONDENT
        phase: Phase = "open" if state.phase in ("none", "open") else "reopened"
        return replace(state, phase=phase, owner=owner, seen=seen, rounds=state.rounds + 1)

    def _first(self) -> str:
        return self.levels[0] if self.levels else RESPONDENT

    def fold(self, events: Iterable[ItemEvent]) -> ItemState:
        """Return the state that events lead to."""
        state = ItemState()
        for event in events:
            state = self.after(state, event)
        return state

    def reconcile(
        self,
        states: Mapping[str, ItemState],
        found: Iterable[Seen],
        on: date,
        remembered: Iterable[Acceptance] = (),
    ) -> dict[str, ItemEvent]:
        """Return the event of every check that a new look at a filing changes, by check.

        `states` are the items of the filing so far; what is found no more is gone.
        """
        kept = tuple(remembered)
        events: dict[str, ItemEvent] = {}
        now = {one.check: one for one in found}
        for check, seen in now.items():
            event = self.find(states.get(check, ItemState()), seen, on, kept)
            if event is not None:
                events[check] = event
        for check, state in states.items():
            if check not in now and (lost := self.lose(state, on)) is not None:
                events[check] = lost
        return events


def seen_in(examined: Examined) -> tuple[Seen, ...]:
    """Return what an examination found, each with the figure of its first cell that holds one."""
    return tuple(_seen(one, examined) for one in examined.findings)


def _seen(finding: Finding, examined: Examined) -> Seen:
    check = finding.check
    for cell in check.cells:
        value = examined.reading.values.get(cell)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return Seen(check.key, check.severity, Decimal(value))
    return Seen(check.key, check.severity, None)


def seen_beside(differences: Iterable[Difference]) -> tuple[Seen, ...]:
    """Return the figures that differ from the register as findings to be explained, one each."""
    return tuple(Seen(f"{BESIDE}{one.key}", "soft", one.filed) for one in differences)


def _severity(state: ItemState) -> Severity | None:
    return state.seen.severity if state.seen is not None else None


def _not_explained() -> CoreError:
    return CoreError(
        "item_not_explained",
        "该项还没有说明，或不由本级办理",
        "it has no explanation yet, or is not this level's to decide",
    )
