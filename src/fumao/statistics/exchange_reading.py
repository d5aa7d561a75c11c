"""Rows of an exchanged file read against their data set: good rows as exact texts, bad ones told.

A blank figure, and one that the provider withheld, is unknown: it is never read as zero.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from fumao.core.credit_code import CreditCode
from fumao.core.errors import CoreError, Words
from fumao.core.text import match_key
from fumao.statistics.exchange import DataColumn, DataSet

MOST_ROWS = 20_000  # aggregates: more is no table of aggregates
_LOOKED_AT = 10  # rows in which the head is looked for: titles may stand above it
_BRACKET = re.compile(r"(.+?)[（(]([^（()）]+)[)）]")
# How providers write that a figure is withheld or not there.
UNKNOWN = frozenset({"", "—", "-", "–", "…", "...", "x", "*", "**", "保密", "不公布", "c", "n/a"})
_MOST_DIGITS = 20

type IsCode = Callable[[str, str, date], bool]
type Row = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong with one cell, and how to mend it."""

    column: Words
    value: str
    why: Words
    mend: Words


@dataclass(frozen=True, slots=True)
class Line:
    """A row by the number the spreadsheet gives it: what it says, or what is wrong with it."""

    number: int
    data: Row
    problems: tuple[CellProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """A file as it was understood; `unread` are the heads of columns nobody asked for."""

    good: list[Line] = field(default_factory=list)
    bad: list[Line] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def read_exchange(one: DataSet, rows: Sequence[Sequence[str]], day: date, is_code: IsCode) -> Read:
    """Read rows of texts; codes are those of the lists in use on `day`, the period's last.

    Raises CoreError where the heads are not those of the data set, or there are too many rows.
    """
    head, places, unread = _heads(one, rows)
    if len(rows) - head - 1 > MOST_ROWS:
        raise CoreError(
            "too_many",
            f"超过 {MOST_ROWS} 行：交换的应是汇总数；请按数据项说明汇总后再传。",
            f"More than {MOST_ROWS} rows: aggregates are exchanged; aggregate the data first.",
        )
    found = Read(unread=unread)
    seen: dict[tuple[str | None, ...], int] = {}
    for number, cells in enumerate(rows[head + 1 :], head + 2):
        if not any(cells):
            continue
        line = _line(one, number, cells, places, _Checks(day, is_code))
        line = _unless_twice(one, line, seen)
        (found.bad if line.problems else found.good).append(line)
    return found


@dataclass(frozen=True, slots=True)
class _Checks:
    day: date
    is_code: IsCode


def _heads(one: DataSet, rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int], list[str]]:
    known = {
        match_key(word): column
        for column in one.columns
        for word in (column.key, column.label.zh, column.label.en)
    }
    for number, row in enumerate(rows[:_LOOKED_AT]):
        found: dict[str, int] = {}
        unread = []
        for place, title in enumerate(row):
            column = _column(title, known)
            if column is not None and column.key not in found:
                found[column.key] = place
            elif title.strip():
                unread.append(title)
        if len(found) > 1 or (found and len(one.columns) == 1):
            _must_have(one, found)
            return number, found, unread
    raise _no_head(one)


def _column(title: str, known: dict[str, DataColumn]) -> DataColumn | None:
    plain = title.strip().rstrip("*＊")
    exact = known.get(match_key(plain))
    if exact is not None:
        return exact
    match = _BRACKET.fullmatch(plain)
    column = known.get(match_key(match[1])) if match else None
    if match is None or column is None:
        return None
    unit = match_key(match[2])
    if column.unit is None or unit not in {match_key(word) for word in column.unit}:
        wanted = column.unit.zh if column.unit else "无"
        raise CoreError(
            "unit",
            f"“{title}”的单位应为“{wanted}”，表头写的是“{match[2]}”；请换算后再传。",
            f'The unit of "{title}" must be "{column.unit.en if column.unit else "none"}": '
            "convert the figures first.",
        )
    return column


def _must_have(one: DataSet, found: dict[str, int]) -> None:
    missing = [column for column in one.columns if column.required and column.key not in found]
    if missing:
        raise CoreError(
            "head",
            f"缺少必需的列：{'、'.join(column.label.zh for column in missing)}。",
            f"Columns are missing: {', '.join(column.label.en for column in missing)}.",
        )


def _no_head(one: DataSet) -> CoreError:
    return CoreError(
        "no_head",
        f"前{_LOOKED_AT}行里没有找到表头；应有：{'、'.join(c.label.zh for c in one.columns)}。",
        f"No head was found in the first {_LOOKED_AT} rows; it must have: "
        f"{', '.join(c.label.en for c in one.columns)}.",
    )


def _line(
    one: DataSet, number: int, cells: Sequence[str], places: dict[str, int], checks: _Checks
) -> Line:
    data: Row = {}
    problems = []
    for column in one.columns:
        place = places.get(column.key)
        text = cells[place].strip() if place is not None and place < len(cells) else ""
        try:
            data[column.key] = _READERS[column.kind](column, text, checks)
        except _Wrong as wrong:
            problems.append(CellProblem(column.label, text, wrong.why, wrong.mend))
            data[column.key] = text
    return Line(number, data, tuple(problems))


def _unless_twice(one: DataSet, line: Line, seen: dict[tuple[str | None, ...], int]) -> Line:
    """Return the line; a second one about the same is a fault, whichever of both is right."""
    if line.problems:
        return line
    key = tuple(line.data[column.key] for column in one.keys)
    first = seen.setdefault(key, line.number)
    if first == line.number:
        return line
    twice = CellProblem(
        one.keys[0].label, str(key[0] or ""),
        Words(f"与第 {first} 行重复", f"the same as row {first}"),
        Words("各分组只留一行；若是两笔，请先相加", "keep one row a group; add two up first"),
    )  # fmt: skip
    return Line(line.number, line.data, (twice,))


class _Wrong(Exception):  # noqa: N818 - carries words, never leaves this module
    def __init__(self, why: Words, mend: Words) -> None:
        super().__init__(why.en)
        self.why, self.mend = why, mend


_FILL = _Wrong(Words("必需的一项是空的", "it is needed and empty"), Words("请补上", "fill it in"))


def _told(column: DataColumn, text: str) -> str | None:
    if not text and column.required:
        raise _FILL
    return text or None


def _code(column: DataColumn, text: str, checks: _Checks) -> str | None:
    told = _told(column, text)
    if told is not None and not checks.is_code(column.scheme, told, checks.day):
        raise _Wrong(
            Words(
                f"{checks.day} 时的代码表 {column.scheme} 中没有这个代码",
                f"the list {column.scheme} has no such code on {checks.day}",
            ),
            Words("改用当期版本的代码；合计行请删去", "use the period's edition; drop total rows"),
        )
    return told


def _choice(column: DataColumn, text: str, _checks: _Checks) -> str | None:
    told = _told(column, text)
    if told is None:
        return None
    wanted = match_key(told)
    for one in column.choices:
        if wanted in {match_key(word) for word in (one.key, one.name.zh, one.name.en)}:
            return one.key
    listed = Words(
        "、".join(one.name.zh for one in column.choices),
        ", ".join(one.name.en for one in column.choices),
    )
    raise _Wrong(
        Words("不是可选的值", "not one of the values"),
        Words(f"应为：{listed.zh}", f"write one of: {listed.en}"),
    )


def _name(column: DataColumn, text: str, _checks: _Checks) -> str | None:
    return _told(column, " ".join(text.split()))


def _credit_code(column: DataColumn, text: str, _checks: _Checks) -> str | None:
    told = _told(column, text)
    if told is None:
        return None
    try:
        return CreditCode.parse(told).text
    except CoreError as error:
        raise _Wrong(error.words, Words("请核对18位代码", "check the 18 characters")) from error


def _figure(column: DataColumn, text: str, _checks: _Checks) -> str | None:
    plain = match_key(text).replace(",", "").replace("，", "")
    if plain in UNKNOWN:
        return None
    try:
        number = Decimal(plain)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or len(number.as_tuple().digits) > _MOST_DIGITS:
        raise _Wrong(
            Words("不是数字", "not a number"),
            Words("不公布或没有的写 — 或留空", "leave what is withheld or missing empty"),
        )
    exact = number.normalize()
    exponent = exact.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > column.places:
        raise _Wrong(
            Words(f"小数位多于 {column.places} 位", f"more than {column.places} decimals"),
            Words("按约定的位数提供", "give it to the places agreed"),
        )
    if column.least is not None and number < column.least:
        raise _Wrong(
            Words(f"小于 {column.least}", f"below {column.least}"),
            Words("请核对正负号", "check the sign"),
        )
    return f"{number:.{column.places}f}"


_READERS: dict[str, Callable[[DataColumn, str, _Checks], str | None]] = {
    "code": _code, "choice": _choice, "name": _name, "credit_code": _credit_code,
    "count": _figure, "amount": _figure,
}  # fmt: skip


def problems_of(lines: Sequence[Line]) -> Iterator[tuple[int, CellProblem]]:
    """Yield every problem with the number of its row."""
    for line in lines:
        for one in line.problems:
            yield line.number, one
