"""Exact arithmetic on whole and decimal numbers: nothing is rounded unless a rule says so."""

from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation, Overflow
from functools import cache

type Number = int | Decimal

# Bounds of types keep every result below 38 digits; one that were not exact would raise.
_EXACT = Context(prec=120, traps=[Inexact, InvalidOperation, Overflow])
_ROUNDING = Context(prec=120, rounding=ROUND_HALF_UP, traps=[InvalidOperation, Overflow])


def add(left: Number, right: Number) -> Number:
    """Return left + right."""
    if type(left) is int is type(right):
        return left + right
    return _EXACT.add(Decimal(left), Decimal(right))


def subtract(left: Number, right: Number) -> Number:
    """Return left - right."""
    if type(left) is int is type(right):
        return left - right
    return _EXACT.subtract(Decimal(left), Decimal(right))


def multiply(left: Number, right: Number) -> Number:
    """Return left x right."""
    if type(left) is int is type(right):
        return left * right
    return _EXACT.plus(_EXACT.multiply(Decimal(left), Decimal(right)))  # plus: 0, never -0


def negate(value: Number) -> Number:
    """Return -value."""
    return -value if type(value) is int else _EXACT.minus(Decimal(value))


def round_half_up(value: Number, digits: int) -> Number:
    """Return the value with so many digits after the point, half away from zero."""
    if type(value) is int and digits == 0:
        return value
    found = _ROUNDING.plus(_ROUNDING.quantize(Decimal(value), _last(digits)))
    return int(found) if digits == 0 else found


def quotient(over: Number, under: Number, digits: int) -> Number | None:
    """Return over ÷ under half up to so many digits; None where under is 0.

    120 digits before the second rounding are exact enough: no ratio of two 38-digit numbers lies
    nearer to a half than 1 in 10^50 without being one.
    """
    if under == 0:
        return None
    return round_half_up(_ROUNDING.divide(Decimal(over), Decimal(under)), digits)


def per_cent(value: Number, rate: Number, digits: int) -> Number:
    """Return `rate` per cent of the value, half up to so many digits."""
    return round_half_up(multiply(multiply(value, rate), Decimal("0.01")), digits)


def to_scale(value: Number, digits: int) -> Number:
    """Return the value written with exactly so many digits; raises Inexact where some are lost."""
    found = _EXACT.plus(_EXACT.quantize(Decimal(value), _last(digits)))
    return int(found) if digits == 0 else found


def in_units(value: Number, digits: int) -> int:
    """Return the value as a whole number of its last digit; raises Inexact where some are lost."""
    return int(_EXACT.quantize(Decimal(value), _last(digits)).scaleb(digits, _EXACT))


@cache
def _last(digits: int) -> Decimal:
    return Decimal((0, (1,), -digits))
