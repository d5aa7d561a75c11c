"""What the events of one task say: the input of its light. Plain records, no database."""

from dataclasses import dataclass
from datetime import date

START_BY, FINISH_BY, CONTINUOUS, UNSCHEDULED = (
    "start_by",
    "finish_by",
    "continuous",
    "unscheduled",
)
OPEN, CLOSED, WITHDRAWN = "open", "closed", "withdrawn"


@dataclass(frozen=True, slots=True)
class MilestoneFact:
    """A weighted step (per cent); `done_on` is the day its accepted evidence was handed in."""

    id: int
    weight: int
    due: date | None
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReportFact:
    """A progress report. `similarity` is in per cent to the report before, `new_files` counts
    evidence this task had not seen, `state` is submitted, accepted or returned.
    """

    id: int
    kind: str  # started, progress, close_out
    on: date
    percent: int | None = None
    milestone: int | None = None
    files: int = 0
    new_files: int = 0
    similarity: int = 0
    state: str = "submitted"
    by: int | None = None
    reviewed_by: int | None = None


@dataclass(frozen=True, slots=True)
class HelpFact:
    """A request to another unit, to be answered by `due`; `answered_on` None while it is open."""

    id: int
    to: int  # primary key of the department
    to_name: str
    asked_on: date
    due: date
    answered_on: date | None = None


@dataclass(frozen=True, slots=True)
class NoticeFact:
    """A reminder slip that wants a reply by `due`; any report after it is a reply."""

    id: int
    on: date
    due: date
    answered_on: date | None = None


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """Everything about a task that its light and its row depend on.

    `due` counts now, `original_due` is the first date the task ever had; `rescheduled_on` is the
    day the lead set a date of its own; `asked_due` is the date of an extension not yet decided.
    """

    starts_on: date
    kind: str
    due: date | None = None
    original_due: date | None = None
    review_months: int = 3
    state: str = OPEN
    rescheduled_on: date | None = None
    contact: int | None = None
    signed: frozenset[int] = frozenset()
    milestones: tuple[MilestoneFact, ...] = ()
    reports: tuple[ReportFact, ...] = ()
    help: tuple[HelpFact, ...] = ()
    notices: tuple[NoticeFact, ...] = ()
    asked_due: date | None = None
    extensions: int = 0
    closed_on: date | None = None

    @property
    def started_on(self) -> date | None:
        """Return the day the first accepted report was handed in: any of them proves a start."""
        days = [r.on for r in self.reports if r.state == "accepted"]
        return min(days) if days else None

    @property
    def percent(self) -> int | None:
        """Return the verified progress in per cent; None where nothing verified names a figure."""
        if self.state == CLOSED:
            return 100
        figures = [
            r.percent for r in self.reports if r.state == "accepted" and r.percent is not None
        ]
        done = [m.weight for m in self.milestones if m.done_on is not None]
        if not figures and not done:
            return None
        return max([min(sum(done), 100), *figures[-1:]])

    @property
    def last_progress_on(self) -> date | None:
        """Return the day of the last report handed in, whatever became of it."""
        return max((r.on for r in self.reports), default=None)

    @property
    def last_substance_on(self) -> date | None:
        """Return the day of the last report with new evidence and new words, not returned."""
        days = [
            r.on
            for r in self.reports
            if r.state != "returned" and r.new_files > 0 and r.similarity < 90
        ]
        return max(days, default=None)

    @property
    def rejected_in_a_row(self) -> int:
        """Return how many reports were returned since the last one accepted."""
        count = 0
        for report in reversed(self.reports):
            if report.state == "accepted":
                break
            count += report.state == "returned"
        return count

    @property
    def has_accepted_evidence(self) -> bool:
        """Return whether a report with files was accepted by another person than its author."""
        return any(
            r.files > 0 and r.state == "accepted" and r.reviewed_by != r.by for r in self.reports
        )

    def waits_for_check(self, *kinds: str) -> date | None:
        """Return since when a report of one of `kinds` waits for its check; None without one."""
        days = [r.on for r in self.reports if r.state == "submitted" and r.kind in kinds]
        return min(days, default=None)
