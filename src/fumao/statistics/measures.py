"""Measures of a bulletin: growth, shares, contributions, concentration, indices, stated totals.

Exact decimals in and out; what cannot be told is None, never zero. Percentages are rounded half up
(四舍五入) where they are shown, each on its own: published cells need not add up, and say so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from fumao.core.periods import Month, Period

type Figure = Decimal | None
HUNDRED = Decimal(100)


def shown(figure: Figure, places: int = 1) -> Figure:
    """Return a figure rounded half up for the page."""
    if figure is None:
        return None
    return figure.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def total(figures: Iterable[Figure]) -> Figure:
    """Return the sum; None where any of them is unknown, and where there is none."""
    known: list[Decimal] = []
    for one in figures:
        if one is None:
            return None
        known.append(one)
    return sum(known, Decimal(0)) if known else None


def growth(now: Figure, before: Figure) -> Figure:
    """Return the change in per cent; None where either is unknown or nothing was there before."""
    if now is None or before is None or before == 0:
        return None
    return (now - before) / abs(before) * HUNDRED


def share(part: Figure, whole: Figure) -> Figure:
    """Return the part in per cent of the whole; None without a whole."""
    if part is None or whole is None or whole == 0:
        return None
    return part / whole * HUNDRED


def contribution(now: Figure, before: Figure, whole_before: Figure) -> Figure:
    """Return by how many points a part moved the growth of the whole.

    The contributions of all parts add up to the growth of the whole.
    """
    if now is None or before is None or whole_before is None or whole_before == 0:
        return None
    return (now - before) / abs(whole_before) * HUNDRED


def index(figure: Figure, base: Figure) -> Figure:
    """Return the figure as an index on a base of 100."""
    return share(figure, base)


def largest_share(figures: Iterable[Decimal], count: int) -> Figure:
    """Return the share in per cent that the largest `count` hold (CR4, CR8)."""
    ordered = sorted(figures, reverse=True)
    return share(sum(ordered[:count], Decimal(0)), sum(ordered, Decimal(0)))


def concentration(figures: Sequence[Decimal]) -> Figure:
    """Return the Herfindahl-Hirschman index, from 0 to 10,000; None where all is nothing."""
    whole = sum(figures, Decimal(0))
    if whole == 0:
        return None
    return sum(((one / whole * HUNDRED) ** 2 for one in figures), Decimal(0))


def converted(amounts: Mapping[Month, Figure], rates: Mapping[Month, Decimal]) -> Figure:
    """Return amounts of months in another currency, each at its own month's average rate.

    None where an amount or a rate is unknown. No single rate of the year is ever used: the
    exchange authority's monthly figures are dollars times the month's average central parity.
    """
    return total(
        None if amount is None or month not in rates else amount * rates[month]
        for month, amount in amounts.items()
    )


def so_far(figures: Mapping[Month, Figure], month: Month) -> Figure:
    """Return the sum from January to a month; None where one of them is unknown or missing."""
    first = Month(month.year, 1)
    return total(figures.get(one) for one in first.until(month))


def year_on_year[P: Period](figures: Mapping[P, Figure], period: P) -> Figure:
    """Return the change in per cent against the same period of the year before."""
    return growth(figures.get(period), figures.get(period.last_year()))


@dataclass(frozen=True, slots=True)
class Stated:
    """A total that a source states beside its parts: both are kept, and the difference shown."""

    stated: Decimal
    computed: Figure

    @property
    def difference(self) -> Figure:
        """Return what the parts have more than the stated total."""
        return None if self.computed is None else self.computed - self.stated


def stated(whole: Decimal, parts: Iterable[Figure]) -> Stated:
    """Return a stated total beside the sum of its parts."""
    return Stated(whole, total(parts))


@dataclass(frozen=True, slots=True)
class Listed:
    """A stated total beside the parts a source lists, some of which it leaves blank."""

    stated: Decimal
    listed: Decimal
    blank: tuple[str, ...]

    @property
    def difference(self) -> Decimal:
        """Return what the listed parts have more than the stated total."""
        return self.listed - self.stated

    @property
    def implied(self) -> Figure:
        """Return what the one blank part would be if the stated total is right.

        None unless exactly one is blank. It is said beside the blank and never put in its place.
        """
        return -self.difference if len(self.blank) == 1 else None


def listed(whole: Decimal, parts: Mapping[str, Figure]) -> Listed:
    """Return a stated total beside the sum of the parts that are there, and those that are not."""
    there = {name: part for name, part in parts.items() if part is not None}
    blank = tuple(name for name in parts if name not in there)
    return Listed(whole, sum(there.values(), Decimal(0)), blank)


def cumulated(figures: Mapping[Month, Figure]) -> dict[Month, Figure]:
    """Return for every month the sum from January on; None from the first unknown month on."""
    return {month: so_far(figures, month) for month in sorted(figures)}


@dataclass(frozen=True, slots=True)
class TwoCurrencies:
    """A figure and its change against the year before, in per cent, in the two currencies."""

    usd: Figure
    cny: Figure
    usd_growth: Figure
    cny_growth: Figure


def in_two_currencies(
    dollars: Mapping[Month, Figure], rates: Mapping[Month, Decimal], period: Period
) -> TwoCurrencies:
    """Return a period's dollars and their yuan, with the growth of each.

    `rates` are yuan a dollar, the month's average. The two growths differ whenever the rate moved,
    and neither follows from the other. None where a month is missing.
    """

    def of(one: Period) -> tuple[Figure, Figure]:
        months = {month: dollars.get(month) for month in one.split(Month)}
        return total(months.values()), converted(months, rates)

    (usd, cny), (usd_before, cny_before) = of(period), of(period.last_year())
    return TwoCurrencies(usd, cny, growth(usd, usd_before), growth(cny, cny_before))


def share_of_trade(services: Figure, goods: Figure) -> Figure:
    """Return services in per cent of foreign trade, which is goods and services together."""
    return share(services, total((services, goods)))
