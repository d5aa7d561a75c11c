"""Targets and how far they are met: by year, indicator and sector, and against the path to them.

A target says of which year it is and from which base it was set. Between the two lies a path,
linear (the same amount a year) or geometric (the same growth a year); neither is stated by the
plans, so both are shown. Exact decimals; what cannot be told is None, never zero.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from fumao.core.errors import CoreError
from fumao.statistics.measures import HUNDRED, Figure, share

# A figure is to reach its target, or to stay below it.
type Direction = Literal["at_least", "at_most"]


class Place(NamedTuple):
    """What a figure is of: an indicator, and a sector of it, None for the whole."""

    indicator: str
    sector: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A value set for a place and a year, from a base; raises CoreError for years in no order."""

    place: Place
    year: int
    value: Decimal
    base_year: int | None = None
    base: Figure = None
    direction: Direction = "at_least"

    def __post_init__(self) -> None:
        if self.base_year is not None and self.base_year >= self.year:
            raise CoreError(
                "target_years",
                f"目标年{self.year}应晚于基期{self.base_year}年",
                f"the year of a target, {self.year}, lies after its base, {self.base_year}",
            )

    def linear(self, year: int) -> Figure:
        """Return the path's value in a year, the same amount added every year; None off it."""
        if self.base is None or self.base_year is None or not self._on_path(year):
            return None
        part = Decimal(year - self.base_year) / (self.year - self.base_year)
        return self.base + (self.value - self.base) * part

    def geometric(self, year: int) -> Figure:
        """Return the path's value in a year, the same growth every year; None off it.

        None as well where base or target are not above zero: nothing grows from zero.
        """
        if self.base is None or self.base_year is None or not self._on_path(year):
            return None
        if self.base <= 0 or self.value <= 0:
            return None
        if year in (self.base_year, self.year):  # powers of fractions are not exact
            return self.base if year == self.base_year else self.value
        part = Decimal(year - self.base_year) / (self.year - self.base_year)
        return self.base * (self.value / self.base) ** part

    def growth(self) -> Figure:
        """Return the growth a year in per cent that leads from base to target."""
        if self.base_year is None or self.base is None or self.base <= 0 or self.value <= 0:
            return None
        years = self.year - self.base_year
        return ((self.value / self.base) ** (Decimal(1) / years) - 1) * HUNDRED

    def _on_path(self, year: int) -> bool:
        return self.base_year is not None and self.base_year <= year <= self.year


@dataclass(frozen=True, slots=True)
class Attainment:
    """How a figure of one year stands to its target and to the path there.

    `rate` is the figure in per cent of the target; gaps are what the figure has more than the
    target or the path, negative where it is behind. `reached` is None where nothing is known, and
    before the target's year where it is not reached yet.
    """

    target: Target
    year: int
    figure: Figure

    @property
    def rate(self) -> Figure:
        """Return the figure in per cent of the target."""
        return share(self.figure, self.target.value)

    @property
    def gap(self) -> Figure:
        """Return what the figure has more than the target."""
        return _less(self.figure, self.target.value)

    @property
    def gap_to_linear(self) -> Figure:
        """Return what the figure has more than the linear path in its year."""
        return _less(self.figure, self.target.linear(self.year))

    @property
    def gap_to_geometric(self) -> Figure:
        """Return what the figure has more than the geometric path in its year."""
        return _less(self.figure, self.target.geometric(self.year))

    @property
    def reached(self) -> bool | None:
        """Tell whether the target is met; a ceiling is kept or broken in its year only."""
        gap = self.gap
        if gap is None:
            return None
        if self.target.direction == "at_most":
            return None if self.year < self.target.year else gap <= 0
        return True if gap >= 0 else (None if self.year < self.target.year else False)


def attainments(
    targets: Iterable[Target], figures: Mapping[Place, Mapping[int, Figure]], year: int
) -> tuple[Attainment, ...]:
    """Return how every target that runs in a year stands in it; a figure left out is not known."""
    return tuple(
        Attainment(one, year, figures.get(one.place, {}).get(year))
        for one in targets
        if (one.base_year or one.year) <= year <= one.year
    )


def _less(figure: Figure, other: Figure) -> Figure:
    return None if figure is None or other is None else figure - other
