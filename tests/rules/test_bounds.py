"""Bounds of inputs decide how wide a number is computed: values at the very ends, by hand."""

from datetime import date
from decimal import Decimal

import pytest

from fumao.rules.definitions import Input
from fumao.rules.exact import add, multiply, subtract
from tests.rules.nine import type_of, words
from tests.rules.small import value

WIDE = 6 * 10**18  # twice that is more than 64 bits hold


def between(name: str, type_: str, least: str | int, most: str | int) -> Input:
    ends = Decimal(least), Decimal(most)
    return Input(name, words(name), type_of(type_), "administration", words("s"), *ends)


ENDS = (
    between("up", "int", 0, WIDE),
    between("up2", "int", 0, WIDE),
    between("down", "int", -WIDE, 0),
    between("down2", "int", -WIDE, 0),
    between("part", "int", 0, 1000),
)


@pytest.mark.parametrize(
    ("text", "values", "wanted"),
    [
        ("up + up2", {"up": WIDE, "up2": WIDE}, 2 * WIDE),
        ("down + down2", {"down": -WIDE, "down2": -WIDE}, -2 * WIDE),
        ("up - down", {"up": WIDE, "down": -WIDE}, 2 * WIDE),
        ("down - up", {"down": -WIDE, "up": WIDE}, -2 * WIDE),
        ("-(up + up2)", {"up": WIDE, "up2": WIDE}, -2 * WIDE),
        ("quotient(up, three, 0)", {"up": WIDE}, WIDE // 3),
        ("quotient(down, three, 0)", {"down": -WIDE}, -WIDE // 3),
        # -1.50, then half away from zero: a quotient of what is not negative may be negative
        ("round_to(quotient(part, m, 2), 0)", {"part": 15, "m": -10}, -2),
        ("round_to(half, 0)", {}, 1),
        ("round_to(-half, 0)", {}, -1),
    ],
)
def test_whole_numbers(text: str, values: dict[str, int], wanted: int) -> None:
    assert value("int", text, values, inputs=ENDS) == wanted


@pytest.mark.parametrize("sign", [1, -1])
def test_rounding_next_to_the_end_of_64_bits(sign: int) -> None:
    # 9223372.036854 has as many millionths of millionths as 64 bits hold; half a unit more does not
    end = "9223372.036854"
    inputs = (between("edge", "dec(12)", f"-{end}", end),)
    values = {"edge": sign * Decimal(end)}
    assert value("int", "round_to(edge, 0)", values, inputs=inputs) == sign * 9223372


def test_the_longest_way_from_the_first_day() -> None:
    first = {"d": date(1, 1, 1), "n": 119_987}  # 9998 years and 11 months
    assert value("date", "add_months(d, n)", first) == date(9999, 12, 1)
    assert value("date", "add_days(d, n)", first | {"n": 3_652_058}) == date(9999, 12, 31)


def test_a_whole_number_beside_a_long_decimal_loses_nothing() -> None:
    long = Decimal("12345678901234567890123456789.01")  # more digits than Python's usual 28
    assert add(long, 1) == add(1, long) == Decimal("12345678901234567890123456790.01")
    assert subtract(long, 1) == Decimal("12345678901234567890123456788.01")
    assert subtract(1, long) == Decimal("-12345678901234567890123456788.01")
    assert multiply(long, 3) == multiply(3, long) == Decimal("37037036703703703670370370367.03")
