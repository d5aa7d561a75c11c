"""Exact amounts of money: Decimal, one currency, never a float.

Sums and products are exact or refused; rounding happens only where a caller names the step and the
rule. An amount that is unknown is None at the caller's, not a Money of zero.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    Inexact,
    InvalidOperation,
    localcontext,
)
from typing import Literal

from fumao.core.errors import CoreError
from fumao.core.text import fold

Rounding = Literal["half_up", "half_even", "down", "up"]
Scale = Literal["one", "wan", "yi"]

_ROUNDING = {
    "half_up": ROUND_HALF_UP,
    "half_even": ROUND_HALF_EVEN,
    "down": ROUND_DOWN,
    "up": ROUND_UP,
}
# 60 digits hold any product of a budget and a rate; a result that does not fit is refused.
_EXACT = Context(prec=60, traps=[Inexact, InvalidOperation])
_ZH_NAMES = {
    "CNY": "元",
    "USD": "美元",
    "EUR": "欧元",
    "HKD": "港元",
    "JPY": "日元",
    "GBP": "英镑",
    "MOP": "澳门元",
    "TWD": "新台币",
    "KRW": "韩元",
    "SGD": "新加坡元",
    "AUD": "澳元",
    "CAD": "加元",
    "CHF": "瑞士法郎",
    "RUB": "卢布",
}
_READ_NAMES = {name: code for code, name in _ZH_NAMES.items()} | {
    "人民币": "CNY",
    "人民币元": "CNY",
    "元人民币": "CNY",
    "美金": "USD",
    "港币": "HKD",
    "圆": "CNY",
}
_PREFIXES = {"人民币": "CNY", "￥": "CNY", "¥": "CNY", "US$": "USD", "HK$": "HKD", "€": "EUR"}
_NO_MINOR_UNIT = frozenset({"JPY", "KRW"})
_POWERS = {"": 0, "百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "万亿": 12}
_SCALES: dict[Scale, tuple[str, int]] = {"one": ("", 0), "wan": ("万", 4), "yi": ("亿", 8)}
_TEXT = re.compile(
    r"(?P<before>人民币|[￥¥€]|US\$|HK\$|[A-Z]{3})?"
    r"(?P<sign>[-−])?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<power>万亿|百万|千万|[百千万亿])?(?P<after>[A-Z]{3}|[^\W\d_]{1,5})?"
)


class MixedCurrencyError(CoreError):
    """Two amounts in different currencies were added or compared."""

    def __init__(self, left: str, right: str) -> None:
        super().__init__(
            "mixed_currencies",
            f"币种不同，不能直接计算：{left} 与 {right}，请先折算",
            f"{left} and {right} cannot be added or compared: convert one first",
        )


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of one currency (ISO 4217); exact, immutable, comparable within its currency."""

    amount: Decimal
    currency: str = "CNY"

    def __post_init__(self) -> None:
        amount: object = self.amount
        if not isinstance(amount, Decimal):
            raise TypeError(f"money is Decimal, not {type(amount).__name__}")
        if not self.amount.is_finite():
            raise _no_money(str(self.amount))
        if not re.fullmatch("[A-Z]{3}", self.currency):
            raise _no_money(self.currency)

    @classmethod
    def parse(cls, text: str) -> "Money":
        """Read an amount as documents print it: 30.5亿美元, 人民币1,200万元, USD 30.5.

        Raises CoreError where the text is no amount or names no currency.
        """
        match = _TEXT.fullmatch("".join(fold(text).replace("，", ",").split()))
        if match is None:
            raise _no_money(text)
        currency = _currency(match["before"], match["after"])
        if currency is None:
            raise _no_money(text)
        number = Decimal(match["number"].replace(",", "")).scaleb(_POWERS[match["power"] or ""])
        return cls(-number if match["sign"] else number, currency)

    @classmethod
    def from_fen(cls, fen: int, currency: str = "CNY") -> "Money":
        """Make money of whole fen (the currency's smallest unit)."""
        return cls(Decimal(fen).scaleb(-_minor_digits(currency)), currency)

    def to_fen(self) -> int:
        """Return whole fen; raises CoreError where a part of a fen would be lost."""
        fen = self.amount.scaleb(_minor_digits(self.currency))
        if fen != fen.to_integral_value():
            raise CoreError(
                "part_of_a_fen",
                f"{self.amount} {self.currency} 含不足一分的部分，请先按规则取整",
                f"{self.amount} {self.currency} holds a part of a fen: round it by a rule first",
            )
        return int(fen)

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(_EXACT.add(self.amount, other.amount), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(_EXACT.subtract(self.amount, other.amount), self.currency)

    def __mul__(self, factor: Decimal | int) -> "Money":
        if not isinstance(factor, Decimal) and type(factor) is not int:
            raise TypeError(f"money is multiplied by Decimal or int, not {type(factor).__name__}")
        return Money(_EXACT.multiply(self.amount, Decimal(factor)), self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> "Money":
        return Money(self.amount.copy_negate(), self.currency)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __lt__(self, other: "Money") -> bool:
        self._same(other)
        return self.amount < other.amount

    def __le__(self, other: "Money") -> bool:
        return not other < self

    def __gt__(self, other: "Money") -> bool:
        return other < self

    def __ge__(self, other: "Money") -> bool:
        return not self < other

    def rounded(self, step: Decimal, rounding: Rounding) -> "Money":
        """Round to a multiple of `step` (Decimal("0.01") fen, Decimal("10000") 万元) by a rule."""
        with localcontext(Context(prec=60)):
            steps = (self.amount / step).to_integral_value(_ROUNDING[rounding])
            return Money(steps * step, self.currency)

    def split(self, weights: Sequence[int]) -> list["Money"]:
        """Share whole fen by integer weights; the sum is exact, left-over fen go to the first.

        Raises CoreError for a part of a fen or weights without a positive sum.
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise CoreError(
                "weights", "分配权重之和应为正数", "weights must be >= 0 with a positive sum"
            )
        fen = self.to_fen()
        shares = [fen * weight // total for weight in weights]
        left = fen - sum(shares)
        heavy = [i for i, weight in enumerate(weights) if weight]
        for index in heavy[:left]:
            shares[index] += 1
        return [Money.from_fen(share, self.currency) for share in shares]

    def show(self, language: str, scale: Scale = "one", places: int = 2) -> str:
        """Print with thousands separators, rounded half up: 1,234.50万元, CNY 12,345,000.00.

        English has no 万: a scale of "wan" prints the full amount, "yi" prints millions.
        """
        if not language.startswith("zh"):
            power, word = (6, " million") if scale == "yi" else (0, "")
            return f"{self.currency} {self._digits(power, places)}{word}"
        name, power = _SCALES[scale]
        unit = _ZH_NAMES.get(self.currency, self.currency)
        return f"{self._digits(power, places)}{name}{unit}"

    def _digits(self, power: int, places: int) -> str:
        step = Decimal(1).scaleb(power - places)
        return f"{self.rounded(step, 'half_up').amount.scaleb(-power):,.{places}f}"

    def _same(self, other: object) -> None:
        if not isinstance(other, Money):
            raise TypeError(f"money is added and compared to money, not {type(other).__name__}")
        if self.currency != other.currency:
            raise MixedCurrencyError(self.currency, other.currency)


def _minor_digits(currency: str) -> int:
    return 0 if currency in _NO_MINOR_UNIT else 2


def _currency(before: str | None, after: str | None) -> str | None:
    """Settle the currency of a printed amount; None where none or two are named."""
    first = _PREFIXES.get(before, before) if before else None
    second = None
    if after:
        second = _READ_NAMES.get(after) or (after if re.fullmatch("[A-Z]{3}", after) else None)
        if second is None:
            return None
    if first and second and first != second:
        return None
    return first or second


def _no_money(text: str) -> CoreError:
    return CoreError(
        "no_money",
        f"“{text}”不是金额，请写成“30.5亿美元”“1,200万元”或“USD 30.5”",
        f'"{text}" is no amount of money: write 30.5亿美元, 1,200万元 or USD 30.5',
    )
