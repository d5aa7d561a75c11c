"""Seasonal adjustment by X-13, with its diagnostics, or the reason why a series is not adjusted.

A series is adjusted where it has five years without a gap (the programme's own estimates of the
pattern need them), is above zero for the multiplicative model, and has a seasonal pattern that the
programme's combined test identifies. Whatever is not adjusted is published as it is and says so.

The Chinese New Year moves between January and February. Two regressors take it out, the share of
the six days before it and of the seven from it on that lie in each month, less the month's mean
(the Census Bureau's way with moving holidays). They need the dates, one year beyond the series.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from fumao.core.errors import CoreError, Words
from fumao.core.periods import Month, Quarter
from fumao.statistics.measures import Figure
from fumao.statistics.x13 import Mode, Output, Spec, run

YEARS = 5
# The days around New Year's day: the rush before it, the holiday from it on.
_WINDOWS = {"before": range(-6, 0), "during": range(7)}


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """What the programme says of its own work.

    `m` are M1 to M11, each best at 0 and acceptable below 1, the last four None for series under
    six years; `q` is their weighted mean. `stable`
    and `moving` are the F tests on seasonality, `kruskal_wallis` the rank test; `identifiable` is
    the verdict of the three together. `model` is the ARIMA model found.
    """

    m: tuple[Figure, ...]
    q: Decimal
    stable: Decimal
    moving: Decimal
    kruskal_wallis: Decimal
    identifiable: bool
    model: str
    version: str

    @property
    def acceptable(self) -> bool:
        """Tell whether the programme accepts its adjustment (Q below 1)."""
        return self.q < 1


@dataclass(frozen=True, slots=True)
class Adjusted[P: (Month, Quarter)]:
    """A series with season and holidays taken out, its trend, and the factors taken out.

    By the multiplicative model a figure is the adjusted one times its factor, by the additive one
    their sum. `new_year` tells whether the New Year was taken out as well.
    """

    adjusted: Mapping[P, Decimal]
    trend: Mapping[P, Decimal]
    factors: Mapping[P, Decimal]
    diagnostics: Diagnostics
    mode: Mode
    new_year: bool


@dataclass(frozen=True, slots=True)
class NotAdjusted:
    """Why a series stays as it is; with diagnostics where the programme has looked at it."""

    code: str
    reason: Words
    diagnostics: Diagnostics | None = None


def adjust[P: (Month, Quarter)](
    figures: Mapping[P, Figure],
    mode: Mode = "multiplicative",
    new_years: Mapping[int, date] | None = None,
) -> Adjusted[P] | NotAdjusted:
    """Return a monthly or quarterly series adjusted, or why it is not.

    `figures` runs from its first to its last period; a period left out is a gap as one without a
    figure is. `new_years` holds New Year's day of each year.
    """
    refusal = _refusal(figures, mode)
    if refusal is not None:
        return refusal
    periods = sorted(figures)
    values = [value for period in periods if (value := figures[period]) is not None]
    regressors = _regressors(periods[0], periods[-1], new_years or {})
    spec = Spec(periods[0], values, mode, regressors)
    try:
        output = _output(spec)
    except CoreError as error:
        return NotAdjusted(error.code, error.words)
    diagnostics = _diagnostics(output)
    if not diagnostics.identifiable:
        return NotAdjusted("no_season", _NO_SEASON, diagnostics)
    adjusted, trend, factors = (
        {period: output.tables[name][period] for period in periods}
        for name in ("d11", "d12", "d16")
    )
    return Adjusted(adjusted, trend, factors, diagnostics, mode, regressors is not None)


def _output(spec: Spec) -> Output:
    """Run with a model of the programme's choice, with the airline model where it finds none."""
    try:
        return run(spec)
    except CoreError as error:
        if error.code != "x13_refused":
            raise
        return run(replace(spec, model=_AIRLINE))


# The model that suits most series with a season; the usual choice where none is found.
_AIRLINE = "(0 1 1)(0 1 1)"
_NO_SEASON = Words(
    "未检出可识别的季节性，按原数公布",
    "no identifiable seasonality was found; the series is published unadjusted",
)


def _refusal[P: (Month, Quarter)](figures: Mapping[P, Figure], mode: Mode) -> NotAdjusted | None:
    periods = sorted(figures)
    each = 12 // periods[0].months_each if periods else 12
    if len(periods) < YEARS * each:
        return NotAdjusted(
            "too_short",
            Words(
                f"序列不足{YEARS}年，按原数公布",
                f"the series is shorter than {YEARS} years and is published unadjusted",
            ),
        )
    gap = next((one for one in periods[0].until(periods[-1]) if figures.get(one) is None), None)
    if gap is not None:
        return NotAdjusted(
            "gap",
            Words(
                f"{gap.show('zh')}无数据，按原数公布",
                f"there is no figure for {gap.show('en')}; the series is published unadjusted",
            ),
        )
    low = next((one for one in periods if (figures[one] or 0) <= 0), None)
    if mode == "multiplicative" and low is not None:
        return NotAdjusted(
            "not_positive",
            Words(
                f"{low.show('zh')}的数值不大于零，不能用乘法模型，按原数公布",
                f"the figure for {low.show('en')} is not above zero, which the multiplicative "
                "model needs; the series is published unadjusted",
            ),
        )
    return None


def _regressors(
    first: Month | Quarter, last: Month | Quarter, new_years: Mapping[int, date]
) -> dict[str, list[Decimal]] | None:
    """Return the regressors of the New Year up to a year beyond the series, None without its days.

    None as well for quarters, in the first of which it always lies.
    """
    if not isinstance(first, Month) or not isinstance(last, Month):
        return None
    wanted = list(first.until(last.shift(12)))
    years = {one.year for one in wanted}
    if not years <= set(new_years):
        return None
    return {
        name: _centred(wanted, [_shares(new_years[year], window) for year in sorted(years)])
        for name, window in _WINDOWS.items()
    }


def _shares(day: date, window: range) -> dict[Month, Decimal]:
    """Return which share of the days around a day lies in each month."""
    shares: dict[Month, Decimal] = {}
    for offset in window:
        month = Month.of(day + timedelta(days=offset))
        shares[month] = shares.get(month, Decimal(0)) + Decimal(1) / len(window)
    return shares


def _centred(months: Iterable[Month], years: Sequence[Mapping[Month, Decimal]]) -> list[Decimal]:
    """Return the shares by month less the mean of the same month over all years.

    What is the same every year is season; only what moves is holiday.
    """
    shares = {month: share for year in years for month, share in year.items()}
    means = {
        number: sum(
            (share for month, share in shares.items() if month.number == number), Decimal(0)
        )
        / len(years)
        for number in range(1, 13)
    }
    return [shares.get(month, Decimal(0)) - means[month.number] for month in months]


def _diagnostics(output: Output) -> Diagnostics:
    said = output.said

    def first(name: str) -> Decimal:
        return Decimal(said[name].split()[0])

    names = [f"f3.m{number:02}" for number in range(1, 12)]
    return Diagnostics(
        m=tuple(first(name) if name in said else None for name in names),
        q=first("f3.q"),
        stable=first("f2.fsd8"),
        moving=first("f2.msf"),
        kruskal_wallis=first("f2.kw"),
        identifiable=said["f2.idseasonal"] == "yes",
        model=said["arimamdl"],
        version=f"{said['version']} build {said['build']}",
    )
