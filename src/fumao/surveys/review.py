"""A filing's way through its levels: filed, approved by each in turn, returned, accepted.

State = fold(events). Nobody edits a respondent's figure (统计法 art. 7): a reviewer approves, or
returns with a reason, the cells, and a new day. A corrected filing goes through every level again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from fumao.core.errors import CoreError

Phase = Literal["draft", "in_review", "returned", "accepted"]
Kind = Literal["filed", "approved", "returned", "reopened"]


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a return says: the reason's code, what to do, by when, and where to look.

    `cells` are fields, or table.row.column; `rule` is the check behind it.
    """

    reason: str
    words: str
    due: date
    cells: tuple[str, ...] = ()
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One event of a filing; approved, returned or reopened at a `level`, on `grounds`."""

    kind: Kind
    on: date
    person: int
    level: str = ""
    grounds: Grounds | None = None


@dataclass(frozen=True, slots=True)
class FilingState:
    """Where a filing is: `level` is whose turn it is, `returned` the last return."""

    phase: Phase = "draft"
    level: str = ""
    round: int = 0
    filed_on: date | None = None
    first_filed_on: date | None = None
    accepted_on: date | None = None
    filer: int | None = None
    returned: Reviewed | None = None
    returns: int = 0
    people: tuple[tuple[int, str], ...] = field(default=())  # who has acted at which level

    def level_of(self, person: int) -> str | None:
        """Return the level a person has acted at in any round, "" for who filed, else None."""
        return dict(self.people).get(person)


class Review:
    """The levels a survey's filings go through, in their order."""

    def __init__(self, levels: Iterable[str], reasons: Iterable[str]) -> None:
        self.levels = tuple(levels)
        self.reasons = frozenset(reasons)

    def file(self, state: FilingState, person: int, on: date) -> Reviewed:
        """Return the event of filing, or of filing again after a return; raises CoreError."""
        if state.phase not in ("draft", "returned"):
            raise CoreError(
                "filing_closed",
                "本期已报送，正在审核或已通过；如需更正，请联系审核单位退回",
                "it is filed already: ask the reviewing office to return it for correction",
            )
        if state.level_of(person) not in (None, ""):
            raise _same_person()
        return Reviewed("filed", on, person)

    def approve(self, state: FilingState, level: str, person: int, on: date) -> Reviewed:
        """Return the event of a level's approval; raises CoreError."""
        self._in_turn(state, level, person)
        return Reviewed("approved", on, person, level)

    def give_back(
        self, state: FilingState, level: str, person: int, on: date, grounds: Grounds
    ) -> Reviewed:
        """Return the event of a return, or of reopening an accepted filing; raises CoreError.

        Only the last level reopens: what it accepted stays counted until the corrected filing is
        accepted in its turn.
        """
        if grounds.reason not in self.reasons:
            raise CoreError(
                "return_reason",
                "请选择退回原因",
                "choose a reason for the return",
            )
        if not grounds.words.strip():
            raise CoreError(
                "return_words",
                "请写明要更正或说明什么",
                "write what has to be corrected or explained",
            )
        if grounds.due <= on:
            raise CoreError(
                "return_due",
                "重报期限应晚于今天",
                "the day to file again must lie ahead",
            )
        reopening = state.phase == "accepted" and self.levels[-1:] == (level,)
        if reopening:
            self._one_level(state, level, person)
        else:
            self._in_turn(state, level, person)
        kind: Kind = "reopened" if reopening else "returned"
        said = replace(grounds, words=grounds.words.strip())
        return Reviewed(kind, on, person, level, said)

    def _in_turn(self, state: FilingState, level: str, person: int) -> None:
        if state.phase != "in_review":
            raise CoreError(
                "not_in_review",
                "该报表不在审核中，可能已有人办理，请刷新",
                "the report is not under review: somebody may have acted, load the page again",
            )
        if level != state.level:
            raise CoreError(
                "not_its_turn",
                "还没有轮到本级审核，或本级已审核",
                "it is not this level's turn, or it has reviewed already",
            )
        self._one_level(state, level, person)

    def _one_level(self, state: FilingState, level: str, person: int) -> None:
        if state.level_of(person) not in (None, level):
            raise _same_person()

    def after(self, state: FilingState, event: Reviewed) -> FilingState:
        """Return the state after an event."""
        people = dict(state.people) | {event.person: event.level}
        known = tuple(sorted(people.items()))
        match event.kind:
            case "filed":
                return replace(
                    state,
                    phase="in_review" if self.levels else "accepted",
                    level=self.levels[0] if self.levels else "",
                    round=state.round + 1,
                    filed_on=event.on,
                    first_filed_on=state.first_filed_on or event.on,
                    accepted_on=None if self.levels else event.on,
                    filer=event.person,
                    returned=None,
                    people=known,
                )
            case "approved":
                place = self.levels.index(event.level) + 1
                if place < len(self.levels):
                    return replace(state, level=self.levels[place], people=known)
                return replace(
                    state, phase="accepted", level="", accepted_on=event.on, people=known
                )
            case "returned" | "reopened":
                return replace(
                    state,
                    phase="returned",
                    level="",
                    accepted_on=None,
                    returned=event,
                    returns=state.returns + 1,
                    people=known,
                )

    def fold(self, events: Iterable[Reviewed]) -> FilingState:
        """Return the state that events lead to."""
        state = FilingState()
        for event in events:
            state = self.after(state, event)
        return state


def _same_person() -> CoreError:
    return CoreError(
        "review_same_person",
        "填报和各级审核须由不同的人办理，您已在另一环节办理过本报表",
        "filing and each level's review need different people: you have acted on this report "
        "at another point",
    )
