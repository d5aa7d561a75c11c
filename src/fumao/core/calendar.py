"""Working days of the State Council's yearly notices; a year that is not loaded is never guessed
in silence.

The notices are data: one YAML file a year (packs/national/calendars). A result that needed a year
without a file rests on weekends alone and says so: it is *provisional*.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from pathlib import Path

from fumao.core.datafile import date_of, fault, read_mapping, read_text, text_of, words_of
from fumao.core.errors import CoreError, Words

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One year's notice: days off and weekend days worked, each with the holiday's name.

    Dates lie in the year, or in the December before it (31 December 2011 was worked for 2012).
    """

    year: int
    off: Mapping[date, Words]
    work: Mapping[date, Words]
    notice: str | None = None
    amended_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Projection:
    """A date the calendar gives; provisional while a year it rests on is not loaded."""

    date: date
    reason: Words | None = None

    @property
    def provisional(self) -> bool:
        """Tell whether a notice not yet loaded may move the date."""
        return self.reason is not None


@dataclass(frozen=True, slots=True)
class Count:
    """A number of working days; provisional while a year it rests on is not loaded."""

    days: int
    reason: Words | None = None

    @property
    def provisional(self) -> bool:
        """Tell whether a notice not yet loaded may change the number."""
        return self.reason is not None


class WorkingCalendar:
    """Answers in working days over the years given."""

    def __init__(self, years: Iterable[CalendarYear]) -> None:
        self.years: dict[int, CalendarYear] = {}
        self._off: dict[date, Words] = {}
        self._work: dict[date, Words] = {}
        for one in years:
            if one.year in self.years:
                raise _twice(one.year)
            self.years[one.year] = one
            self._off.update(one.off)
            self._work.update(one.work)
        self._ordinals: dict[int, tuple[int, ...]] = {}

    def is_loaded(self, year: int) -> bool:
        """Tell whether the notice of a year is known."""
        return year in self.years

    def is_working(self, day: date) -> bool:
        """Tell whether a day is worked; in a year not loaded, Monday to Friday are."""
        if day in self._work:
            return True
        return day.weekday() < _SATURDAY and day not in self._off

    def name(self, day: date) -> Words | None:
        """Return the holiday a day off or a working weekend day belongs to."""
        return self._off.get(day) or self._work.get(day)

    def add(self, start: date, days: int) -> Projection:
        """Return the last day of a term of `days` working days; the day after `start` is the first.

        With 0 days it is `start` itself. Raises CoreError for a negative number.
        """
        if days < 0:
            raise CoreError(
                "negative_term",
                f"期限不能为负数：{days}个工作日",
                f"a term cannot be negative: {days} working days",
            )
        day = self._walk(start, days) if days else start
        return Projection(day, self._unloaded(start, day))

    def used(self, start: date, end: date) -> Count:
        """Count the working days after `start` up to and including `end`; the inverse of `add`.

        Raises CoreError where `end` lies before `start`.
        """
        if end < start:
            raise CoreError("end_before_start", f"{end} 早于 {start}", f"{end} lies before {start}")
        days = 0
        for year in range(start.year, end.year + 1):
            ordinals = self._year(year)
            first = bisect_right(ordinals, start.toordinal())
            days += bisect_right(ordinals, end.toordinal()) - first
        return Count(days, self._unloaded(start, end))

    def left(self, today: date, due: date) -> Count:
        """Count the working days from tomorrow to `due`; negative when `due` has passed."""
        if due >= today:
            return self.used(today, due)
        late = self.used(due, today)
        return Count(-late.days, late.reason)

    def next_working(self, day: date) -> Projection:
        """Return `day` if it is worked, else the next day that is."""
        start, found = day, day
        while not self.is_working(found):
            found += _DAY
        return Projection(found, self._unloaded(start - _DAY, found))

    def _walk(self, start: date, days: int) -> date:
        year, after = start.year, start.toordinal()
        while year <= MAXYEAR:
            ordinals = self._year(year)
            first = bisect_right(ordinals, after)
            if first + days <= len(ordinals):
                return date.fromordinal(ordinals[first + days - 1])
            days -= len(ordinals) - first
            year += 1
        raise CoreError("term_too_long", "期限超出日历范围", "the term runs off the calendar")

    def _year(self, year: int) -> tuple[int, ...]:
        """Ordinals of the working days of one year, sorted."""
        if year not in self._ordinals:
            days = _days(date(year, 1, 1), date(year, 12, 31))
            self._ordinals[year] = tuple(d.toordinal() for d in days if self.is_working(d))
        return self._ordinals[year]

    def _unloaded(self, start: date, end: date) -> Words | None:
        """Say which years between the day after `start` and `end` have no notice loaded."""
        first = (start + _DAY).year if end > start else end.year
        missing = [y for y in range(first, end.year + 1) if y not in self.years]
        if not missing:
            return None
        span = str(missing[0]) if len(missing) == 1 else f"{missing[0]}–{missing[-1]}"
        return Words(
            f"{span}年放假安排尚未载入，暂按周一至周五计算，载入后可能变动",
            f"the holiday notice for {span} is not loaded; counted Monday to Friday for now, "
            "may change once it is",
        )


def load_calendar(folder: Path) -> WorkingCalendar:
    """Read the files YYYY.yaml of a folder into one calendar; raises CoreError."""
    files = sorted(folder.glob("[0-9][0-9][0-9][0-9].yaml"))
    return WorkingCalendar(parse_year(read_text(path), path.name) for path in files)


def parse_year(text: str, shown: str) -> CalendarYear:
    """Read one year's file; `shown` is its name in messages. Raises CoreError."""
    data = read_mapping(text, shown)
    year = data.get("year")
    if not isinstance(year, int) or not MINYEAR < year < MAXYEAR or not shown.startswith(str(year)):
        raise fault(shown, "“year”应与文件名一致", '"year" must agree with the file\'s name')
    off: dict[date, Words] = {}
    work: dict[date, Words] = {}
    for holiday in _mappings(data, "holidays", shown):
        name = words_of(holiday, "name", shown)
        off.update((day, name) for day in _dates(holiday, "off", shown))
        work.update((day, name) for day in _dates(holiday, "work", shown))
    _check_days(year, off, work, shown)
    notice = None if data.get("notice") is None else text_of(data, "notice", shown)
    amended = tuple(str(item) for item in _items(data, "amended_by", shown))
    return CalendarYear(year, off, work, notice, amended)


def _check_days(
    year: int, off: Mapping[date, Words], work: Mapping[date, Words], shown: str
) -> None:
    for day in (*off, *work):
        if day.year != year and (day.year, day.month) != (year - 1, 12):
            raise fault(shown, f"{day} 不属于{year}年", f"{day} does not belong to {year}")
    for day in work:
        if day.weekday() < _SATURDAY or day in off:
            raise fault(
                shown,
                f"调休上班日 {day} 应为周末，且不能同时放假",
                f"the working day {day} must be a weekend day and not also off",
            )


def _items(data: dict[str, object], key: str, shown: str) -> list[object]:
    value = data.get(key) or []
    if not isinstance(value, list):
        raise fault(shown, f"“{key}”应为列表", f'"{key}" must be a list')
    return value


def _mappings(data: dict[str, object], key: str, shown: str) -> Iterator[dict[str, object]]:
    for item in _items(data, key, shown):
        if not isinstance(item, dict):
            raise fault(shown, f"“{key}”的每一项应为映射", f'each of "{key}" must be a mapping')
        yield item


def _dates(holiday: dict[str, object], key: str, shown: str) -> Iterator[date]:
    """Expand dates and spans written 2026-02-15/2026-02-23."""
    for item in _items(holiday, key, shown):
        first, _, last = str(item).partition("/")
        start, end = date_of(first, shown), date_of(last or first, shown)
        if start is None or end is None or end < start:
            raise fault(shown, f"起止日期有误：{item}", f"wrong span of dates: {item}")
        yield from _days(start, end)


def _days(start: date, end: date) -> Iterator[date]:
    for ordinal in range(start.toordinal(), end.toordinal() + 1):
        yield date.fromordinal(ordinal)


def _twice(year: int) -> CoreError:
    return CoreError("year_twice", f"{year}年放假安排重复", f"the notice for {year} is given twice")
