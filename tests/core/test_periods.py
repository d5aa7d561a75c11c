"""Periods partition time, round-trip their codes and know their neighbours."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumao.core.errors import CoreError
from fumao.core.periods import HalfYear, Month, Period, Quarter, Year, parse_period

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
KINDS: list[type[Period]] = [Month, Quarter, HalfYear, Year]
PERIODS = st.builds(lambda kind, day: kind.of(day), st.sampled_from(KINDS), DAYS)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2016-09", Month(2016, 9)),
        ("2016-Q3", Quarter(2016, 3)),
        ("2016-H1", HalfYear(2016, 1)),
        ("2016", Year(2016)),
        ("2016年9月", Month(2016, 9)),
        ("２０１６年９月份", Month(2016, 9)),
        ("2016年第三季度", Quarter(2016, 3)),
        ("2016年 2 季度", Quarter(2016, 2)),
        ("2016年上半年", HalfYear(2016, 1)),
        ("2016年度", Year(2016)),
        ("2016年全年", Year(2016)),
    ],
)
def test_parse(text: str, period: Period) -> None:
    assert parse_period(text) == period
    assert type(parse_period(text)) is type(period)


@pytest.mark.parametrize(
    "text",
    ["", "2016-13", "2016-00", "2016-Q5", "2016-H3", "16-09", "0000", "2016年13月", "三季度"],
)
def test_parse_refuses_the_rest(text: str) -> None:
    with pytest.raises(CoreError) as caught:
        parse_period(text)
    assert "2016-Q3" in caught.value.message("zh")


@given(PERIODS)
def test_codes_and_words_round_trip(period: Period) -> None:
    assert parse_period(period.code) == period
    assert parse_period(period.show("zh")) == period
    assert str(period) == period.code


@given(PERIODS)
def test_neighbours_touch(period: Period) -> None:
    assert period.next().start == period.end + timedelta(days=1)
    assert period.next().previous() == period
    assert period < period.next()
    assert period.last_year().start.replace(year=period.year) == period.start


@given(PERIODS, st.integers(-50, 50), st.integers(-50, 50))
def test_shifts_add_up(period: Period, a: int, b: int) -> None:
    assert period.shift(a).shift(b) == period.shift(a + b)


@given(DAYS, st.sampled_from(KINDS))
def test_every_day_lies_in_exactly_one_period(day: date, kind: type[Period]) -> None:
    period = kind.of(day)
    assert day in period
    assert day not in period.next()
    assert day not in period.previous()


@given(PERIODS, st.sampled_from(KINDS))
def test_splitting_partitions(period: Period, kind: type[Period]) -> None:
    if period.months_each < kind.months_each:
        with pytest.raises(CoreError, match="longer"):
            period.split(kind)
        return
    parts = period.split(kind)
    assert (parts[0].start, parts[-1].end) == (period.start, period.end)
    assert all(a.end + timedelta(days=1) == b.start for a, b in pairwise(parts))
    assert all(part in period for part in parts)


def test_sequences() -> None:
    quarters = list(Quarter(2015, 3).until(Quarter(2016, 2)))
    assert [q.code for q in quarters] == ["2015-Q3", "2015-Q4", "2016-Q1", "2016-Q2"]
    assert list(Year(2016).until(Year(2015))) == []
    assert Month(2016, 2).end == date(2016, 2, 29)
    assert Quarter(2016, 3).last_year() == Quarter(2015, 3)
    assert Quarter(2016, 3) in HalfYear(2016, 2)
    assert Quarter(2016, 3) not in HalfYear(2016, 1)


def test_kinds_do_not_compare() -> None:
    with pytest.raises(TypeError):
        assert Month(2016, 1) < Quarter(2016, 1)
    assert Quarter(2016, 1) != Month(2016, 1)


def test_words() -> None:
    assert Month(2016, 9).show("en") == "September 2016"
    assert Quarter(2016, 3).show("en") == "Q3 2016"
    assert HalfYear(2016, 2).show("en") == "H2 2016"
    assert Year(2016).show("en") == "2016"
    assert HalfYear(2016, 2).show("zh-hans") == "2016年下半年"
