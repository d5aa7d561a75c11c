"""Values of the rule language as people read them, in Chinese and in English."""

from datetime import date
from decimal import Decimal

from fumao.core.money import Money
from fumao.rules.types import Type, Value


def shown_value(value: Value, type_: Type, language: str) -> str:
    """Return a value as a person reads it: 1,230,000.00元, 是, 2016-07; unknown is 未知."""
    chinese = language.startswith("zh")
    if value is None:
        return "未知" if chinese else "unknown"
    if isinstance(value, bool):
        return ("是" if value else "否") if chinese else ("yes" if value else "no")
    if isinstance(value, date):
        return value.isoformat()[:7] if type_.kind == "month" else value.isoformat()
    if isinstance(value, str):
        return value
    return shown_number(value, type_, language)


def shown_number(value: int | Decimal, type_: Type, language: str) -> str:
    """Return a number with its currency or unit; money never shows fewer than its fen."""
    if type_.kind == "money" and type_.of is not None:
        number = Decimal(value)
        digits = max(2, -int(number.normalize().as_tuple().exponent))
        return Money(number, type_.of).show(language, places=digits)
    text = f"{value:,}" if isinstance(value, int) else f"{value:,f}"
    if type_.unit is None:
        return text
    return f"{text}{'' if language.startswith('zh') else ' '}{unit_name(type_.unit, language)}"


_UNITS = {
    "day": ("天", "days"),
    "month": ("个月", "months"),
    "year": ("年", "years"),
    "人": ("人", "people"),
    "家": ("家", "firms"),
    "户": ("户", "enterprises"),
    "平方米": ("平方米", "m²"),
    "百分点": ("百分点", "percentage points"),
}


def unit_name(unit: str, language: str) -> str:
    """Return a unit in words; one that is not known here stays as its pack writes it."""
    zh, en = _UNITS.get(unit, (unit, unit))
    return zh if language.startswith("zh") else en


def shown_per_cent(part: int | Decimal, whole: int | Decimal) -> str:
    """Return part of whole in per cent with two digits, cut towards zero so 49.999 is not 50.

    For the eye only: conditions are decided by multiplication, exactly.
    """
    hundredths = int(Decimal(part) * 10_000 / Decimal(whole))
    return f"{Decimal(hundredths).scaleb(-2):f}%"
