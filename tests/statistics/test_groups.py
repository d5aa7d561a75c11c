"""Partners summed into groups as they were: the EU with and without the United Kingdom."""

from datetime import date
from decimal import Decimal

import pytest

from fumao.core.errors import CoreError
from fumao.core.periods import Month, Period, Quarter, Year
from fumao.packs.codes import country_groups
from fumao.statistics.groups import group_growth, group_total
from fumao.statistics.measures import Figure

D = Decimal
GROUPS = country_groups()
FIGURES: dict[str, Figure] = {
    "DE": D(10),
    "FR": D(5),
    "GB": D(7),
    "US": D(100),
    "AE": D(3),
    "BR": D(4),
}


@pytest.mark.parametrize(
    ("group", "period", "figure", "members"),
    [
        ("EU", Month(2020, 1), 22, 28),
        ("EU", Month(2020, 2), 15, 27),
        ("EU", Year(2019), 22, 28),
        ("EU", Year(2020), 15, 27),
        ("BRICS", Month(2023, 12), 4, 5),
        ("BRICS", Month(2024, 1), 7, 9),
        ("RCEP", Month(2021, 12), None, 0),
    ],
)
def test_members_of_the_periods_last_day(
    group: str, period: Period, figure: int | None, members: int
) -> None:
    found = group_total(GROUPS, group, period, FIGURES)
    assert (found.figure, len(found.members)) == (figure, members)


def test_who_came_and_went_within_the_period_is_named() -> None:
    assert group_total(GROUPS, "EU", Quarter(2020, 1), FIGURES).left == ("GB",)
    assert group_total(GROUPS, "BRICS", Year(2025), FIGURES).joined == ("ID",)
    assert group_total(GROUPS, "EU", Year(2019), FIGURES).left == ()


def test_a_day_fixes_the_members() -> None:
    found = group_total(GROUPS, "EU", Year(2019), FIGURES, on=date(2020, 2, 1))
    assert found.figure == 15


def test_a_hidden_member_hides_the_group() -> None:
    assert group_total(GROUPS, "EU", Month(2020, 2), {**FIGURES, "FR": None}).figure is None
    assert group_total(GROUPS, "EU", Month(2020, 2), {**FIGURES, "US": None}).figure == 15
    assert group_total(GROUPS, "ASEAN", Month(2020, 2), FIGURES).figure == 0  # no trade


def test_growth_compares_the_same_members() -> None:
    """DE and FR grew from 15 to 18: 20 %. With the United Kingdom's 7 it would seem to shrink."""
    figures = {
        Year(2019): FIGURES,
        Year(2020): {**FIGURES, "DE": D(12), "FR": D(6), "GB": D(1)},
    }
    assert group_growth(GROUPS, "EU", Year(2020), figures) == 20
    assert group_growth(GROUPS, "EU", Year(2019), figures) is None


def test_an_unknown_group_is_an_error() -> None:
    with pytest.raises(CoreError):
        group_total(GROUPS, "G7", Year(2020), FIGURES)
