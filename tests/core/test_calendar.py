"""Working days against the notices, the law's number of holidays, and a day-by-day count."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumao.core.calendar import WorkingCalendar, parse_year
from fumao.core.errors import CoreError
from tests.core.calendars import shipped

LOADED = st.dates(date(2004, 1, 1), date(2026, 12, 31))
ANY = st.dates(date(1990, 1, 1), date(2060, 12, 31))


# 全国年节及纪念日放假办法: 10 days a year before 2008, 11 from 2008, 13 from 2025. Every other day
# off is paid for with a worked weekend day. Beyond that: 3 September 2015 was given once, and the
# Spring Festival of 2020 was prolonged over Friday 31 January and Saturday 1 February (a make-up
# day until then).
@pytest.mark.parametrize("year", range(2004, 2027))
def test_each_notice_gives_the_holidays_of_the_law(year: int) -> None:
    notice = shipped().years[year]
    free = sum(day.weekday() < 5 for day in notice.off) - len(notice.work)
    lawful = 10 if year < 2008 else 11 if year < 2025 else 13
    assert free == lawful + {2015: 1, 2020: 2}.get(year, 0)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2016-10-07", False),  # Friday of the National Day week
        ("2016-10-08", True),  # Saturday, made up
        ("2016-10-09", True),  # Sunday, made up
        ("2016-05-02", False),  # Monday for Sunday 1 May
        ("2005-12-31", True),  # Saturday worked for New Year 2006
        ("2011-12-31", True),  # Saturday worked for New Year 2012
        ("2018-12-31", False),  # Monday of the notice for 2019
        ("2015-09-03", False),
        ("2020-01-31", False),
        ("2026-10-10", True),
        ("2026-10-11", False),
    ],
)
def test_days_named_in_the_notices(day: str, worked: bool) -> None:
    assert shipped().is_working(date.fromisoformat(day)) is worked


def test_days_have_the_holiday_s_name_and_the_year_its_notice() -> None:
    name = shipped().name(date(2026, 10, 10))
    assert name is not None
    assert (name.say("zh-hans"), name.say("en")) == ("国庆节", "National Day")
    assert shipped().name(date(2026, 10, 12)) is None
    assert shipped().years[2016].notice == "国办发明电〔2015〕18号"
    assert shipped().years[2004].notice is None
    assert shipped().years[2020].amended_by == ("国办发明电〔2020〕1号",)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-09-28", 3, "2026-10-08"),
        ("2026-09-29", 3, "2026-10-09"),
        ("2026-10-09", 1, "2026-10-10"),  # the Saturday counts
        ("2016-09-30", 1, "2016-10-08"),
        ("2016-10-01", 0, "2016-10-01"),
    ],
)
def test_add_counts_from_the_day_after(start: str, days: int, end: str) -> None:
    found = shipped().add(date.fromisoformat(start), days)
    assert (found.date.isoformat(), found.provisional) == (end, False)


def test_a_term_into_a_year_without_notice_is_provisional_and_says_so() -> None:
    # 31 December 2026 is a Thursday; by weekends alone 1, 4, 5, 6 January 2027 follow.
    found = shipped().add(date(2026, 12, 30), 5)
    assert found.provisional
    assert found.date == date(2027, 1, 6)
    assert found.reason is not None
    assert "2027年放假安排尚未载入" in found.reason.zh
    assert "notice for 2027 is not loaded" in found.reason.en
    assert shipped().used(date(2026, 12, 30), date(2028, 1, 1)).provisional
    assert not shipped().add(date(2026, 12, 30), 1).provisional
    assert not shipped().add(date(2003, 12, 31), 1).provisional  # its first day is in 2004


def test_loading_the_year_settles_the_term() -> None:
    text = (
        "year: 2027\nholidays:\n  - name: {zh: 元旦, en: New Year's Day}\n    off: [2027-01-01]\n"
    )
    known = WorkingCalendar([*shipped().years.values(), parse_year(text, "2027.yaml")])
    found = known.add(date(2026, 12, 30), 5)
    assert (found.date, found.provisional) == (date(2027, 1, 7), False)


@given(ANY, st.integers(0, 400))
def test_used_is_the_inverse_of_add(start: date, days: int) -> None:
    found = shipped().add(start, days)
    assert shipped().used(start, found.date).days == days
    if days:
        assert shipped().is_working(found.date)


@given(LOADED, st.integers(0, 500))
def test_used_agrees_with_counting_day_by_day(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    days = [start + timedelta(days=i + 1) for i in range(length)]
    assert shipped().used(start, end).days == sum(map(shipped().is_working, days))
    assert shipped().left(end, start).days == -shipped().used(start, end).days


@given(ANY)
def test_next_working_is_the_first_worked_day(day: date) -> None:
    found = shipped().next_working(day).date
    assert shipped().is_working(found)
    assert not any(shipped().is_working(day + timedelta(days=i)) for i in range((found - day).days))


def test_wrong_questions_are_refused_in_both_languages() -> None:
    with pytest.raises(CoreError) as caught:
        shipped().add(date(2026, 1, 5), -1)
    assert caught.value.code == "negative_term"
    with pytest.raises(CoreError) as caught:
        shipped().used(date(2026, 1, 5), date(2026, 1, 4))
    assert "早于" in caught.value.message("zh")
    assert "lies before" in caught.value.message("en")
    with pytest.raises(CoreError, match="given twice"):
        WorkingCalendar([shipped().years[2016], shipped().years[2016]])
    with pytest.raises(CoreError, match="runs off"):
        shipped().add(date(9999, 12, 30), 50)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("year: 2028", "agree with the file's name"),
        ("[1", "broken YAML"),
        ("- 1", "must be a mapping"),
        ("year: 2027\nholidays: 3", "must be a list"),
        ("year: 2027\nholidays: [3]", "must be a mapping"),
        ("year: 2027\nholidays: [{off: [2027-01-01]}]", "zh and en"),
        ("year: 2027\nholidays: [{name: {zh: 元旦}}]", '"en" must be a text'),
        ("year: 2027\nholidays: [{name: {zh: 元旦, en: New}, off: [x]}]", "no date like"),
        ("year: 2027\nholidays: [{name: {zh: 元, en: N}, off: [2027-02-01/2027-01-01]}]", "span"),
        ("year: 2027\nholidays: [{name: {zh: 元, en: N}, off: [2026-11-01]}]", "belong to 2027"),
        ("year: 2027\nholidays: [{name: {zh: 元, en: N}, work: [2027-01-04]}]", "weekend day"),
    ],
)
def test_a_faulty_file_is_refused_with_its_name(text: str, says: str) -> None:
    with pytest.raises(CoreError, match=says) as caught:
        parse_year(text, "2027.yaml")
    assert "2027.yaml" in caught.value.message("zh")
