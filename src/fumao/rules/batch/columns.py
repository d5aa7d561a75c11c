"""The columns of a file matched to inputs: by name, or by Chinese or English label.

A label may carry its unit in brackets: 营业收入（万元） is money in ten thousands. A bracket that
is not understood leaves the column unknown: a guess would be wrong by a power of ten.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fumao.core.errors import CoreError
from fumao.core.text import match_key
from fumao.rules.definitions import Input
from fumao.rules.shown import unit_name

_BRACKET = re.compile(r"(?P<name>.+?)\s*[（(\[【](?P<unit>[^（(\[【）)\]】]+)[）)\]】]\s*")
_POWERS = {"": 0, "百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8}
_CURRENCIES = {
    "CNY": ("元", "人民币", "人民币元", "cny", "rmb", "yuan"),
    "USD": ("美元", "usd", "dollars"),
    "HKD": ("港元", "港币", "hkd"),
    "EUR": ("欧元", "eur"),
    "JPY": ("日元", "jpy"),
}
KEYS = ("key", "id", "统一社会信用代码", "信用代码", "credit_code", "credit code", "编号")


@dataclass(frozen=True, slots=True)
class Column:
    """The place of an input's column; its numbers are in units of 10 to the `power`."""

    place: int
    given: Input
    power: int = 0


class Names:
    """Headers looked up among inputs."""

    def __init__(self, inputs: Iterable[Input]) -> None:
        self._found: dict[str, dict[str, Input]] = defaultdict(dict)
        for given in inputs:
            for name in (given.name, given.label.zh, given.label.en):
                self._found[match_key(name)][given.name] = given

    def score(self, cells: Sequence[str]) -> int:
        """Count the cells that are known names or the usual names of a key."""
        keys = {match_key(key) for key in KEYS}
        return sum(
            bool(cell.strip()) and (match_key(cell) in keys or self._look(cell) is not None)
            for cell in cells
        )

    def _look(self, header: str) -> tuple[dict[str, Input], int] | None:
        plain = match_key(header)
        if plain in self._found:
            return self._found[plain], 0
        match = _BRACKET.fullmatch(header.strip())
        if match is None or match_key(match["name"]) not in self._found:
            return None
        inputs = self._found[match_key(match["name"])]
        powers = {power_of(match["unit"], given) for given in inputs.values()}
        power = powers.pop() if len(powers) == 1 else None
        return None if power is None else (inputs, power)

    def match(self, header: Sequence[str]) -> tuple[dict[str, Column], tuple[str, ...]]:
        """Return the column of each input found, and the headers that are no input.

        Raises CoreError where a header could be two inputs or two headers are one.
        """
        columns: dict[str, Column] = {}
        unknown: list[str] = []
        for place, name in enumerate(header):
            found = self._look(name) if name else None
            if found is None:
                unknown += [name] if name else []
                continue
            inputs, power = found
            if len(inputs) > 1:
                raise _ambiguous(name, sorted(inputs))
            given = next(iter(inputs.values()))
            if given.name in columns:
                raise _twice(header[columns[given.name].place], name, given)
            columns[given.name] = Column(place, given, power)
        return columns, tuple(unknown)


def power_of(unit: str, given: Input) -> int | None:
    """Return the power of ten that a unit in a header stands for, None where it is no unit."""
    plain, type_ = match_key(unit), given.type
    if type_.kind == "money":
        for power in sorted(_POWERS, key=len, reverse=True):
            if plain.startswith(power) and plain[len(power) :] in _CURRENCIES.get(
                type_.of or "", ()
            ):
                return _POWERS[power]
        return 0 if plain == match_key(type_.of or "") else None
    names = [] if type_.unit is None else [type_.unit, *(unit_name(type_.unit, x) for x in _BOTH)]
    return 0 if plain in {match_key(name) for name in names} else None


_BOTH = ("zh", "en")


def find_column(header: Sequence[str], wanted: str) -> int:
    """Return the place of the column with the name wanted; raises CoreError where there is none."""
    plain = [match_key(name) for name in header]
    if match_key(wanted) in plain:
        return plain.index(match_key(wanted))
    raise CoreError(
        "no_column",
        f"文件中没有列“{wanted}”。现有：{'、'.join(header)}",
        f"The file has no column “{wanted}”. It has: {', '.join(header)}",
    )


def key_column(
    header: Sequence[str], wanted: str | None, taken: Mapping[str, Column]
) -> int | None:
    """Return the place of the key: the one asked for, else a usual name, else None."""
    if wanted is not None:
        return find_column(header, wanted)
    usual = [match_key(key) for key in KEYS]
    places = {column.place for column in taken.values()}
    free = [n for n, name in enumerate(header) if match_key(name) in usual and n not in places]
    return free[0] if free else None


def _ambiguous(name: str, inputs: Sequence[str]) -> CoreError:
    return CoreError(
        "ambiguous_column",
        f"列“{name}”可以是 {'、'.join(inputs)}；请用其中一个作列名。",
        f"The column “{name}” could be {', '.join(inputs)}; name it as one of them.",
    )


def _twice(first: str, second: str, given: Input) -> CoreError:
    return CoreError(
        "column_twice",
        f"列“{first}”和“{second}”都是“{given.label.zh}”（{given.name}）；请删去一列。",
        f"The columns “{first}” and “{second}” both are “{given.label.en}” ({given.name});"
        " remove one.",
    )
