"""A data set refuses what contradicts itself, above all a hidden figure that has a value."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from fumao.core.errors import CoreError, Words
from fumao.core.periods import HalfYear, Month, Quarter, Year
from fumao.core.schemes import Code
from fumao.statistics.sdmx import CodeList, Item, Observation, code_list, shown
from fumao.statistics.sdmx.lists import time_code
from tests.statistics.sdmx.sample import DATASET, SEPTEMBER

NAME = Words("名", "name")
KEY = ("_T", "ITO")


@pytest.mark.parametrize(
    ("value", "status", "confidentiality"),
    [
        (Decimal(1), "Q", "C"),  # hidden, and yet a value
        (Decimal(1), "A", "C"),
        (None, "A", "F"),
        (None, "Q", "F"),  # suppressed without saying why
        (None, "O", "D"),
        (Decimal(0), "O", "F"),  # unknown is not zero
    ],
)
def test_value_and_status_agree(value: Decimal | None, status: str, confidentiality: str) -> None:
    with pytest.raises(CoreError):
        Observation("EXECUTED", KEY, SEPTEMBER, value, status, confidentiality)


@pytest.mark.parametrize(
    ("period", "code"),
    [
        (Month(2016, 9), "2016-09"),
        (Quarter(2016, 3), "2016-Q3"),
        (HalfYear(2016, 1), "2016-S1"),
        (Year(2016), "2016"),
    ],
)
def test_periods_in_the_standards_formats(
    period: Month | Quarter | HalfYear | Year, code: str
) -> None:
    assert time_code(period) == code


ONE = shown("EXECUTED", KEY, SEPTEMBER, Decimal(1))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: replace(DATASET, observations=(ONE, ONE)),
        lambda: replace(DATASET, observations=(replace(ONE, key=("350299", "ITO")),)),
        lambda: replace(DATASET, observations=(replace(ONE, key=("_T",)),)),
        lambda: replace(DATASET, observations=(replace(ONE, indicator="TURNOVER"),)),
        lambda: replace(DATASET, version="1.0"),
        lambda: replace(DATASET, released=datetime(2016, 11, 15)),  # noqa: DTZ001
        lambda: replace(DATASET, dimensions=DATASET.dimensions[:1] * 2, observations=()),
        lambda: replace(DATASET, id="2016"),
        lambda: CodeList("CL", NAME, (Item("A.B", NAME),)),
        lambda: CodeList("CL", NAME, (Item("A", NAME), Item("A", NAME))),
        lambda: CodeList("CL", NAME, (Item("A", NAME, "B"),)),
    ],
)
def test_what_does_not_fit_is_refused(wrong: Callable[[], object]) -> None:
    with pytest.raises(CoreError) as error:
        wrong()
    assert error.value.words.zh != error.value.words.en


def test_a_scheme_becomes_a_code_list() -> None:
    """Dots are no characters of the standard; a code in two rows is there once, as it is now."""
    codes = [
        Code("WB.ITO", Words("信息技术外包", "ITO")),
        Code("WB.ITO.01", Words("旧", "old"), "WB.ITO", valid_to=date(2018, 12, 31)),
        Code("WB.ITO.01", Words("新", "new"), "WB.ITO"),
        Code("SB", Words("维修", "repair"), "S"),
    ]
    found = code_list("CL_CLASS", NAME, codes, Words("合计", "Total"))
    assert found.items == (
        Item("_T", Words("合计", "Total")),
        Item("WB_ITO", Words("信息技术外包", "ITO")),
        Item("WB_ITO_01", Words("新", "new"), "WB_ITO"),
        Item("SB", Words("维修", "repair")),
    )
