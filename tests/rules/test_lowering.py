"""Values that depend on what the query knows of its parts: how wide they are, when they are NULL.

`small` asks the walk and the query, so a value here is that of both.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from fumao.rules import Source, batch_query
from fumao.rules.definitions import Input
from fumao.rules.exact import negate
from fumao.rules.sql.dialect import SPARK
from fumao.rules.sql.piece import TooWideError
from fumao.rules.types import Type, Value
from tests.rules.nine import given, rule
from tests.rules.small import DAY, library, value


def between(name: str, type_: Type, least: int, most: int) -> Input:
    return replace(given(name, "int"), type=type_, least=Decimal(least), most=Decimal(most))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        # each comes to an unknown number, which must not be taken for "not above 0"
        ("case when or_else(n, m) > 0 then 1 else 0 end", {}),
        ("case when (case when flag then n else m end) > 0 then 1 else 0 end", {"flag": True}),
        ("case when (case when flag then n else m end) > 0 then 1 else 0 end", {"n": 1, "m": 1}),
        ("case when (case when flag then n else 1 end) > 0 then 1 else 0 end", {"flag": True}),
        ("case when (case when is_known(n) then n else m end) > 0 then 1 else 0 end", {}),
        # both conditions and the second value are unknown with n, what is left is not
        ("case when n > 0 then 0 when n < 0 then n else 0 end", {}),
    ],
)
def test_an_unknown_number_inside_a_condition_leaves_the_case_unknown(
    text: str, values: dict[str, Value]
) -> None:
    assert value("int", text, values) is None


@pytest.mark.parametrize(("text", "count"), [("add_days", -(10**18)), ("add_months", 10**18)])
def test_days_too_far_away_are_undefined_on_one_side_alone(text: str, count: int) -> None:
    far = between("far", Type("int"), min(count, 0), max(count, 0))
    first = {"d": date(2016, 7, 5), "far": count}
    assert value("date", f"{text}(d, far)", first, inputs=(far,)) is None
    assert value("date", f"{text}(d, far)", first | {"far": 0}, inputs=(far,)) == date(2016, 7, 5)


def test_what_is_turned_round_is_as_wide_as_before() -> None:
    least = -6 * 10**18  # twice that is more than 64 bits hold
    down, down2 = between("down", Type("int"), least, 0), between("down2", Type("int"), least, 0)
    values = {"down": least, "down2": least}
    assert value("int", "-down + -down2", values, inputs=(down, down2)) == 12 * 10**18


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        # from the first day to the last: 3 652 058 days, 119 987 months, 9 998 years
        ("days_between(d, e)", 5 * 10**14),
        ("months_between(d, e)", 5 * 10**14),
        ("years_between(d, e)", 10**15),
        ("year_of(e)", 10**15),
    ],
)
def test_the_longest_time_many_times_is_more_than_64_bits(text: str, factor: int) -> None:
    times = between("times", Type("int"), 0, factor)
    values = {"d": date(1, 1, 1), "e": date(9999, 12, 31), "times": factor}
    assert value("bool", f"{text} * times > 0", values, inputs=(times,)) is True


def test_rounding_off_many_digits_of_a_long_number() -> None:
    # 33 digits in all: as many again for the rounding would be more than 38
    long = between("long", Type("dec", 12), -(10**20), 10**20)
    end = Decimal("-99999999999999999999.500000000000")
    assert value("int", "round_to(long, 0)", {"long": end}, inputs=(long,)) == -(10**20)


@pytest.mark.parametrize(("least", "most"), [(-(10**24), 0), (0, 10**24)])
def test_what_spark_cannot_divide_exactly_is_refused(least: int, most: int) -> None:
    inputs = (between("wide", Type("int"), least, most), between("part", Type("int"), 0, 10**9))
    text = "round_to(wide * part * half, 0)"  # up to 10^33 on one side of 0
    found = library(rule("r", "int", text), inputs=inputs).at(DAY)
    source = Source("(SELECT 1 AS id) AS cases", "id", frozenset())
    batch_query(found, source)
    with pytest.raises(TooWideError):
        batch_query(found, source, SPARK)


def test_what_is_negated_keeps_its_digits_and_its_kind() -> None:
    assert type(negate(5)) is int
    long = "12345678901234567890123456789.01"
    assert str(negate(Decimal(long))) == f"-{long}"  # more digits than Python's usual 28
