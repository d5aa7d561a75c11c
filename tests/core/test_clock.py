"""The clock's golden cases, and that days run and days stopped add up."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumao.core.clock import Clock, Duration, due_date
from fumao.core.errors import CoreError
from tests.core.calendars import shipped


def test_a_correction_stops_the_clock() -> None:
    """Accepted Tue 29 Sept 2026, 3 working days; correction asked 30 Sept, returned 12 Oct.

    30 Sept uses one day; 13 and 14 Oct are the two left.
    """
    clock = Clock.start(Duration.parse("3wd"), date(2026, 9, 29))
    before = clock.due(shipped())
    assert before is not None
    assert before.date == date(2026, 10, 9)
    stopped = clock.stop(date(2026, 9, 30), shipped())
    assert (stopped.consumed, stopped.due(shipped())) == (1, None)
    assert stopped.left(date(2026, 10, 11), shipped()).days == 2
    due = stopped.resume(date(2026, 10, 12)).due(shipped())
    assert due is not None
    assert (due.date, due.provisional) == (date(2026, 10, 14), False)


def test_a_clock_into_an_unloaded_year_is_provisional() -> None:
    clock = Clock.start(Duration.parse("5wd"), date(2026, 12, 30))
    due = clock.due(shipped())
    assert due is not None
    assert due.reason is not None
    assert "2027" in due.reason.zh
    stopped = clock.stop(date(2027, 1, 4), shipped())
    assert stopped.left(date(2027, 1, 10), shipped()).provisional
    later = stopped.resume(date(2027, 1, 10)).due(shipped())
    assert later is not None
    assert later.provisional


def test_over_run_is_negative_and_due_stays_behind() -> None:
    clock = Clock.start(Duration.parse("2wd"), date(2016, 10, 10))
    assert clock.left(date(2016, 10, 14), shipped()).days == -2
    over = clock.stop(date(2016, 10, 14), shipped()).resume(date(2016, 10, 17))
    due = over.due(shipped())
    assert due is not None
    assert due.date == date(2016, 10, 17)
    assert over.left(date(2016, 10, 17), shipped()).days == -2


def test_calendar_days_run_over_holidays() -> None:
    clock = Clock.start(Duration.parse("60cd"), date(2026, 9, 1))
    due = clock.due(shipped())
    assert due is not None
    assert due.date == date(2026, 10, 31)  # 29 days left in September, 31 in October
    stopped = clock.stop(date(2026, 9, 11), shipped())
    assert stopped.consumed == 10
    with pytest.raises(CoreError, match="lies before"):
        clock.stop(date(2026, 8, 31), shipped())


def test_wrong_turns_are_refused() -> None:
    clock = Clock.start(Duration.parse("3wd"), date(2016, 10, 10))
    with pytest.raises(CoreError, match="already running"):
        clock.resume(date(2016, 10, 11))
    with pytest.raises(CoreError, match="already stopped"):
        clock.stop(date(2016, 10, 11), shipped()).stop(date(2016, 10, 12), shipped())
    with pytest.raises(CoreError, match="months"):
        Clock.start(Duration.parse("6mo"), date(2016, 10, 10))


@given(st.dates(date(2004, 1, 1), date(2024, 1, 1)), st.lists(st.integers(0, 40), min_size=2))
def test_elapsed_is_consumed_plus_suspended(start: date, steps: list[int]) -> None:
    moments = [start]
    for step in steps:
        moments.append(moments[-1] + timedelta(days=step))
    clock = Clock.start(Duration.parse("9999wd"), start)
    suspended = 0
    for index, (before, after) in enumerate(pairwise(moments)):
        if index % 2 == 0:
            clock = clock.stop(after, shipped())
        else:
            suspended += shipped().used(before, after).days
            clock = clock.resume(after)
    if clock.running_since is not None:
        clock = clock.stop(moments[-1], shipped())
    assert clock.consumed + suspended == shipped().used(start, moments[-1]).days


@pytest.mark.parametrize(
    ("text", "start", "due"),
    [
        ("3wd", "2026-09-28", "2026-10-08"),
        ("60cd", "2016-08-08", "2016-10-08"),  # 7 October is off; the 8th, a Saturday, is worked
        ("6mo", "2016-08-31", "2017-02-28"),  # no 31 February
        ("6mo", "2016-04-01", "2016-10-08"),  # 1 October: rolls over the holiday
        ("12mo", "2016-07-05", "2017-07-05"),
    ],
)
def test_due_dates(text: str, start: str, due: str) -> None:
    found = due_date(shipped(), date.fromisoformat(start), Duration.parse(text))
    assert found.date.isoformat() == due


def test_a_due_date_need_not_roll() -> None:
    found = due_date(shipped(), date(2016, 4, 1), Duration.parse("6mo"), roll=False)
    assert found.date == date(2016, 10, 1)


@pytest.mark.parametrize("text", ["3", "", "0wd", "-3wd", "3 wd", "3d", "3.5wd", "三wd", "wd"])
def test_a_duration_without_its_unit_is_refused(text: str) -> None:
    with pytest.raises(CoreError) as caught:
        Duration.parse(text)
    assert "应写明单位" in caught.value.message("zh")


@given(st.integers(1, 9999), st.sampled_from(["wd", "cd", "mo"]))
def test_durations_round_trip(amount: int, unit: str) -> None:
    assert str(Duration.parse(f"{amount}{unit}")) == f"{amount}{unit}"


def test_durations_in_words() -> None:
    assert Duration.parse("1wd").words() == ("1个工作日", "1 working day")
    assert Duration.parse("60cd").words() == ("60日", "60 days")
    assert Duration.parse("6mo").words().say("en") == "6 months"
