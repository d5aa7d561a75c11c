"""Targets by hand and from the plans: Xiamen 2016, annex 2 (facts §3.2); Wuhan 2018."""

from decimal import Decimal

import pytest

from fumao.core.errors import CoreError
from fumao.core.periods import Month, Quarter
from fumao.statistics import measures
from fumao.statistics.attainment import Attainment, Place, Target, attainments
from fumao.statistics.measures import Figure, shown

D = Decimal
TOTAL = Place("service_trade")
XIAMEN = Target(TOTAL, 2020, D(170), 2015, D("101.2"))
# Sector: 2015 and the target for 2020, in 亿美元; air transport has no figure for 2015.
ANNEX_2: dict[str, tuple[str | None, str]] = {
    "海运": ("30.5", "40"), "空运": (None, "10"), "旅游": ("51", "71"), "会展": ("0.5", "4"),
    "电信": ("0.01", "0.5"), "计算机": ("4.6", "8"), "信息": ("0.07", "1.5"),
    "专业服务": ("0.2", "2"), "管理咨询": ("1.7", "3"), "广告": ("0.7", "2"), "建筑": ("0.5", "2"),
    "技术": ("0.7", "2"), "知识产权": ("1.3", "3"), "文化": ("0.1", "3"), "金融": ("0.1", "2"),
    "保险": ("0.2", "2"), "加工": ("3.2", "7"), "维修": ("0.3", "7"),
}  # fmt: skip


def test_listed_parts_beside_the_stated_total() -> None:
    base = {one: None if there is None else D(there) for one, (there, _) in ANNEX_2.items()}
    found = measures.listed(D("101.2"), base)
    assert (found.listed, found.difference) == (D("95.68"), D("-5.52"))
    assert (found.blank, found.implied) == (("空运",), D("5.52"))
    goal = measures.listed(D(170), {one: D(aim) for one, (_, aim) in ANNEX_2.items()})
    assert (goal.listed, goal.difference, goal.blank, goal.implied) == (170, 0, (), None)
    two = measures.listed(D(10), {"a": None, "b": None, "c": D(4)})
    assert two.implied is None  # two blanks: nobody can tell


@pytest.mark.parametrize(
    ("base", "target", "years", "percent"),
    [
        ("101.2", "170", 5, "10.93"),  # Xiamen, 2015 to 2020
        ("120", "200", 3, "18.56"),  # Wuhan, 2017 to 2020
        ("8", "10", 1, "25.00"),  # Wuhan's outsourcing, 2016 to 2017
        ("10", "15", 3, "14.47"),
    ],
)
def test_growth_a_plan_implies(base: str, target: str, years: int, percent: str) -> None:
    found = Target(TOTAL, 2015 + years, D(target), 2015, D(base)).growth()
    assert shown(found, 2) == D(percent)


def test_paths_between_base_and_target() -> None:
    """Linear: 68.8 in five years is 13.76 a year. Geometric from 100 to 121 in two: 110 between."""
    assert [XIAMEN.linear(year) for year in (2015, 2016, 2018, 2020)] == [
        D("101.2"), D("114.96"), D("142.48"), D(170),
    ]  # fmt: skip
    square = Target(TOTAL, 2017, D(121), 2015, D(100))
    assert (square.geometric(2015), square.geometric(2017)) == (100, 121)
    assert shown(square.geometric(2016), 10) == 110
    for path in (square.linear, square.geometric):
        assert (path(2014), path(2018)) == (None, None)


def test_a_path_needs_a_base_and_growth_one_above_zero() -> None:
    none = Target(TOTAL, 2020, D(10))
    assert (none.linear(2018), none.geometric(2018), none.growth()) == (None, None, None)
    blank = Target(TOTAL, 2020, D(10), 2015)
    assert (blank.linear(2018), blank.growth()) == (None, None)
    zero = Target(TOTAL, 2020, D(10), 2015, D(0))
    assert (zero.linear(2018), zero.geometric(2018), zero.growth()) == (6, None, None)
    with pytest.raises(CoreError):
        Target(TOTAL, 2015, D(10), 2015, D(1))


def test_attainment_of_a_year() -> None:
    """120 in 2016 is 70.6 % of 170, 50 short of it, 5.04 ahead of the line."""
    found = Attainment(XIAMEN, 2016, D(120))
    assert shown(found.rate) == D("70.6")
    assert (found.gap, found.gap_to_linear) == (-50, D("5.04"))
    assert shown(found.gap_to_geometric, 2) == D("7.74")  # 101.2 x 1.10931 = 112.26
    assert found.reached is None


@pytest.mark.parametrize(
    ("direction", "year", "figure", "reached"),
    [
        ("at_least", 2020, "170", True),
        ("at_least", 2020, "169.99", False),
        ("at_least", 2018, "171", True),
        ("at_least", 2018, "100", None),
        ("at_least", 2020, None, None),
        ("at_most", 2020, "170", True),
        ("at_most", 2020, "171", False),
        ("at_most", 2018, "100", None),
    ],
)
def test_reached(direction: str, year: int, figure: str | None, reached: bool | None) -> None:
    target = Target(TOTAL, 2020, D(170), 2015, D("101.2"), direction)  # type: ignore[arg-type]
    found = Attainment(target, year, None if figure is None else D(figure))
    assert found.reached is reached
    if figure is None:
        assert (found.rate, found.gap, found.gap_to_linear) == (None, None, None)


def test_attainments_by_indicator_and_sector() -> None:
    """Those that run in the year; a sector without a figure is not known, which is not zero."""
    sea, air = Place("service_trade", "SC1"), Place("service_trade", "SC2")
    targets = [XIAMEN, Target(sea, 2020, D(40), 2015, D("30.5")), Target(air, 2020, D(10)),
               Target(sea, 2015, D(30))]  # fmt: skip
    figures: dict[Place, dict[int, Figure]] = {
        TOTAL: {2020: D(180)},
        sea: {2020: D(38), 2019: None},
    }
    found = attainments(targets, figures, 2020)
    assert [(one.target.place, one.figure, one.reached) for one in found] == [
        (TOTAL, 180, True), (sea, 38, False), (air, None, None),
    ]  # fmt: skip
    assert [one.target.place for one in attainments(targets, figures, 2017)] == [TOTAL, sea]


def test_cumulated_from_january() -> None:
    months: dict[Month, Figure] = {
        Month(2022, 11): D(5), Month(2022, 12): D(6), Month(2023, 1): D(1), Month(2023, 2): D(2),
        Month(2023, 3): None, Month(2023, 4): D(4),
    }  # fmt: skip
    assert list(measures.cumulated(months).values()) == [None, None, 1, 3, None, None]


def test_growth_in_two_currencies_moves_with_the_rate() -> None:
    """300 dollars at 7, 6 and 7 are 2,000 yuan, 330 at 6 are 1,980: up 10 % and down 1 %."""
    quarter = Quarter(2020, 1)
    dollars: dict[Month, Figure] = dict.fromkeys(Month(2019, 1).until(Month(2019, 3)), D(100))
    dollars |= dict.fromkeys(Month(2020, 1).until(Month(2020, 3)), D(110))
    rates = {Month(2019, 1): D(7), Month(2019, 2): D(6), Month(2019, 3): D(7)}
    rates |= dict.fromkeys(Month(2020, 1).until(Month(2020, 3)), D(6))
    found = measures.in_two_currencies(dollars, rates, quarter)
    assert (found.usd, found.cny) == (330, 1980)
    assert found.usd_growth == 10
    assert found.cny_growth == -1  # 1,980 against 2,000
    dollars[Month(2019, 2)] = None
    missing = measures.in_two_currencies(dollars, rates, quarter)
    assert (missing.usd, missing.usd_growth, missing.cny_growth) == (330, None, None)


def test_share_of_services_in_foreign_trade() -> None:
    assert measures.share_of_trade(D(15), D(85)) == 15
    assert measures.share_of_trade(D(15), None) is None
