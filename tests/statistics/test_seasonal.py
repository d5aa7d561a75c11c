"""Seasonal adjustment: a published series, a pattern that is known, the New Year, what is refused.

The airline passengers of Box and Jenkins (1976, series G) are the test series of the literature;
the coefficients of their model are published: 0.4018 and 0.5569 (variance 0.001348).
"""

import math
import random
import subprocess
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fumao.core.errors import CoreError
from fumao.core.periods import Month, Quarter
from fumao.packs import codes
from fumao.statistics import x13
from fumao.statistics.measures import Figure
from fumao.statistics.seasonal import Adjusted, NotAdjusted, adjust

D = Decimal
PASSENGERS = """
112 118 132 129 121 135 148 148 136 119 104 118 115 126 141 135 125 149 170 170 158 133 114 140
145 150 178 163 172 178 199 199 184 162 146 166 171 180 193 181 183 218 230 242 209 191 172 194
196 196 236 235 229 243 264 272 237 211 180 201 204 188 235 227 234 264 302 293 259 229 203 229
242 233 267 269 270 315 364 347 312 274 237 278 284 277 317 313 318 374 413 405 355 306 271 306
315 301 356 348 355 422 465 467 404 347 305 336 340 318 362 348 363 435 491 505 404 359 310 337
360 342 406 396 420 472 548 559 463 407 362 405 417 391 419 461 472 535 622 606 508 461 390 432
"""
AIRLINE: dict[Month, Figure] = {
    Month(1949, 1).shift(place): D(value) for place, value in enumerate(PASSENGERS.split())
}


def done[P: (Month, Quarter)](result: Adjusted[P] | NotAdjusted) -> Adjusted[P]:
    assert isinstance(result, Adjusted), result
    return result


def test_a_published_series_as_the_programme_adjusts_it_by_a_specification_of_its_own(
    tmp_path: Path,
) -> None:
    """The airline model written by hand, without any of our code, gives the same series."""
    lines = "\n".join(PASSENGERS.split())
    (tmp_path / "air.spc").write_text(
        f"series {{ start=1949.1 period=12 data=(\n{lines}\n) }}\n"
        "transform { function=log }\narima { model=(0 1 1)(0 1 1) }\nestimate { }\n"
        "forecast { maxlead=12 }\nx11 { mode=mult save=(d11 d12 d16) }\n"
    )
    binary = x13.program()
    assert binary is not None
    subprocess.run([binary, "air", "-s", "-q"], cwd=tmp_path, check=True, capture_output=True)
    said = (tmp_path / "air.udg").read_text()
    assert "MA$Nonseasonal$01$01: +0.4018" in said
    assert "MA$Seasonal$12$12: +0.5569" in said
    found = done(adjust(AIRLINE))
    for name, ours in (("d11", found.adjusted), ("d12", found.trend), ("d16", found.factors)):
        rows = (tmp_path / f"air.{name}").read_text().splitlines()[2:]
        theirs = [float(row.split("\t")[1]) for row in rows]
        assert [float(value) for value in ours.values()] == pytest.approx(theirs, rel=1e-6)
    assert found.diagnostics.model == "(0 1 1)(0 1 1)"


def test_figure_is_adjusted_times_factor() -> None:
    found = done(adjust(AIRLINE))
    for month, figure in AIRLINE.items():
        assert figure is not None
        assert abs(found.adjusted[month] * found.factors[month] - figure) < D("1e-8")
    assert list(found.adjusted) == list(AIRLINE)


def test_diagnostics_are_those_of_the_programme() -> None:
    """Strong and stable: known of this series, and within the bounds the programme sets itself."""
    found = done(adjust(AIRLINE)).diagnostics
    assert len(found.m) == 11
    assert all(one is not None and 0 <= one < 1 for one in found.m)
    assert found.acceptable
    assert found.identifiable
    assert found.stable > 7  # the bound above which the test takes the season for present
    assert found.version.startswith("1.1")


PATTERN = [D(one) / 100 for one in (90, 70, 105, 100, 100, 110, 95, 95, 110, 95, 105, 125)]


def made(seed: int = 4, years: int = 10, noise: float = 0.01) -> dict[Month, Figure]:
    """A rising line times a pattern times noise; the pattern's mean is 1."""
    chance = random.Random(seed)
    return {
        month: (D(100) + place) * PATTERN[month.number - 1] * D(chance.gauss(1, noise))
        for place, month in enumerate(Month(2010, 1).until(Month(2009 + years, 12)))
    }


def test_a_known_pattern_is_found_again() -> None:
    assert sum(PATTERN) == 12
    found = done(adjust(made()))
    for month in Month(2015, 1).until(Month(2015, 12)):
        assert abs(found.factors[month] - PATTERN[month.number - 1]) < D("0.02")
        line = D(100) + (month.year - 2010) * 12 + month.number - 1
        assert abs(found.trend[month] / line - 1) < D("0.01")


def test_quarters() -> None:
    pattern, chance = [D("0.8"), D(1), D("0.9"), D("1.3")], random.Random(4)
    figures: dict[Quarter, Figure] = {
        quarter: (D(100) + place) * pattern[quarter.number - 1] * D(chance.gauss(1, 0.01))
        for place, quarter in enumerate(Quarter(2010, 1).until(Quarter(2019, 4)))
    }
    found = done(adjust(figures, new_years=codes.new_years()))
    factors = [found.factors[Quarter(2015, number)] for number in range(1, 5)]
    assert all(abs(a - b) < D("0.02") for a, b in zip(factors, pattern, strict=True))
    assert not found.new_year  # it always lies in the first quarter


def test_the_additive_model_takes_figures_below_zero() -> None:
    chance = random.Random(4)
    season = [12, -20, 3, 0, 0, 6, -3, -3, 6, -3, -8, 10]
    balance: dict[Month, Figure] = {
        month: D(season[month.number - 1]) + D(chance.gauss(0, 1))
        for month in Month(2010, 1).until(Month(2019, 12))
    }
    found = done(adjust(balance, "additive"))
    month = Month(2015, 2)
    assert abs(found.factors[month] + 20) < 2
    assert abs(found.adjusted[month] + found.factors[month] - (balance[month] or 0)) < D("1e-8")
    assert isinstance(adjust(balance), NotAdjusted)


def test_the_new_year_is_taken_out_where_its_days_are_known() -> None:
    """Work lost in the week from New Year's day on: a fifth of the month that holds all of it.

    Without the regressors January and February of the years between jump to and fro; with them
    what is left beside the trend is the noise.
    """
    days = codes.new_years()
    figures = made(noise=0.003)
    for year in range(2010, 2020):
        for offset in range(7):
            month = Month.of(date.fromordinal(days[year].toordinal() + offset))
            figures[month] = (figures[month] or D(0)) * D(math.exp(-0.2 / 7))
    with_days, without = done(adjust(figures, new_years=days)), done(adjust(figures))
    assert with_days.new_year
    assert not without.new_year

    def jumps(found: Adjusted[Month]) -> Decimal:
        months = [Month(year, number) for year in range(2011, 2019) for number in (1, 2)]
        return max(abs(found.adjusted[one] / found.trend[one] - 1) for one in months)

    assert jumps(with_days) < D("0.012") < D("0.03") < jumps(without)


def test_days_must_reach_a_year_beyond_the_series() -> None:
    days = {year: day for year, day in codes.new_years().items() if year < 2020}
    assert not done(adjust(made(), new_years=days)).new_year


# The programme finds no model for it and is given the usual one; then it finds no season.
NOISE: dict[Month, Figure] = {
    month: D(random.Random(month.year * 12 + month.number).gauss(100, 5)) for month in made()
}


@pytest.mark.parametrize(
    ("code", "figures", "says"),
    [
        ("too_short", made(years=4), "不足5年"),
        ("too_short", {}, "不足5年"),
        ("gap", {**made(), Month(2013, 3): None}, "2013年3月"),
        ("gap", {m: v for m, v in made().items() if m != Month(2013, 3)}, "2013年3月"),
        ("not_positive", {**made(), Month(2013, 3): D(0)}, "2013年3月"),
        ("no_season", NOISE, "季节性"),
    ],
)  # fmt: skip
def test_what_is_not_adjusted_says_why(code: str, figures: dict[Month, Figure], says: str) -> None:
    found = adjust(figures)
    assert isinstance(found, NotAdjusted)
    assert found.code == code
    assert says in found.reason.zh
    assert "unadjusted" in found.reason.en
    assert (found.diagnostics is not None) == (code == "no_season")


def test_five_years_to_the_month_are_enough() -> None:
    """M8 to M11 look at the last years one by one: the programme needs six for them."""
    found = done(adjust(made(years=5))).diagnostics
    assert found.m[7:] == (None,) * 4
    assert None not in found.m[:7]


def test_the_programme_refuses_in_its_own_words() -> None:
    """A pattern without any noise leaves nothing to estimate."""
    exact: dict[Month, Figure] = {month: PATTERN[month.number - 1] for month in made()}
    found = adjust(exact)
    assert isinstance(found, NotAdjusted)
    assert found.code == "x13_refused"


def test_without_the_programme_a_series_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(x13, "program", lambda: None)
    found = adjust(AIRLINE)
    assert isinstance(found, NotAdjusted)
    assert "fumao[seasonal]" in found.reason.zh


def test_a_specification_keeps_to_the_programmes_lines() -> None:
    """Its lines hold 132 characters; long figures and two regressors stay within."""
    values = [D("12345678901234567890.123456789")] * 60
    zeros = [D(0)] * 72
    spec = x13.Spec(Month(2010, 1), values, regressors={"before": zeros, "during": zeros})
    assert max(map(len, spec.text().splitlines())) <= 132
    with pytest.raises(CoreError):
        x13.run(replace(spec, values=values[:1]))
