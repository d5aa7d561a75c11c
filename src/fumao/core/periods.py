"""Months, quarters, half-years and years as values: codes, dates, neighbours, containment."""

import re
from abc import ABC, abstractmethod
from calendar import month_name, monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from fumao.core.errors import CoreError
from fumao.core.text import fold

_CODE = re.compile(r"(\d{4})(?:-(?:(\d{2})|Q([1-4])|H([12])))?")
_CHINESE = re.compile(
    r"(\d{4})年(?:度|全年)?(?:(\d{1,2})月(?:份)?|第?([一二三四1-4])季度|([上下])半年)?"
)
_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "上": 1, "下": 2}


@dataclass(frozen=True, slots=True, order=True)
class Period(ABC):
    """One numbered part of a year; compare and iterate within one kind only."""

    year: int
    number: int = 1
    months_each: ClassVar[int]

    def __post_init__(self) -> None:
        if not (1 <= self.year <= 9998 and 1 <= self.number <= 12 // self.months_each):
            raise _no_period(f"{self.year}/{self.number}")

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the period a day lies in."""
        return cls(day.year, (day.month - 1) // cls.months_each + 1)

    @property
    def start(self) -> date:
        """The first day."""
        return date(self.year, (self.number - 1) * self.months_each + 1, 1)

    @property
    def end(self) -> date:
        """The last day."""
        month = self.number * self.months_each
        return date(self.year, month, monthrange(self.year, month)[1])

    @property
    @abstractmethod
    def code(self) -> str:
        """The code it is stored and sorted by: 2016-09, 2016-Q3, 2016-H1, 2016."""

    def shift(self, by: int) -> Self:
        """Return the period `by` places later (earlier where negative)."""
        each = 12 // self.months_each
        year, index = divmod(self.year * each + self.number - 1 + by, each)
        return type(self)(year, index + 1)

    def next(self) -> Self:
        """Return the following period."""
        return self.shift(1)

    def previous(self) -> Self:
        """Return the period before."""
        return self.shift(-1)

    def last_year(self) -> Self:
        """Return the same period of the year before (上年同期)."""
        return type(self)(self.year - 1, self.number)

    def until(self, last: Self) -> Iterator[Self]:
        """Iterate from this period to `last`, both included; nothing where `last` is earlier."""
        period = self
        while period <= last:
            yield period
            period = period.next()

    def __contains__(self, other: "date | Period") -> bool:
        if isinstance(other, Period):
            return self.start <= other.start and other.end <= self.end
        return self.start <= other <= self.end

    def split[K: "Period"](self, kind: type[K]) -> list[K]:
        """Return the periods of a shorter kind that make this one up; raises CoreError."""
        if self.months_each % kind.months_each:
            raise CoreError(
                "split_period",
                f"{self.code} 不能分为更长的期间",
                f"{self.code} cannot be split into longer periods",
            )
        return list(kind.of(self.start).until(kind.of(self.end)))

    @abstractmethod
    def show(self, language: str) -> str:
        """Print for people: 2016年三季度, Q3 2016."""

    def __str__(self) -> str:
        return self.code


class Month(Period):
    """A calendar month: 2016-09."""

    __slots__ = ()
    months_each = 1

    @property
    def code(self) -> str:
        """Year and two-digit month."""
        return f"{self.year:04}-{self.number:02}"

    def show(self, language: str) -> str:
        """Print 2016年9月 or September 2016."""
        if language.startswith("zh"):
            return f"{self.year}年{self.number}月"
        return f"{month_name[self.number]} {self.year}"


class Quarter(Period):
    """A quarter: 2016-Q3."""

    __slots__ = ()
    months_each = 3

    @property
    def code(self) -> str:
        """Year and quarter."""
        return f"{self.year:04}-Q{self.number}"

    def show(self, language: str) -> str:
        """Print 2016年三季度 or Q3 2016."""
        if language.startswith("zh"):
            return f"{self.year}年{'一二三四'[self.number - 1]}季度"
        return f"Q{self.number} {self.year}"


class HalfYear(Period):
    """A half-year: 2016-H1."""

    __slots__ = ()
    months_each = 6

    @property
    def code(self) -> str:
        """Year and half."""
        return f"{self.year:04}-H{self.number}"

    def show(self, language: str) -> str:
        """Print 2016年上半年 or H1 2016."""
        if language.startswith("zh"):
            return f"{self.year}年{'上下'[self.number - 1]}半年"
        return f"H{self.number} {self.year}"


class Year(Period):
    """A calendar year: 2016."""

    __slots__ = ()
    months_each = 12

    @property
    def code(self) -> str:
        """The year."""
        return f"{self.year:04}"

    def show(self, language: str) -> str:
        """Print 2016年 or 2016."""
        return f"{self.year}年" if language.startswith("zh") else str(self.year)


def parse_period(text: str) -> Month | Quarter | HalfYear | Year:
    """Read a code (2016-Q3) or Chinese words (2016年第三季度); raises CoreError."""
    plain = "".join(fold(text).split())
    match = _CODE.fullmatch(plain) or _CHINESE.fullmatch(plain)
    if match is None:
        raise _no_period(text)
    year, month, quarter, half = match.groups()
    if month:
        return Month(int(year), int(month))
    if quarter:
        return Quarter(int(year), _digit(quarter))
    return HalfYear(int(year), _digit(half)) if half else Year(int(year))


def _digit(text: str) -> int:
    return _DIGITS.get(text) or int(text)


def _no_period(text: str) -> CoreError:
    return CoreError(
        "no_period",
        f"“{text}”不是期间，请写成 2016-09、2016-Q3、2016-H1 或 2016",
        f'"{text}" is no period: write 2016-09, 2016-Q3, 2016-H1 or 2016',
    )
