"""Facts of a case as people and files write them, read into exact values of their types."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, Inexact, InvalidOperation

from fumao.core.errors import CoreError
from fumao.rules.definitions import Input, bounds
from fumao.rules.exact import to_scale
from fumao.rules.types import Type, Value

# The batch evaluator reads the same words.
TRUE = frozenset({"true", "是", "有", "yes", "y", "1", "t"})
FALSE = frozenset({"false", "否", "无", "no", "n", "0", "f"})
LONGEST = 200
_TOO_LARGE = Decimal(10) ** 30


def read_fact(raw: object, given: Input) -> Value:
    """Return the value of an input; None and an empty text are unknown.

    Raises CoreError that says what is wrong with it and how it should be written.
    """
    if raw is None or raw == "":
        return None
    value = read_value(raw, given.type)
    if value is None:
        raise _wrong(raw, given, *_form(given.type))
    if given.type.is_number and isinstance(value, int | Decimal):
        low, high = bounds(given)
        if not low <= value * 10**given.type.scale <= high:
            least, most = (Decimal(end).scaleb(-given.type.scale) for end in (low, high))
            raise _wrong(raw, given, f"应在 {least:f} 到 {most:f} 之间", f"{least:f} to {most:f}")
    return value


def read_rows(
    raw: Sequence[Mapping[str, object]], fields: Sequence[Input]
) -> list[dict[str, Value]]:
    """Return the rows of a child table; raises CoreError for the first wrong value."""
    return [{given.name: read_fact(row.get(given.name), given) for given in fields} for row in raw]


def read_value(raw: object, type_: Type) -> Value:
    """Return the value that `raw` states in the type, None where it states none."""
    if type_.kind == "bool":
        return _truth(raw)
    if type_.is_number:
        return _number(raw, type_)
    if type_.kind in ("date", "month"):
        return _day(raw, type_.kind == "month")
    text = str(raw).strip()
    return text if 0 < len(text) <= LONGEST and text.isprintable() and "\\" not in text else None


def _truth(raw: object) -> bool | None:
    if isinstance(raw, bool):
        return raw
    text = str(raw).strip().lower()
    return True if text in TRUE else False if text in FALSE else None


def _number(raw: object, type_: Type) -> int | Decimal | None:
    """Read a number; a binary fraction (float) is read by the digits it shows."""
    if isinstance(raw, bool):
        return None
    try:
        number = Decimal(str(raw).strip().replace(",", "").replace("，", ""))
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) >= _TOO_LARGE:
        return None
    try:
        return to_scale(number, type_.scale)
    except Inexact:
        return None


def _day(raw: object, month: bool) -> date | None:
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, date):
        found = raw
    else:
        text = str(raw).strip().replace("/", "-").replace(".", "-")
        try:
            found = date.fromisoformat(f"{text}-01" if month and len(text) == 7 else text)
        except ValueError:
            return None
    if not 1800 < found.year < 2300:
        return None
    return found.replace(day=1) if month else found


def _form(type_: Type) -> tuple[str, str]:
    if type_.is_number and type_.scale:
        return f"应为数字，小数最多 {type_.scale} 位", f"a number with at most {type_.scale} digits"
    forms = {
        "bool": ("应为“是”或“否”", "yes or no"),
        "int": ("应为整数", "a whole number"),
        "date": ("应为 2016-07-05 样的日期", "a date like 2016-07-05"),
        "month": ("应为 2016-07 样的月份", "a month like 2016-07"),
    }
    return forms.get(type_.kind, ("应为 200 字以内的文字", "a text of at most 200 characters"))


def _wrong(raw: object, given: Input, zh: str, en: str) -> CoreError:
    shown = str(raw)[:40]
    return CoreError(
        "fact",
        f"“{given.label.zh}”的值“{shown}”不对：{zh}",
        f'"{shown}" is no value for "{given.label.en}": it must be {en}',
    )
