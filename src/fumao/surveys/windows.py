"""Entry windows: which days of work may be entered or approved on a day.

The rule of Shanghai (notice of the ministry, 2018-03-16): until 31 March days from 1 July of last
year on are open, from 1 April only days of this year. What lies outside never enters a figure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from fumao.core.errors import CoreError

_DAY = timedelta(days=1)
_LEAP = 2000  # a year that has every day of the year
LAST = (12, 31)


@dataclass(frozen=True, slots=True)
class Window:
    """On days up to `until` (month, day), days from `since` of that year less `years_back`."""

    until: tuple[int, int]
    since: tuple[int, int]
    years_back: int = 0


@dataclass(frozen=True, slots=True)
class Opened:
    """The days open for entry, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Windows:
    """The windows of a year in their order; none leaves every day up to today open.

    Raises CoreError where they leave a day of the year without a window, name a day that no year
    has, or would open again a day that they had closed.
    """

    windows: tuple[Window, ...] = ()

    def __post_init__(self) -> None:
        if not self.windows:
            return
        for one in self.windows:
            _day(one.until)
            _day(one.since)
        ends = [one.until for one in self.windows]
        if ends != sorted(set(ends)) or ends[-1] != LAST:
            raise CoreError(
                "windows_order",
                "录入窗口应按 until 从早到晚排列，最后一个为 12-31",
                "entry windows go by `until` from the earliest on, the last one to 12-31",
            )
        self._refuse_reopening()

    def _refuse_reopening(self) -> None:
        firsts = [_since(one, _LEAP) for one in self.windows]
        firsts.append(_since(self.windows[0], _LEAP + 1))
        if firsts != sorted(firsts):
            raise CoreError(
                "windows_reopen",
                "录入窗口不能把已关闭的日期重新打开，请核对 since 和 years_back",
                "entry windows must not open a day again: check `since` and `years_back`",
            )
        starts = [(1, 1), *(_after(one.until) for one in self.windows[:-1])]
        for one, start in zip(self.windows, starts, strict=True):
            if _since(one, _LEAP) > date(_LEAP, *start):
                raise CoreError(
                    "windows_ahead",
                    f"至 {_said(one.until)} 的窗口从未来的日期开始",
                    f"the window up to {_said(one.until)} begins on a day still to come",
                )

    def on(self, day: date) -> Opened:
        """Return the days that may be entered or approved on `day`."""
        for one in self.windows:
            if (day.month, day.day) <= one.until:
                return Opened(_since(one, day.year), day)
        return Opened(date.min, day)

    def closes(self, done: date) -> date | None:
        """Return the last day on which `done` may be entered or approved; None where always."""
        if not self.windows:
            return None
        last = done
        for end in self._ends(done):
            if done not in self.on(end):
                break
            last = end
        return last

    def _ends(self, done: date) -> Iterable[date]:
        most = 2 + max(one.years_back for one in self.windows)
        for year in range(done.year, done.year + most + 1):
            for one in self.windows:
                end = _exact(one.until, year)
                if end >= done:
                    yield end


def _since(window: Window, year: int) -> date:
    return _exact(window.since, year - window.years_back)


def _exact(part: tuple[int, int], year: int) -> date:
    """Return the day of a year; 29 February is the 28th where there is none."""
    if part == (2, 29):
        return date(year, 3, 1) - _DAY
    return date(year, *part)


def _after(part: tuple[int, int]) -> tuple[int, int]:
    following = date(_LEAP, *part) + _DAY
    return following.month, following.day


def _day(part: tuple[int, int]) -> None:
    try:
        date(_LEAP, *part)
    except ValueError as error:
        raise CoreError(
            "windows_day",
            f"没有 {part[0]} 月 {part[1]} 日，请写成 03-31 这样的月日",
            f"no year has the day {part[0]}-{part[1]}: write month and day such as 03-31",
        ) from error


def _said(part: tuple[int, int]) -> str:
    return f"{part[0]:02}-{part[1]:02}"


ANY_DAY = Windows()  # every day up to today
