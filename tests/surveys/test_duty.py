"""What is owed on a day: the fifth of the month, the fifteenth of January, late and refused."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumao.core.clock import Duration
from fumao.core.periods import Month, Period, Quarter, Year
from fumao.surveys.duty import Breach, Reminder, Status, Terms, standing
from fumao.surveys.review import FilingState, Grounds, Reviewed
from tests.core.calendars import shipped

MONTHLY = Terms(Duration(5, "cd"))
OPENS, DUE = date(2022, 6, 1), date(2022, 6, 6)
REMINDED = Reminder(date(2022, 6, 8), date(2022, 6, 15))


@pytest.mark.parametrize(
    ("terms", "period", "due"),
    [
        (MONTHLY, Month(2022, 3), date(2022, 4, 6)),  # 5 April 2022 was Tomb-sweeping day
        (MONTHLY, Month(2022, 6), date(2022, 7, 5)),
        (MONTHLY, Month(2022, 1), date(2022, 2, 7)),  # Spring Festival until Sunday the 6th
        (MONTHLY, Month(2022, 5), date(2022, 6, 6)),  # 5 June was the Dragon Boat Sunday
        (Terms(Duration(15, "cd")), Year(2021), date(2022, 1, 17)),  # the 15th was a Saturday
        (Terms(Duration(15, "cd"), rolls=False), Year(2021), date(2022, 1, 15)),
        (Terms(Duration(10, "cd"), rolls=False), Quarter(2011, 1), date(2011, 4, 10)),
        (Terms(Duration(3, "wd")), Month(2022, 9), date(2022, 10, 10)),  # 8 and 9 October worked
    ],
)
def test_when_a_report_is_due(terms: Terms, period: Period, due: date) -> None:
    found = terms.due_on(period, shipped())
    assert (found.date, found.provisional) == (due, False)


def test_a_due_day_in_a_year_without_a_notice_says_so() -> None:
    assert MONTHLY.due_on(Month(2027, 3), shipped()).provisional


def test_when_a_report_opens() -> None:
    assert MONTHLY.opens_on(Month(2022, 5)) == date(2022, 6, 1)
    early = Terms(Duration(5, "cd"), opens=Duration(7, "cd"))
    assert early.opens_on(Month(2022, 5)) == date(2022, 5, 25)  # the last seven days
    whole = Terms(Duration(5, "cd"), opens=Duration(60, "cd"))
    assert whole.opens_on(Month(2022, 5)) == date(2022, 5, 1)


def filed(on: date) -> FilingState:
    return FilingState("in_review", "district", 1, on, on)


def returned(on: date, due: date) -> FilingState:
    event = Reviewed("returned", on, 2, "district", Grounds("figures", "核对", due))
    return FilingState("returned", "", 1, DUE, DUE, returned=event, returns=1)


@pytest.mark.parametrize(
    ("state", "reminders", "today", "status", "breach"),
    [
        (FilingState(), [], date(2022, 5, 31), "ahead", ""),
        (FilingState(), [], OPENS, "open", ""),
        (FilingState(), [], DUE, "open", ""),
        (FilingState(), [], date(2022, 6, 7), "overdue", "late"),
        (FilingState(), [REMINDED], date(2022, 6, 15), "reminded", "late"),
        (FilingState(), [REMINDED], date(2022, 6, 16), "refused", "refused"),
        # A friendly word before the due day is no reminder in the sense of art. 44.
        (FilingState(), [Reminder(date(2022, 6, 2), DUE)], date(2022, 6, 16), "overdue", "late"),
        # A second reminder gives another day, but the first one was not answered.
        (FilingState(), [REMINDED, Reminder(date(2022, 6, 17), date(2022, 6, 20))],
         date(2022, 6, 18), "refused", "refused"),
        (filed(DUE), [], date(2022, 7, 1), "in_review", ""),
        (filed(date(2022, 6, 7)), [], date(2022, 7, 1), "in_review", "late"),
        (filed(date(2022, 6, 15)), [REMINDED], date(2022, 7, 1), "in_review", "late"),
        (filed(date(2022, 6, 16)), [REMINDED], date(2022, 7, 1), "in_review", "refused"),
        (returned(DUE, date(2022, 6, 10)), [], date(2022, 6, 10), "returned", ""),
        (returned(DUE, date(2022, 6, 10)), [], date(2022, 6, 11), "return_overdue", ""),
    ],
)  # fmt: skip
def test_what_is_owed(
    state: FilingState, reminders: list[Reminder], today: date, status: Status, breach: Breach
) -> None:
    found = standing(OPENS, DUE, state, reminders, today)
    assert (found.status, found.breach) == (status, breach)


@given(st.integers(-10, 60), st.integers(1, 30), st.integers(1, 20), st.booleans())
def test_late_and_refused_only_ever_get_worse(
    filed_after: int, reminded_after: int, given_days: int, files: bool
) -> None:
    """As days pass without a filing: nothing, late, refused; a filing fixes what it has come to."""
    reminder = Reminder(DUE + timedelta(days=reminded_after), DUE + timedelta(
        days=reminded_after + given_days))  # fmt: skip
    order = ["", "late", "refused"]
    before = ""
    day_filed = DUE + timedelta(days=filed_after)
    for days in range(-10, 100):
        today = DUE + timedelta(days=days)
        state = filed(day_filed) if files and today >= day_filed else FilingState()
        known = [reminder] if reminder.on <= today else []
        breach = standing(OPENS, DUE, state, known, today).breach
        if state.phase == "draft":
            assert order.index(breach) >= order.index(before)
            before = breach
        elif day_filed <= DUE:
            assert breach == ""
        else:
            assert breach == ("refused" if day_filed > reminder.until else "late")
