"""Money is exact, refuses what would not be, and reads what it prints."""

from decimal import Decimal, Inexact
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumao.core.errors import CoreError
from fumao.core.money import MixedCurrencyError, Money, Scale

AMOUNTS = st.decimals(min_value=-(10**15), max_value=10**15, places=2)
MONEY = st.builds(Money, AMOUNTS, st.sampled_from(["CNY", "USD", "EUR"]))


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("30.5亿美元", "3050000000", "USD"),
        ("500万元", "5000000", "CNY"),
        ("1,234.56元", "1234.56", "CNY"),
        ("１，２００万元", "12000000", "CNY"),
        ("人民币30万元", "300000", "CNY"),
        ("30万元人民币", "300000", "CNY"),
        ("3亿元", "300000000", "CNY"),
        ("1.5万亿元", "1500000000000", "CNY"),
        ("20千美元", "20000", "USD"),
        ("5百万港币", "5000000", "HKD"),
        ("USD 30.5", "30.5", "USD"),
        ("US$1,000", "1000", "USD"),
        ("￥12.30", "12.30", "CNY"),
        ("-5元", "-5", "CNY"),
        ("８０億日元", "8000000000", "JPY"),
    ],
)
def test_parse_reads_amounts_as_printed(text: str, amount: str, currency: str) -> None:
    assert Money.parse(text) == Money(Decimal(amount), currency)


@pytest.mark.parametrize(
    "text", ["", "万元", "30", "30%", "30家", "1,23元", "3.元", "人民币30美元", "1e5元", "NaN元"]
)
def test_parse_refuses_the_rest_and_says_how(text: str) -> None:
    with pytest.raises(CoreError) as caught:
        Money.parse(text)
    assert caught.value.code == "no_money"
    assert "30.5亿美元" in caught.value.message("zh")


@pytest.mark.parametrize(
    ("amount", "language", "scale", "places", "shown"),
    [
        ("12345000", "zh", "one", 2, "12,345,000.00元"),
        ("12345000", "zh-hans", "wan", 2, "1,234.50万元"),
        ("3050000000", "zh", "yi", 1, "30.5亿元"),
        ("12345000", "en", "wan", 2, "CNY 12,345,000.00"),
        ("3050000000", "en", "yi", 0, "CNY 3,050 million"),
        ("0.005", "zh", "one", 2, "0.01元"),
        ("-0.004", "zh", "one", 3, "-0.004元"),
    ],
)
def test_show(amount: str, language: str, scale: Scale, places: int, shown: str) -> None:
    assert Money(Decimal(amount)).show(language, scale, places) == shown


@given(MONEY, st.sampled_from(["one", "wan", "yi"]))
def test_what_is_printed_in_full_reads_back(money: Money, scale: Scale) -> None:
    places = {"one": 2, "wan": 6, "yi": 10}[scale]
    assert Money.parse(money.show("zh", scale, places)) == money
    assert Money.parse(money.show("en").replace(" ", "")) == money


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_sums_are_exact_in_any_order(a: Decimal, b: Decimal, c: Decimal) -> None:
    total = sum(int(x.scaleb(2)) for x in (a, b, c))  # whole fen as integers
    for x, y, z in permutations((a, b, c)):
        assert (Money(x) + Money(y) + Money(z)).to_fen() == total


@given(AMOUNTS, AMOUNTS)
def test_order_and_difference_agree(a: Decimal, b: Decimal) -> None:
    x, y = Money(a), Money(b)
    assert (x < y, x <= y, x > y, x >= y) == (a < b, a <= b, a > b, a >= b)
    assert x - y == -(y - x)
    assert bool(x - y) == (a != b)


@given(st.integers(-(10**17), 10**17), st.sampled_from(["CNY", "USD", "JPY"]))
def test_fen_round_trip(fen: int, currency: str) -> None:
    assert Money.from_fen(fen, currency).to_fen() == fen


@given(st.integers(0, 10**12), st.lists(st.integers(0, 100), min_size=1).filter(any))
def test_split_loses_nothing_and_gives_nothing_to_weight_zero(fen: int, weights: list[int]) -> None:
    shares = Money.from_fen(fen).split(weights)
    assert sum(share.to_fen() for share in shares) == fen
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share.to_fen() - fen * weight / sum(weights)) <= 1 + fen * 1e-12
        assert weight or not share


def test_yen_have_no_fen() -> None:
    assert Money.from_fen(500, "JPY") == Money(Decimal(500), "JPY")


def test_currencies_never_mix() -> None:
    yuan, dollars = Money(Decimal(1)), Money(Decimal(1), "USD")
    assert yuan != dollars
    for act in (lambda: yuan + dollars, lambda: yuan - dollars, lambda: yuan < dollars):
        with pytest.raises(MixedCurrencyError, match="CNY and USD"):
            act()


@pytest.mark.parametrize("amount", [0.1, 1, "1", None])
def test_only_decimal_makes_money(amount: object) -> None:
    with pytest.raises(TypeError):
        Money(amount)  # type: ignore[arg-type]


def test_floats_and_numbers_are_refused_in_arithmetic() -> None:
    money = Money(Decimal(1))
    with pytest.raises(TypeError):
        money * 0.5  # type: ignore[operator]
    with pytest.raises(TypeError):
        money + 1  # type: ignore[operator]


def test_products_are_exact_or_refused() -> None:
    assert Money(Decimal("1000.01")) * Decimal("0.075") == Money(Decimal("75.00075"))
    assert 3 * Money(Decimal("0.10")) == Money(Decimal("0.3"))
    with pytest.raises(Inexact):
        Money(Decimal("1" * 50)) * Decimal("1" * 50)


@pytest.mark.parametrize(
    ("rounding", "up", "down"),
    [
        ("half_up", "0.03", "-0.03"),
        ("half_even", "0.02", "-0.02"),
        ("down", "0.02", "-0.02"),
        ("up", "0.03", "-0.03"),
    ],
)
def test_rounding_needs_a_rule(rounding: str, up: str, down: str) -> None:
    fen = Decimal("0.01")
    assert Money(Decimal("0.025")).rounded(fen, rounding) == Money(Decimal(up))  # type: ignore[arg-type]
    assert Money(Decimal("-0.025")).rounded(fen, rounding) == Money(Decimal(down))  # type: ignore[arg-type]


def test_rounding_to_wan() -> None:
    assert Money(Decimal(126500)).rounded(Decimal(10000), "down") == Money(Decimal(120000))


def test_lost_parts_and_bad_values_are_refused() -> None:
    with pytest.raises(CoreError, match="part of a fen"):
        Money(Decimal("0.005")).to_fen()
    for amount, currency in ((Decimal("NaN"), "CNY"), (Decimal(1), "元")):
        with pytest.raises(CoreError, match="no amount"):
            Money(amount, currency)
    for weights in ([0], [-1, 2]):
        with pytest.raises(CoreError, match="weights"):
            Money(Decimal(1)).split(weights)
