"""Types of the rule language: what may be compared, added and multiplied.

A number carries its scale (digits after the point) and, where it has one, its currency or unit; two
currencies or two units never meet without an error.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Kind = Literal["bool", "int", "dec", "money", "text", "code", "date", "month", "share", "wrong"]

type Value = bool | int | Decimal | str | date | None

_DECLARED = re.compile(r"(?P<kind>[a-z]+)(?:\((?P<of>[A-Za-z0-9_./-]+)\))?")
LARGEST_SCALE = 12


@dataclass(frozen=True, slots=True)
class Type:
    """The type of an expression; `of` is the currency of money and the scheme of a code."""

    kind: Kind
    scale: int = 0
    of: str | None = None
    unit: str | None = None

    @property
    def is_number(self) -> bool:
        """Tell whether the type can be added and compared by size."""
        return self.kind in ("int", "dec", "money")

    def shown(self) -> str:
        """Return the type as a pack writes it: money(CNY), dec(2), code(industries-2017)."""
        if self.kind == "dec":
            return f"dec({self.scale})"
        text = self.kind if self.of is None else f"{self.kind}({self.of})"
        if self.kind == "money" and self.scale != 2:
            text += f" with {self.scale} digits"
        return text if self.unit is None else f"{text} in {self.unit}"


BOOL, TEXT, DATE, MONTH, INT, WRONG = (
    Type("bool"),
    Type("text"),
    Type("date"),
    Type("month"),
    Type("int"),
    Type("wrong"),  # of a part with a fault that has been named: nothing more is said of it
)


def read_type(text: str, unit: str | None = None) -> Type | None:
    """Read a declared type, None where it is none: bool, int, dec(2), money(CNY), code(areas)."""
    match = _DECLARED.fullmatch(text.replace(" ", ""))
    if match is None:
        return None
    kind, of = match["kind"], match["of"]
    if kind == "bool" and of is None:
        return BOOL
    if kind == "text" and of is None:
        return TEXT
    if kind == "date" and of is None:
        return DATE
    if kind == "month" and of is None:
        return MONTH
    if kind == "int" and of is None:
        return Type("int", unit=unit)
    return _parametric(kind, of, unit) if of is not None else None


def _parametric(kind: str, of: str, unit: str | None) -> Type | None:
    if kind == "dec" and of.isdigit() and int(of) <= LARGEST_SCALE:
        return Type("dec", int(of), unit=unit)
    if kind == "money" and re.fullmatch("[A-Z]{3}", of):
        return Type("money", 2, of)
    return Type("code", of=of) if kind == "code" else None


def with_scale(type_: Type, scale: int) -> Type:
    """Return a number's type with another scale: an int with digits becomes a dec."""
    if type_ == WRONG:
        return WRONG
    if type_.kind == "money":
        return Type("money", scale, type_.of)
    return Type("dec" if scale else "int", scale, unit=type_.unit)


def sum_type(left: Type, right: Type, left_free: bool, right_free: bool) -> Type | None:
    """Return the type of a sum, None where the two do not fit; a free number is a bare literal."""
    if WRONG in (left, right):
        return WRONG
    if not (left.is_number and right.is_number):
        return None
    scale = max(left.scale, right.scale)
    if left_free or right_free:
        return with_scale(right if left_free else left, scale)
    if (left.kind == "money") != (right.kind == "money"):
        return None
    if left.of != right.of or left.unit != right.unit:
        return None
    return with_scale(left, scale)


def product_type(left: Type, right: Type) -> Type | None:
    """Return the type of a product: money times a number is money, two units do not multiply."""
    if WRONG in (left, right):
        return WRONG
    if not (left.is_number and right.is_number):
        return None
    scale = left.scale + right.scale
    if left.kind == "money" and right.kind == "money":
        return None
    if left.kind == "money" or right.kind == "money":
        return with_scale(left if left.kind == "money" else right, scale)
    if left.unit is not None and right.unit is not None:
        return None
    return with_scale(left if left.unit is not None else right, scale)


def comparable(left: Type, right: Type, left_free: bool, right_free: bool) -> bool:
    """Tell whether two values may be compared."""
    if WRONG in (left, right):
        return True
    if left.is_number or right.is_number:
        return sum_type(left, right, left_free, right_free) is not None
    if {left.kind, right.kind} == {"code", "text"}:
        return left_free or right_free
    return left.kind == right.kind and left.of == right.of
