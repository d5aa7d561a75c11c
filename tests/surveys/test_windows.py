"""Entry windows: the rule of Shanghai to the day, and what no declared window may do."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumao.core.errors import CoreError
from fumao.surveys.windows import LAST, Window, Windows

# 2018-03-16: until 31 March from 1 July of last year, from 1 April from 1 January of this year.
SHANGHAI = Windows((Window((3, 31), (7, 1), 1), Window(LAST, (1, 1))))
DAYS = st.dates(date(2004, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("today", "done", "open_"),
    [
        (date(2018, 3, 31), date(2017, 7, 1), True),
        (date(2018, 3, 31), date(2017, 6, 30), False),
        (date(2018, 4, 1), date(2017, 12, 31), False),
        (date(2018, 4, 1), date(2018, 1, 1), True),
        (date(2018, 1, 1), date(2017, 7, 1), True),
        (date(2018, 12, 31), date(2018, 1, 1), True),
        (date(2018, 3, 31), date(2018, 4, 1), False),  # a day still to come
    ],
)
def test_the_rule_of_shanghai(today: date, done: date, open_: bool) -> None:
    assert (done in SHANGHAI.on(today)) is open_


@pytest.mark.parametrize(
    ("done", "last"),
    [
        (date(2017, 6, 30), date(2017, 12, 31)),
        (date(2017, 7, 1), date(2018, 3, 31)),
        (date(2017, 12, 31), date(2018, 3, 31)),
        (date(2018, 1, 1), date(2018, 12, 31)),
    ],
)
def test_the_last_day_on_which_work_may_be_entered(done: date, last: date) -> None:
    assert SHANGHAI.closes(done) == last


@given(DAYS, DAYS)
def test_the_rule_of_shanghai_in_other_words(today: date, done: date) -> None:
    """The oracle counts in months, not in windows."""
    months = (today.year - done.year) * 12 + today.month - done.month
    reaches = today.month + 5 if today.month <= 3 else today.month - 1
    assert (done in SHANGHAI.on(today)) is (done <= today and months <= reaches)


@given(DAYS)
def test_a_day_is_open_without_a_gap_until_it_closes(done: date) -> None:
    last = SHANGHAI.closes(done)
    assert last is not None
    for days in range((last - done).days + 1):
        assert done in SHANGHAI.on(done + timedelta(days=days))
    for days in range(1, 800):
        assert done not in SHANGHAI.on(last + timedelta(days=days))


def parts() -> st.SearchStrategy[tuple[int, int]]:
    return st.dates(date(2000, 1, 1), date(2000, 12, 31)).map(lambda day: (day.month, day.day))


@given(
    st.lists(st.builds(Window, parts(), parts(), st.integers(0, 2)), min_size=0, max_size=4),
    st.integers(0, 2),
    DAYS,
)
def test_whatever_is_declared_never_opens_a_day_again(
    windows: list[Window], back: int, start: date
) -> None:
    """Declared windows are refused, or the first open day never goes back."""
    windows = sorted(windows, key=lambda one: one.until)
    try:
        made = Windows((*windows, Window(LAST, (1, 1), back)))
    except CoreError:
        return
    before = made.on(start).first
    for days in range(0, 740, 5):
        today = start + timedelta(days=days)
        first = made.on(today).first
        assert before <= first <= today
        before = first


def test_no_windows_leave_every_past_day_open() -> None:
    assert date(1998, 5, 1) in Windows().on(date(2018, 4, 1))
    assert date(2018, 4, 2) not in Windows().on(date(2018, 4, 1))
    assert Windows().closes(date(1998, 5, 1)) is None


@pytest.mark.parametrize(
    ("windows", "code"),
    [
        ((Window((3, 31), (7, 1), 1),), "windows_order"),  # the rest of the year has none
        ((Window(LAST, (1, 1)), Window((3, 31), (7, 1), 1)), "windows_order"),
        ((Window((2, 30), (7, 1), 1), Window(LAST, (1, 1))), "windows_day"),
        ((Window((3, 31), (1, 1)), Window(LAST, (7, 1), 1)), "windows_reopen"),
        ((Window((3, 31), (1, 1)), Window(LAST, (6, 1))), "windows_ahead"),  # on 1 April: June
    ],
)
def test_windows_that_cannot_be_meant_are_refused(windows: tuple[Window, ...], code: str) -> None:
    with pytest.raises(CoreError) as told:
        Windows(windows)
    assert told.value.code == code


def test_29_february_is_the_28th_in_other_years() -> None:
    made = Windows((Window((2, 29), (7, 1), 1), Window(LAST, (1, 1))))
    assert made.on(date(2023, 2, 28)).first == date(2022, 7, 1)
    assert made.on(date(2023, 3, 1)).first == date(2023, 1, 1)
    assert made.on(date(2024, 2, 29)).first == date(2023, 7, 1)
    assert made.closes(date(2022, 8, 1)) == date(2023, 2, 28)
