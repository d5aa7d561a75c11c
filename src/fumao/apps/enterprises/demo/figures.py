"""Invented figures of one enterprise that fit each other: parts never exceed their whole."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from fumao.apps.enterprises.models import Confidence
from fumao.apps.enterprises.vocabulary import exact_text
from fumao.rules.definitions import Input
from fumao.rules.facts import read_fact

USD = Decimal("6.45")  # yuan, about 2021's mean rate


@dataclass(frozen=True, slots=True)
class Year:
    """The figures of a year, in yuan and people."""

    revenue: Decimal
    outsourcing: Decimal
    offshore: Decimal
    staff: int
    college: int
    research: Decimal
    wages: Decimal


@dataclass(frozen=True, slots=True)
class Told:
    """A fact to be: its exact value, where from, its day or its period."""

    name: str
    value: str
    source: str
    as_of: date | None
    period: str
    confidence: str


def _share(rng: Random, low: int, high: int) -> Decimal:
    return Decimal(rng.randint(low, high)) / 100


def _money(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))


def years(rng: Random, last: int) -> dict[int, Year]:
    """Return the figures of the last two full years; the earlier ones somewhat smaller."""
    staff = int(8 * (1.9 ** rng.uniform(0, 6.5)))
    revenue = Decimal(staff) * rng.randint(120_000, 900_000)
    outsourcing, offshore = _share(rng, 35, 98), _share(rng, 0, 95)
    college, research = _share(rng, 38, 96), _share(rng, 0, 14)
    found = {}
    for year, size in ((last, Decimal(1)), (last - 1, _share(rng, 70, 104))):
        people = max(3, int(staff * size))
        total = _money(revenue * size)
        found[year] = Year(
            total,
            _money(total * outsourcing),
            _money(total * outsourcing * offshore),
            people,
            int(people * college),
            _money(total * research),
            _money(Decimal(people) * rng.randint(70_000, 210_000)),
        )
    return found


type _Figure = Callable[[Year, Random], object]

# Figures of a year, by the name of the input. A name the vocabulary does not have is left out.
YEARLY: dict[str, tuple[str, _Figure]] = {
    "total_revenue": ("audit", lambda y, r: y.revenue),
    "staff_total": ("payroll", lambda y, r: y.staff),
    "staff_college": ("payroll", lambda y, r: y.college),
    "ats_revenue": ("audit", lambda y, r: _money(y.outsourcing * _share(r, 60, 100))),
    "ats_offshore_revenue": ("audit", lambda y, r: y.offshore),
    "wages": ("audit", lambda y, r: y.wages),
    "taxable_profit": ("audit", lambda y, r: _money(y.revenue * _share(r, 1, 18))),
    "edu_expense": ("audit", lambda y, r: _money(y.wages * _share(r, 1, 11))),
    "rd_cost_own": ("audit", lambda y, r: y.research),
    "rd_cost_entrusted": ("audit", lambda y, r: _money(y.research * _share(r, 0, 30))),
    "rd_cost_abroad": ("audit", lambda y, r: _money(y.research * _share(r, 0, 10))),
    "fund_outsourcing_usd": ("audit", lambda y, r: _money(y.outsourcing / USD)),
    "fund_foreign_usd": ("audit", lambda y, r: _money(y.offshore / USD)),
    "xm_offshore_usd": ("audit", lambda y, r: _money(y.offshore / USD)),
    "wz_platform_fee": ("file", lambda y, r: _money(Decimal(r.randint(0, 400_000)))),
    "wz_line_cost": ("file", lambda y, r: _money(Decimal(r.randint(0, 900_000)))),
}
# Truths about an enterprise, with the share of enterprises in a hundred for which they hold.
TRUTHS: dict[str, tuple[str, int]] = {
    "legal_person_in_china": ("licence", 99),
    "is_outsourcing_firm": ("file", 82),
    "no_violation_two_years": ("file", 93),
    "has_certificate": ("file", 38),
    "ats_in_demo_city": ("licence", 97),
    "ats_in_scope": ("file", 70),
    "ats_advanced": ("file", 55),
    "ats_accredited": ("file", 14),
    "is_tech_sme": ("file", 33),
    "is_manufacturer": ("licence", 4),
    "is_chip_or_machine_tool": ("file", 5),
    "fund_trader": ("file", 72),
    "fund_reporting": ("file", 78),
    "fund_no_arrears": ("file", 97),
    "fund_model_city": ("licence", 96),
    "fund_is_trainer": ("file", 4),
    "wz_key_enterprise": ("file", 12),
    "wz_new_own_office": ("file", 15),
    "xm_registered": ("file", 74),
}
TWO_YEARS = frozenset({"total_revenue", "staff_total", "ats_offshore_revenue", "fund_foreign_usd"})
# Inputs of one city's rules, by the beginning of their names.
OF_CITY = {"xm_": "350200", "wz_": "330300"}
_UNKNOWN = 9  # facts of a hundred that nobody told


def facts(
    rng: Random,
    vocabulary: dict[str, Input],
    own: dict[str, object],
    last: int,
    sources: dict[str, str],
) -> Iterator[Told]:
    """Yield the facts of an enterprise; `own` are those read off its row, such as its founding."""
    figures = years(rng, last)
    day = date(last + 1, 3, 31)
    for name, (source, share) in TRUTHS.items():
        if name in vocabulary and rng.randint(1, 100) > _UNKNOWN:
            yield _told(vocabulary[name], rng.randint(1, 100) <= share, sources[source], day, "")
    for name, value in own.items():
        if name in vocabulary:
            yield _told(vocabulary[name], value, sources["licence"], day, "")
    for name, (source, figure) in YEARLY.items():
        if name not in vocabulary or rng.randint(1, 100) <= _UNKNOWN:
            continue
        for year in sorted(figures)[0 if name in TWO_YEARS else 1 :]:
            confidence = Confidence.VERIFIED if rng.random() < 0.7 else Confidence.DECLARED
            value = figure(figures[year], rng)
            yield _told(vocabulary[name], value, sources[source], None, str(year), confidence)


def of_city(vocabulary: dict[str, Input], city: str) -> dict[str, Input]:
    """Return the inputs that are asked in a city: not those of another city's rules."""
    return {
        name: given for name, given in vocabulary.items() if OF_CITY.get(name[:3], city) == city
    }


def _told(
    given: Input,
    value: object,
    source: str,
    as_of: date | None,
    period: str,
    confidence: str = Confidence.VERIFIED,
) -> Told:
    text = exact_text(read_fact(value, given))
    return Told(given.name, text, source, as_of, period, confidence)
