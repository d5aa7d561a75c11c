"""What a filing is compared with: the figures of a respondent's earlier periods.

`previous`, `year_ago`, `so_far` (this year before the period), `usual` (the median of its own
earlier periods above zero) and `lately` (the least of the three before). What was not filed, or
too little of it, stays unknown.
"""

from collections.abc import Mapping
from decimal import Decimal
from statistics import median

from fumao.core.periods import Period
from fumao.rules.exact import round_half_up
from fumao.surveys.definitions import Survey

type Figures = Mapping[str, Decimal | None]
_FEW = 4  # fewer earlier periods are no usual, as for the slips over the whole base
_LATELY = 3


def earlier_data(
    survey: Survey, period: Period, filed: Mapping[Period, Figures]
) -> dict[str, dict[str, str]]:
    """Return texts by kind and field, as `SurveyForm.earlier` reads them; later filings are no
    part of it.
    """
    found: dict[str, dict[str, str]] = {}
    for one in survey.figures():
        series = {p: figures.get(one.key) for p, figures in filed.items() if p.end < period.start}
        scale = one.type.scale if one.type is not None else 0
        for kind, value in _kinds(period, series).items():
            if value is not None:
                found.setdefault(kind, {})[one.key] = str(round_half_up(value, scale))
    return found


def _kinds(period: Period, series: Mapping[Period, Decimal | None]) -> dict[str, Decimal | None]:
    before = [period.shift(-by) for by in range(1, _LATELY + 1)]
    last = [series.get(one) for one in before]
    known = [value for value in last if value is not None]
    above = [value for value in series.values() if value is not None and value > 0]
    return {
        "previous": last[0],
        "year_ago": series.get(period.last_year()),
        "so_far": _so_far(period, series),
        "usual": median(above) if len(above) >= _FEW else None,
        "lately": min(known) if len(known) == _LATELY else None,
    }


def _so_far(period: Period, series: Mapping[Period, Decimal | None]) -> Decimal | None:
    """Return the sum of the year's periods before; zero for its first, unknown with a gap."""
    whole = Decimal(0)
    one = period.previous()
    while one.start.year == period.start.year:
        value = series.get(one)
        if value is None:
            return None
        whole += value
        one = one.previous()
    return whole
