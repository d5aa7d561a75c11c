"""What a respondent owes for a period, on a day: open, late, returned, refused after a reminder.

统计法 art. 44 and 45 keep late filing apart from not filing after a reminder: the former follows
from the day of filing, the latter from the day a recorded reminder (催报) gave.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from fumao.core.calendar import Projection, WorkingCalendar
from fumao.core.clock import Duration, due_date
from fumao.core.periods import Period
from fumao.surveys.review import FilingState

Status = Literal[
    "ahead", "open", "overdue", "reminded", "refused", "in_review", "returned", "return_overdue",
    "accepted",
]  # fmt: skip
Breach = Literal["", "late", "refused"]


@dataclass(frozen=True, slots=True)
class Terms:
    """When the report of a period opens and is due.

    `due` is counted from the period's last day and rolls to the next working day where `rolls`;
    `opens` is how long before the period's end filing begins (None: once the period is over).
    `first` is how long after its first contract a respondent files for the first time, in the
    running period (None: with everybody else).
    """

    due: Duration
    opens: Duration | None = None
    rolls: bool = True
    first: Duration | None = None

    def due_on(self, period: Period, calendar: WorkingCalendar) -> Projection:
        """Return the last day in time."""
        return due_date(calendar, period.end, self.due, roll=self.rolls)

    def first_due_on(self, contract: date, calendar: WorkingCalendar) -> Projection | None:
        """Return the last day of the first report after a first contract; None: no such report."""
        if self.first is None:
            return None
        return due_date(calendar, contract, self.first, roll=self.rolls)

    def opens_on(self, period: Period) -> date:
        """Return the first day on which the report may be filed."""
        if self.opens is None:
            return date.fromordinal(period.end.toordinal() + 1)
        return max(period.start, date.fromordinal(period.end.toordinal() - self.opens.amount + 1))


@dataclass(frozen=True, slots=True)
class Reminder:
    """A recorded reminder: sent on a day, to be answered by another."""

    on: date
    until: date


@dataclass(frozen=True, slots=True)
class Standing:
    """What a respondent owes: its status, the day that counts now, and what was breached."""

    status: Status
    due: date
    breach: Breach


def standing(
    opens: date, due: date, state: FilingState, reminders: Sequence[Reminder], today: date
) -> Standing:
    """Return what is owed at the end of `today`."""
    breach = _breach(due, state.first_filed_on, reminders, today)
    match state.phase:
        case "accepted" | "in_review":
            return Standing(state.phase, due, breach)
        case "returned":
            grounds = state.returned.grounds if state.returned else None
            again = grounds.due if grounds else due
            return Standing("returned" if today <= again else "return_overdue", again, breach)
        case "draft" if today <= due:
            return Standing("ahead" if today < opens else "open", due, breach)
        case "draft":
            return _unfiled(due, breach, [one for one in reminders if one.on > due])


def _unfiled(due: date, breach: Breach, reminders: Sequence[Reminder]) -> Standing:
    if not reminders:
        return Standing("overdue", due, breach)
    last = max(one.until for one in reminders)
    return Standing("refused" if breach == "refused" else "reminded", last, breach)


def _breach(due: date, filed: date | None, reminders: Sequence[Reminder], today: date) -> Breach:
    """Return what the first filing, or its absence until now, comes to.

    Only a reminder sent after the due day counts: before it nothing was owed yet.
    """
    until = filed or today
    if until <= due:
        return ""
    answers = [one.until for one in reminders if one.on > due]
    if any(until > answer for answer in answers):
        return "refused"
    return "late"
