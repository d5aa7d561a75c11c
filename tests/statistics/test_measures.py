"""Measures against published national figures (facts.md §1.6) and by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumao.core.periods import Month, Quarter, Year
from fumao.statistics import measures
from fumao.statistics.measures import shown

D = Decimal
FIGURES = st.decimals(D("-1e6"), D("1e6"), places=2)
POSITIVE = st.decimals(D("0.01"), D("1e6"), places=2)


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("8953", ["3672", "1462", "3819"]),  # 2022 offshore: ITO, BPO, KPO, in 亿元
        ("2745.7", ["1165.9", "494", "1085.8"]),  # January to April 2024
    ],
)
def test_published_parts_add_up(whole: str, parts: list[str]) -> None:
    found = measures.stated(D(whole), map(D, parts))
    assert (found.computed, found.difference) == (D(whole), 0)


def test_a_total_that_does_not_add_up_is_kept_beside_the_sum() -> None:
    """Xiamen 2016 states 101.2 and lists parts that come to 95.68."""
    found = measures.stated(D("101.2"), [D("95.68")])
    assert (found.stated, found.computed, found.difference) == (D("101.2"), D("95.68"), D("-5.52"))


# 2020, in 亿元 and 亿美元: value, and growth against 2019 in either currency.
PUBLISHED_2020 = [
    ("17022.7", "8.4", "2462.3", "4.5"),  # agreed
    ("12113.2", "13.3", "1753.5", "10.9"),  # executed
    ("9738.9", "5.8", "1404.1", "1.1"),  # offshore agreed
    ("7302", "11.4", "1057.8", "9.2"),  # offshore executed
]


@pytest.mark.parametrize(("cny", "in_cny", "usd", "in_usd"), PUBLISHED_2020)
def test_growth_in_two_currencies(cny: str, in_cny: str, usd: str, in_usd: str) -> None:
    """What the growth says of 2019 leads back to the growth, in each currency on its own."""
    for value, percent in ((cny, in_cny), (usd, in_usd)):
        before = D(value) / (1 + D(percent) / 100)
        assert shown(measures.growth(D(value), before)) == D(percent)


def test_no_single_rate_of_the_year_fits_the_published_totals() -> None:
    rates = [shown(D(cny) / D(usd), 3) for cny, _, usd, _ in PUBLISHED_2020]
    assert rates == [D("6.913"), D("6.908"), D("6.936"), D("6.903")]


def test_months_are_converted_each_at_its_own_rate() -> None:
    """10 x 7.0 + 30 x 6.5 = 265; at the mean rate 6.75 it would be 270."""
    months = {Month(2020, 5): D(10), Month(2020, 12): D(30)}
    rates = {Month(2020, 5): D("7.0"), Month(2020, 12): D("6.5")}
    assert measures.converted(months, rates) == 265
    assert measures.converted(months, {Month(2020, 5): D("7.0")}) is None
    assert measures.converted({**months, Month(2020, 6): None}, rates) is None


def test_unknown_is_no_zero() -> None:
    months = {Month(2022, 1): D(1), Month(2022, 2): None, Month(2022, 3): D(3)}
    assert measures.so_far(months, Month(2022, 1)) == 1
    assert measures.so_far(months, Month(2022, 3)) is None
    assert measures.so_far(months, Month(2022, 4)) is None
    assert measures.total([]) is None
    for growth in (measures.growth(None, D(1)), measures.growth(D(1), None)):
        assert growth is None
    assert measures.growth(D(1), D(0)) is None
    assert measures.share(D(1), D(0)) is None
    assert measures.contribution(D(1), D(0), D(0)) is None
    assert measures.concentration([]) is None
    assert measures.largest_share([], 4) is None
    assert shown(None) is None


def test_the_same_period_of_the_year_before() -> None:
    quarters = {Quarter(2022, 1): D(110), Quarter(2021, 1): D(100), Quarter(2021, 4): D(200)}
    assert measures.year_on_year(quarters, Quarter(2022, 1)) == 10
    assert measures.year_on_year({Year(2022): D(1)}, Year(2022)) is None
    assert measures.growth(D(5), D(-10)) == 150  # a balance that turned


def test_concentration_by_hand() -> None:
    """50, 30, 20: 2500 + 900 + 400; the largest two hold 80 %."""
    figures = [D(20), D(50), D(30)]
    assert measures.concentration(figures) == 3800
    assert measures.largest_share(figures, 2) == 80
    assert measures.index(D(120), D(80)) == 150


@pytest.mark.parametrize(
    ("figure", "places", "said"),
    [("0.05", 1, "0.1"), ("-0.05", 1, "-0.1"), ("2.5", 0, "3"), ("1.2349", 2, "1.23")],
)
def test_half_is_rounded_up(figure: str, places: int, said: str) -> None:
    assert shown(D(figure), places) == D(said)


@given(st.lists(st.tuples(FIGURES, FIGURES), min_size=1, max_size=8))
def test_contributions_add_up_to_the_growth(parts: list[tuple[Decimal, Decimal]]) -> None:
    now = sum((one for one, _ in parts), D(0))
    before = sum((one for _, one in parts), D(0))
    whole = measures.growth(now, before)
    found = measures.total(measures.contribution(*one, before) for one in parts)
    if whole is None:
        assert found is None
    else:
        assert found is not None
        assert abs(found - whole) < D("1e-15") * max(abs(whole), D(1)) * len(parts)


@given(st.lists(POSITIVE, min_size=1, max_size=20))
def test_concentration_lies_between_its_ends(figures: list[Decimal]) -> None:
    found = measures.concentration(figures)
    assert found is not None
    assert D(10_000) / len(figures) - D("1e-9") <= found <= D(10_000) + D("1e-9")
