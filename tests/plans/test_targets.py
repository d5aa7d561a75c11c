"""Arithmetic of targets against figures worked out by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumao.apps.plans.targets import (
    Aim,
    SumLine,
    attainment,
    check_sum,
    gap_to_path,
    growth,
    light_of_target,
    met,
    path_value,
)

D = Decimal
SEA = Aim("=", D(40), year=2020, baseline=D("30.5"), baseline_year=2015)


def test_a_sum_lists_blanks_and_never_counts_them_as_zero() -> None:
    check = check_sum(2015, [SumLine("海运", D("30.5")), SumLine("空运", None)], D("36.02"))
    assert (check.summed, check.gap, check.agrees) == (D("30.5"), D("5.52"), False)
    assert check.blanks == ("空运",)
    assert check_sum(2020, [SumLine("海运", D(40))], None).agrees is None


def test_the_straight_path_and_the_gap_to_it() -> None:
    # 30.5 + 9.5 · 1/5 = 32.4 for 2016.
    assert path_value(SEA, 2016).value == D("32.4")
    assert gap_to_path(SEA, 2016, D("33.1")).value == D("0.7")
    assert gap_to_path(SEA, 2016, None).reason == "no_actual"
    assert path_value(Aim("=", D(10), year=2020), 2016).reason == "no_baseline"
    assert path_value(Aim(">=", D(10)), 2016).reason == "no_year"
    assert path_value(SEA, 2014).reason == "not_begun"
    assert path_value(SEA, 2021).value == D(40)


@pytest.mark.parametrize(
    ("aim", "actual", "percent"),
    [
        (SEA, "33.1", "27.4"),  # 2.6 of 9.5
        (SEA, "30.5", "0.0"),
        (SEA, "20", "0.0"),
        (SEA, "60", "110.0"),
        (Aim(">=", D(120)), "90", "75.0"),
        (Aim("range", D(10), D(20)), "5", "50.0"),
        (Aim("range", D(10), D(20)), "15", "100.0"),
        (Aim("<=", D(13)), "12", "100.0"),
        # From 25 down to 13 is 12; at 16 nine are done.
        (Aim("~", D(13), year=2020, baseline=D(25), baseline_year=2015), "16", "75.0"),
    ],
)
def test_attainment_by_hand(aim: Aim, actual: str, percent: str) -> None:
    assert attainment(aim, D(actual)).value == D(percent)


def test_what_cannot_be_known_says_why() -> None:
    assert attainment(SEA, None).reason == "no_actual"
    assert attainment(Aim("<=", D(13)), D(14)).reason == "no_baseline"
    flat = Aim("=", D(5), year=2020, baseline=D(5), baseline_year=2015)
    assert attainment(flat, D(5)).reason == "target_is_baseline"
    assert attainment(Aim("=", D(0)), D(5)).reason == "zero_target"
    assert light_of_target(SEA, 2016, None) == "none"


def test_comparators() -> None:
    assert met(Aim(">", D(5)), D(5)) is False
    assert met(Aim(">=", D(5)), D(5)) is True
    assert met(Aim("~", D(100)), D(96)) is True
    assert met(Aim("~", D(100)), D(94)) is False
    assert met(Aim("range", D(10), D(20)), D(21)) is False
    assert met(SEA, None) is None


def test_growth() -> None:
    assert growth(D(100), D("112.5")).value == D("12.5")
    assert growth(None, D(1)).reason == "no_actual"
    assert growth(D(0), D(1)).value is None


figures = st.decimals(0, 1000, places=2)


@given(figures, figures, figures)
def test_more_of_a_rising_target_is_never_less_attained(a: D, b: D, goal: D) -> None:
    low, high = sorted((a, b))
    aim = Aim(">=", goal)
    one, two = attainment(aim, low).value, attainment(aim, high).value
    assert one is None or two is None or one <= two


@given(st.integers(2015, 2020), st.integers(2015, 2020))
def test_a_path_rises_with_the_years(one: int, two: int) -> None:
    first, second = sorted((one, two))
    low, high = path_value(SEA, first).value, path_value(SEA, second).value
    assert low is not None
    assert high is not None
    assert low <= high
