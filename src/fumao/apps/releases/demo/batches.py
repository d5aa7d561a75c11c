"""Invented filings of the demo city, month by month from one seed, as accepted batches."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from fumao.core.periods import Month
from fumao.statistics.batches import Batch, Batches, Cell, Columns

FORM = "outsourcing-execution"
COLUMNS = Columns(
    {
        "area": "TEXT", "service_class": "TEXT", "country": "TEXT", "shore": "TEXT",
        "amount_usd": "DECIMAL(18,2)", "amount_cny": "DECIMAL(18,2)",
    }
)  # fmt: skip
SEED = 20220624
FIRST, LAST = Month(2020, 5), Month(2022, 5)
FIRMS = 130

# Shares are invented; the classes are those that official releases name.
CLASSES = {
    "WB.ITO.L01": 26, "WB.ITO.L02": 9, "WB.ITO.L03": 8, "WB.ITO.L04": 8, "WB.ITO.L05": 4,
    "WB.BPO.02": 10, "WB.BPO.03": 9, "WB.KPO.02": 9, "WB.KPO.03": 10, "WB.KPO.01": 7,
}  # fmt: skip
DISTRICTS = {
    "350203": 34, "350206": 30, "350211": 16, "350205": 11, "350213": 7, "350212": 2,
}  # fmt: skip
COUNTRIES = {
    "US": 20, "JP": 16, "HK": 15, "SG": 11, "TW": 9, "DE": 7, "GB": 6, "MY": 5, "KR": 5, "TH": 3,
    "NL": 2, "AU": 2, "PH": 1, "RU": 1,
}  # fmt: skip
# Yuan to the dollar by month: near the published averages, rounded.
RATES = {
    "2020": "7.10 7.08 7.00 6.93 6.81 6.71 6.60 6.54",
    "2021": "6.48 6.46 6.51 6.52 6.43 6.42 6.47 6.48 6.46 6.42 6.39 6.37",
    "2022": "6.36 6.35 6.35 6.43 6.71",
}  # fmt: skip
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class _Firm:
    """An invented respondent: where it is, what it does for whom, and how large it is."""

    name: str
    area: str
    classes: tuple[str, ...]
    countries: tuple[str, ...]
    size: float
    onshore: float
    since: int


def rate(month: Month) -> Decimal:
    """Return the yuan to the dollar of a month."""
    first = 5 if month.year == 2020 else 1
    return Decimal(RATES[str(month.year)].split()[month.number - first])


def add_batches(batches: Batches, first: Month = FIRST, last: Month = LAST) -> list[Batch]:
    """Write a batch a month, numbered from 1; the same seed gives the same bytes."""
    firms = _firms(Random(SEED))  # noqa: S311 - invented figures, the same every time
    made = []
    for number, month in enumerate(first.until(last), 1):
        draw = Random(f"{SEED} {month.code}")  # noqa: S311
        rows = [row for firm in firms if firm.since <= number for row in _rows(firm, month, draw)]
        made.append(batches.add(FORM, month.code, number, COLUMNS, rows))
    return made


def late_filings(batches: Batches, month: Month, number: int) -> Batch:
    """Write the filings of some respondents that came after their month was published."""
    draw = Random(f"{SEED} late {month.code}")  # noqa: S311
    firms = [
        _Firm(f"demo-late-{place}", area, ("WB.ITO.L01",), ("US", "SG"), 900_000.0, 0.2, 1)
        for place, area in enumerate(("350206", "350206", "350203", "350203", "350211"), 1)
    ]
    rows = [row for firm in firms for row in _rows(firm, month, draw)]
    return batches.add(FORM, month.code, number, COLUMNS, rows)


def _firms(draw: Random) -> list[_Firm]:
    return [_firm(draw, number) for number in range(1, FIRMS + 1)]


def _firm(draw: Random, number: int) -> _Firm:
    classes = draw.choices(list(CLASSES), list(CLASSES.values()), k=draw.choice((1, 1, 1, 2)))
    countries = draw.choices(list(COUNTRIES), list(COUNTRIES.values()), k=draw.choice((1, 2, 3)))
    return _Firm(
        f"demo-{number:04}",
        draw.choices(list(DISTRICTS), list(DISTRICTS.values()))[0],
        tuple(dict.fromkeys(classes)),
        tuple(dict.fromkeys(countries)),
        draw.lognormvariate(13.6, 0.7),
        draw.choice((0.0, 0.2, 0.3, 0.5)),
        1 if draw.random() < 0.86 else draw.randint(2, 24),
    )


def _rows(firm: _Firm, month: Month, draw: Random) -> Iterator[dict[str, Cell]]:
    months = (month.year - 2020) * 12 + month.number
    season = 0.72 if month.number == 2 else 1.15 if month.number in (6, 12) else 1.0
    size = firm.size * season * (1.009**months) * draw.uniform(0.8, 1.25)
    parts = [("CN", "onshore", firm.onshore)] if firm.onshore else []
    each = (1 - firm.onshore) / len(firm.countries)
    parts += [(country, "offshore", each) for country in firm.countries]
    for service_class in firm.classes:
        for country, shore, share in parts:
            usd = Decimal(size * share / len(firm.classes)).quantize(_CENT, ROUND_HALF_UP)
            yield {
                "respondent": firm.name, "area": firm.area, "service_class": service_class,
                "country": country, "shore": shore, "amount_usd": usd,
                "amount_cny": (usd * rate(month)).quantize(_CENT, ROUND_HALF_UP),
            }  # fmt: skip
