"""The clock cases of design/procedures.md §3.4 through the engine, worked by hand from the notices.

国庆节 2026: 1 to 7 October off, Sunday 20 September and Saturday 10 October worked. The notice for
2027 is not out.
"""

from dataclasses import replace
from datetime import date

import pytest

from fumao.core.clock import Duration
from fumao.core.errors import CoreError
from fumao.procedures import acts, fold, timers
from fumao.procedures.acts import Who, Word
from fumao.procedures.definitions import ClockTerms, Procedure
from fumao.procedures.events import Happened
from fumao.procedures.state import CaseState, ClockKind, Defect, RunKey
from tests.procedures import registration

CALENDAR = registration.calendar()


class Tried:
    """The registration under other terms, taken step by step."""

    def __init__(self, submitted: date, **terms: object) -> None:
        base = registration.procedure()
        clock = replace(base.clock, **terms)  # type: ignore[arg-type]
        self.procedure: Procedure = replace(base, clock=clock)
        first = Happened("submitted", submitted, 9)
        self.state: CaseState = fold.begin(self.procedure, CALENDAR, first)

    def take(self, event: Happened) -> "Tried":
        self.state = fold.apply(self.procedure, CALENDAR, self.state, event)
        return self

    def say(self, step: str, person: int, on: date, verdict: str = "passed") -> "Tried":
        run = max(self.state.latest(step).values(), key=lambda one: one.key.round)
        defects = [Defect("amount", "wrong")] if verdict == "returned" else []
        word = Word(verdict, "why", defects)  # type: ignore[arg-type]
        who = Who(person, on)
        return self.take(acts.finish(self.procedure, self.state, run.key, who, word))

    def due(self, kind: ClockKind = "statutory") -> date | None:
        account = self.state.account(kind)
        assert account is not None
        due = account.due(CALENDAR)
        return None if due is None else due.date

    def used(self) -> int:
        account = self.state.account("statutory")
        assert account is not None
        return account.clock.consumed


def accepted(on: date, **terms: object) -> Tried:
    return Tried(on, **terms).say("accept", 1, on)


@pytest.mark.parametrize(
    ("on", "due"),
    [
        (date(2026, 9, 28), date(2026, 10, 8)),  # Tu 29, We 30, Th 8 Oct
        (date(2026, 9, 29), date(2026, 10, 9)),  # We 30, Th 8, Fr 9
    ],
)
def test_three_working_days_over_the_national_day(on: date, due: date) -> None:
    assert accepted(on).due() == due


def test_a_correction_stops_the_term() -> None:
    """Asked on We 30 Sept: one day used; returned on Mo 12 Oct: Tu 13 and We 14 are left."""
    tried = accepted(date(2026, 9, 29)).say("review", 2, date(2026, 9, 30), "returned")
    assert (tried.used(), tried.due()) == (1, None)
    # Ten working days to mend it: 8, 9, 10 (a Saturday worked), 12 to 16, 19, 20 October.
    assert tried.due("correction") == date(2026, 10, 20)
    mended = acts.correct(tried.state, Who(9, date(2026, 10, 12)), {"amount"})
    tried.take(mended)
    assert tried.due() == date(2026, 10, 14)
    account = tried.state.account("statutory")
    assert account is not None
    # 8, 9, 10 and 12 October stood still.
    assert account.suspended == 4


def test_a_saturday_worked_counts() -> None:
    """Accepted on Th 8 Oct: Fr 9, Sa 10 (worked), Mo 12."""
    assert accepted(date(2026, 10, 8)).due() == date(2026, 10, 12)


def test_a_year_without_notice_is_provisional_and_says_so() -> None:
    """Accepted on We 30 Dec 2026, 5 wd: Th 31, then 1, 4, 5 and 6 January by weekdays alone."""
    tried = accepted(date(2026, 12, 30), statutory=Duration(5, "wd"))
    account = tried.state.account("statutory")
    assert account is not None
    due = account.due(CALENDAR)
    assert due is not None
    assert due.provisional
    assert due.reason is not None
    assert "2027" in due.reason.zh
    assert "2027" in due.reason.en
    assert due.date == date(2027, 1, 6)  # 31 Dec, 1, 4, 5, 6 Jan


def test_calendar_days_end_on_a_working_day() -> None:
    """60 days from 1 Sept 2026 end on Sa 31 Oct, so on Mo 2 Nov (民法典 art. 203)."""
    assert accepted(date(2026, 9, 1), statutory=Duration(60, "cd")).due() == date(2026, 11, 2)


def test_an_extension_adds_to_the_term_once_and_in_time() -> None:
    """3 wd from Mo 20 June 2022 end on Th 23; 2 more on Mo 27."""
    tried = accepted(date(2022, 6, 20), extend=Duration(2, "wd"))
    who = Who(3, date(2022, 6, 22))
    late = Who(3, date(2022, 6, 24))
    with pytest.raises(CoreError, match="over"):
        acts.extend(tried.procedure, tried.state, late, "why", CALENDAR)
    tried.take(acts.extend(tried.procedure, tried.state, who, "why", CALENDAR))
    assert tried.due() == date(2022, 6, 27)
    assert tried.due("service") == date(2022, 6, 22)
    with pytest.raises(CoreError, match="cannot be extended"):
        acts.extend(tried.procedure, tried.state, who, "again", CALENDAR)


def test_a_hearing_stops_terms_and_limits() -> None:
    """Accepted Mo 20 June 2022, stopped Tu 21 after a day, resumed Tu 28: We 29 and Th 30 left.

    The review's own day was Tu 21, used up as the case was stopped.
    """
    tried = accepted(date(2022, 6, 20), stops_while=("hearing",))
    review = tried.state.run(RunKey("review", 0, 1))
    who = Who(3, date(2022, 6, 21))
    tried.take(acts.stop(tried.procedure, tried.state, who, "hearing", "a week"))
    assert tried.due() is None
    with pytest.raises(CoreError, match="stands still"):
        tried.say("review", 2, date(2022, 6, 22))
    tried.take(acts.resume(tried.state, Who(3, date(2022, 6, 28))))
    assert tried.due() == date(2022, 6, 30)
    limit = timers.due_of(tried.procedure, tried.state, review, CALENDAR)
    assert limit is not None
    assert limit.date == date(2022, 6, 21)


def test_a_limit_stands_still_with_the_case() -> None:
    """A review of 3 wd opened Mo 20 June: one day used on Tu 21, the rest after Tu 28."""
    tried = accepted(date(2022, 6, 20), statutory=Duration(20, "wd"), stops_while=("hearing",))
    route = tuple(
        replace(step, within=Duration(3, "wd")) if step.key == "review" else step
        for step in tried.procedure.route
    )
    tried.procedure = replace(tried.procedure, route=route)
    review = tried.state.run(RunKey("review", 0, 1))
    tried.take(
        acts.stop(tried.procedure, tried.state, Who(3, date(2022, 6, 21)), "hearing", "a week")
    )
    tried.take(acts.resume(tried.state, Who(3, date(2022, 6, 28))))
    limit = timers.due_of(tried.procedure, tried.state, review, CALENDAR)
    assert limit is not None
    assert limit.date == date(2022, 6, 30)


def test_nobody_answers_so_the_papers_are_accepted_on_receipt() -> None:
    """Handed in Mo 20 June 2022; 5 wd to Mo 27; on Tu 28 accepted as of the 20th."""
    tried = Tried(date(2022, 6, 20))
    assert timers.fired(tried.procedure, tried.state, CALENDAR, date(2022, 6, 27)) is None
    event = timers.fired(tried.procedure, tried.state, CALENDAR, date(2022, 6, 28))
    assert event is not None
    tried.take(event)
    assert (tried.state.accepted, tried.state.deemed) == (date(2022, 6, 20), True)
    assert tried.due() == date(2022, 6, 23)


def test_mended_papers_count_from_the_day_they_came_in() -> None:
    """Returned at the window on Tu 21 June, mended on Fr 24; 5 wd to Fr 1 July."""
    tried = Tried(date(2022, 6, 20)).say("accept", 1, date(2022, 6, 21), "returned")
    tried.take(acts.correct(tried.state, Who(9, date(2022, 6, 24)), {"amount"}))
    assert timers.fired(tried.procedure, tried.state, CALENDAR, date(2022, 7, 1)) is None
    event = timers.fired(tried.procedure, tried.state, CALENDAR, date(2022, 7, 4))
    assert event is not None
    assert event.kind == "deemed_accepted"
    assert tried.take(event).state.accepted == date(2022, 6, 24)


def test_service_and_statutory_run_together_and_end_with_the_decision() -> None:
    tried = accepted(date(2022, 6, 20)).say("review", 2, date(2022, 6, 21))
    tried.say("decide", 3, date(2022, 6, 22))
    assert [(one.kind, one.clock.consumed, one.ended) for one in tried.state.accounts] == [
        ("statutory", 2, date(2022, 6, 22)),
        ("service", 2, date(2022, 6, 22)),
    ]


def test_without_terms_there_is_no_clock() -> None:
    tried = Tried(date(2022, 6, 20))
    tried.procedure = replace(tried.procedure, clock=ClockTerms())
    assert tried.say("accept", 1, date(2022, 6, 20)).state.accounts == ()
