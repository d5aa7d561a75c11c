"""One mapping of a pack file: typed reading of its fields, every fault noted with file and line.

A field that is wrong reads as a harmless value, so that one run reports every fault.
"""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import get_args

from fumao.core.errors import Words
from fumao.packs.model import Place
from fumao.packs.problem import Problem

type Value = str | bool | list["Value"] | "Row" | None


class Row:
    """One mapping of a file: typed reading of its fields, every fault noted with file and line."""

    def __init__(
        self,
        values: dict[str, Value],
        lines: dict[str, int],
        place: Place,
        problems: list[Problem],
        starts: dict[str, tuple[int, int]] | None = None,
    ) -> None:
        self.values, self.lines, self.place, self._problems = values, lines, place, problems
        self._starts = starts or {}
        self._read: set[str] = set()

    def _at(self, name: str) -> Place:
        return Place(self.place.file, self.lines.get(name, self.place.line))

    def fault(self, name: str, zh: str, en: str, mend: tuple[str, str]) -> None:
        """Note that field `name` is wrong; `mend` is (zh, en)."""
        self._problems.append(Problem(f"field_{name}", self._at(name), zh, en, mend[0], mend[1]))

    def _value(self, name: str) -> Value:
        self._read.add(name)
        return self.values.get(name)

    def start(self, name: str) -> tuple[int, int]:
        """Return line and column, from 1, where the field's text begins."""
        return self._starts.get(name, (self._at(name).line, 1))

    def plain(self, name: str) -> dict[str, object]:
        """Return a mapping of free names to texts, flags, or lists of such mappings."""
        value = self._value(name)
        if value is None:
            return {}
        if isinstance(value, Row):
            return {key: _unwrapped(item) for key, item in value.values.items()}
        self._expected(name, "映射", "a mapping")
        return {}

    def plain_value(self, name: str) -> object:
        """Return a text, flag, list or mapping as it is written."""
        return _unwrapped(self._value(name))

    def has(self, name: str) -> bool:
        """Return whether the field is there with a value."""
        return self.values.get(name) is not None

    def text_or_none(self, name: str) -> str | None:
        """Return a text, None where the field is missing or empty."""
        value = self._value(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            self._expected(name, "文字", "a text")
            return None
        return value.strip()

    def text(self, name: str) -> str:
        """Return a text; a missing one is a fault."""
        value = self.text_or_none(name)
        if value is None:
            self._missing(name)
        return value or ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts; in CSV, and in YAML for short lists, one text parted by 、 will
        do.
        """
        value = self._value(name)
        if value is None or value == "":
            return ()
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split("、"))
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(str(item).strip() for item in value)
        self._expected(name, "文字列表", "a list of texts")
        return ()

    def words(self, name: str) -> Words:
        """Return the fields `name`_zh and `name`_en; either missing is a fault."""
        return Words(self.text(f"{name}_zh"), self.text(f"{name}_en"))

    def words_or_none(self, name: str) -> Words | None:
        """Return both wordings, or None where neither is given."""
        if self.has(f"{name}_zh") or self.has(f"{name}_en"):
            return self.words(name)
        self._read |= {f"{name}_zh", f"{name}_en"}
        return None

    def number_or_none(self, name: str) -> Decimal | None:
        """Return an exact decimal number, None where the field is missing or empty."""
        value = self._value(name)
        if value is None or value == "":
            return None
        if isinstance(value, str):
            try:
                number = Decimal(value)
            except InvalidOperation:
                number = Decimal("NaN")
            if number.is_finite():
                return number
        self._expected(name, "数字（如 12.5）", "a number such as 12.5")
        return None

    def number(self, name: str) -> Decimal:
        """Return an exact decimal number; a missing one is a fault."""
        if not self.has(name) or self.values.get(name) == "":
            self._read.add(name)
            self._missing(name)
        return self.number_or_none(name) or Decimal(0)

    def whole_or_none(self, name: str) -> int | None:
        """Return a whole number, None where the field is missing or empty."""
        number = self.number_or_none(name)
        if number is not None and number != number.to_integral_value():
            self._expected(name, "整数", "a whole number")
            return None
        return None if number is None else int(number)

    def day_or_none(self, name: str) -> date | None:
        """Return a day written YYYY-MM-DD, None where the field is missing or empty."""
        value = self._value(name)
        if value is None or value == "":
            return None
        if isinstance(value, str) and len(value) == 10:
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        self._expected(name, "日期（如 2016-09-30）", "a day such as 2016-09-30")
        return None

    def day(self, name: str) -> date:
        """Return a day; a missing one is a fault."""
        if not self.has(name):
            self._read.add(name)
            self._missing(name)
        return self.day_or_none(name) or date.min

    def flag(self, name: str) -> bool:
        """Return true or false; a missing one is false."""
        value = self._value(name)
        if isinstance(value, bool):
            return value
        if value in (None, "", "false"):
            return False
        if value == "true":
            return True
        self._expected(name, "true 或 false", "true or false")
        return False

    def choice[T](self, name: str, kinds: object, default: T | None = None) -> T:
        """Return one of the values of the Literal type `kinds`."""
        allowed = get_args(kinds)
        value = self.text_or_none(name)
        if value is None and default is not None:
            return default
        for item in allowed:
            if item == value:
                found: T = item
                return found
        listed = "、".join(str(item) for item in allowed)
        self._expected(name, f"其中之一：{listed}", f"one of {listed}")
        first: T = allowed[0]
        return first

    def rows(self, name: str) -> tuple["Row", ...]:
        """Return a list of mappings."""
        value = self._value(name)
        if value is None:
            return ()
        if isinstance(value, list):
            found = tuple(item for item in value if isinstance(item, Row))
            if len(found) == len(value):
                return found
        self._expected(name, "条目列表", "a list of mappings")
        return ()

    def part(self, name: str) -> "Row | None":
        """Return a mapping inside this one, None where it is missing."""
        value = self._value(name)
        if value is None or isinstance(value, Row):
            return value
        self._expected(name, "映射", "a mapping")
        return None

    def over(self, model: "Row") -> "Row":
        """Return a row with what `model` has and this one does not; what was read stays read."""
        values = {**model.values, **self.values}
        lines, starts = {**model.lines, **self.lines}, {**model._starts, **self._starts}
        made = Row(values, lines, self.place, self._problems, starts)
        made._read = set(self._read)
        return made

    def finish(self) -> None:
        """Note every field that nobody asked for: it is a misspelling or not yet known."""
        for name in self.values.keys() - self._read:
            self.fault(
                name,
                f"不认识字段“{name}”",
                f'unknown field "{name}"',
                ("改正拼写或删除该字段", "correct the spelling or remove the field"),
            )

    def _missing(self, name: str) -> None:
        self.fault(
            name,
            f"缺少字段“{name}”",
            f'field "{name}" is missing',
            (f"补上“{name}”", f'add "{name}"'),
        )

    def _expected(self, name: str, zh: str, en: str) -> None:
        self.fault(
            name,
            f"字段“{name}”的值不合要求",
            f'field "{name}" has a wrong value',
            (f"应为{zh}", f"it must be {en}"),
        )


def _unwrapped(value: Value) -> object:
    if isinstance(value, Row):
        return {key: _unwrapped(item) for key, item in value.values.items()}
    if isinstance(value, list):
        return [_unwrapped(item) for item in value]
    return value
