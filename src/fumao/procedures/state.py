"""Where a case stands: the result of folding its events; every record is immutable."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from fumao.core.calendar import Projection, WorkingCalendar
from fumao.core.clock import Clock
from fumao.procedures.fees import Charge

Phase = Literal[
    "submitted", "in_review", "correcting", "publicity",
    "granted", "refused", "not_accepted", "withdrawn", "lapsed", "terminated",
]  # fmt: skip
OPEN_PHASES: frozenset[Phase] = frozenset({"submitted", "in_review", "correcting", "publicity"})
RunState = Literal[
    "open", "claimed", "passed", "returned", "refused", "abstained", "timed_out", "cancelled"
]  # fmt: skip
RunKind = Literal["seat", "signer", "expert", "system"]
ClockKind = Literal["statutory", "service", "correction", "publicity"]
Verdict = Literal["passed", "returned", "refused", "abstained"]


@dataclass(frozen=True, slots=True, order=True)
class RunKey:
    """Names a run: a step, the branch in it, and the round that a return begins anew."""

    step: str
    branch: int
    round: int


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing to be mended: a field or a paper, and what is wrong with it."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class Run:
    """One office, or one expert, taking one step in one round.

    `office` is a department; `assignee` the person who claimed it or to whom it was given; `by`
    who closed it, `behalf` for whom where it was a delegate.
    """

    key: RunKey
    office: int | None
    role: str
    opened: date
    kind: RunKind = "seat"
    state: RunState = "open"
    assignee: int | None = None
    closed: date | None = None
    by: int | None = None
    behalf: int | None = None
    opinion: str = ""
    scores: tuple[tuple[str, Decimal], ...] = ()

    @property
    def is_open(self) -> bool:
        """Tell whether somebody still has to act."""
        return self.state in ("open", "claimed")

    @property
    def score(self) -> Decimal:
        """Return the sum of an expert's scores."""
        return sum((value for _key, value in self.scores), Decimal(0))


@dataclass(frozen=True, slots=True)
class Account:
    """A clock with what is said of it: since when it stands, what stopped it, whether it ended."""

    kind: ClockKind
    clock: Clock
    started: date
    stopped_for: str = ""
    ended: date | None = None
    suspended: int = 0
    stopped_on: date | None = None

    def due(self, calendar: WorkingCalendar) -> Projection | None:
        """Return the last day in time, None while the clock stands still.

        Calendar days that end on a day off end on the next working day (民法典 art. 203).
        """
        due = self.clock.due(calendar)
        if due is None or self.clock.budget.unit == "wd":
            return due
        rolled = calendar.next_working(due.date)
        return Projection(rolled.date, due.reason or rolled.reason)


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which the case stood still by order; `until` is None while it does."""

    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class CaseState:
    """A case at one moment.

    `offices` are the departments of each step's seats as resolved at submission; `skipped` are the
    steps whose condition does not hold; `auto` is what a system step will say. `issuing` is true
    while the outcome's number is awaited: the same transaction brings it. `objections` are the
    numbers of those not yet settled; `charges` what is owed of each fee. `renews` is the end of
    the outcome that a renewal in time is for, where silence grants it; `renewed` that it did.
    """

    phase: Phase
    submitted: date
    offices: dict[str, tuple[int | None, ...]]
    skipped: frozenset[str] = frozenset()
    auto: dict[str, str] = field(default_factory=dict)
    accepted: date | None = None
    runs: tuple[Run, ...] = ()
    accounts: tuple[Account, ...] = ()
    corrections: int = 0
    defects: tuple[Defect, ...] = ()
    returned_from: str = ""
    decision: Literal["", "grant", "refuse"] = ""
    decided: date | None = None
    closed: date | None = None
    extended: bool = False
    ordered_stop: str = ""
    objections: tuple[int, ...] = ()
    pauses: tuple[Pause, ...] = ()
    issuing: bool = False
    number: str = ""
    promised: tuple[str, ...] = ()
    deemed: bool = False
    charges: tuple[Charge, ...] = ()
    renews: date | None = None
    renewed: bool = False

    @property
    def is_open(self) -> bool:
        """Tell whether the case is still going."""
        return self.phase in OPEN_PHASES

    def open_runs(self) -> Iterator[Run]:
        """Yield the runs in which somebody still has to act."""
        return (run for run in self.runs if run.is_open)

    @property
    def received(self) -> date:
        """Return the day the papers came in, or came in mended."""
        if not self.corrections:
            return self.submitted
        return min((run.opened for run in self.open_runs()), default=self.submitted)

    def run(self, key: RunKey) -> Run:
        """Return a run; raises KeyError."""
        for one in self.runs:
            if one.key == key:
                return one
        raise KeyError(key)

    def account(self, kind: ClockKind) -> Account | None:
        """Return the newest clock of a kind."""
        return next((one for one in reversed(self.accounts) if one.kind == kind), None)

    def latest(self, step: str) -> dict[int, Run]:
        """Return the newest run of every branch of a step."""
        found: dict[int, Run] = {}
        for run in self.runs:
            if run.key.step == step:
                held = found.get(run.key.branch)
                if held is None or held.key.round < run.key.round:
                    found[run.key.branch] = run
        return found

    @property
    def current(self) -> tuple[str, ...]:
        """Return the steps that are open now."""
        return tuple(dict.fromkeys(run.key.step for run in self.open_runs()))
