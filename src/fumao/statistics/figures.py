"""Published figures of a period: headlines, tables and series, each cell protected and rounded.

A cell is {"value": "12.84"} or {"value": null, "why": …}; every cell is rounded half up on its own,
so that published parts need not add up to published totals.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from fumao.core.errors import Words
from fumao.core.periods import Period
from fumao.statistics import measures
from fumao.statistics.frozen import said
from fumao.statistics.publication import (
    Headline,
    Publication,
    SeriesTerms,
    Unit,
)
from fumao.statistics.shielding import Shield, Shields, Why
from fumao.statistics.tabulation import TOTAL

type Figure = Decimal | None
type Cell = dict[str, Any]
type Told = tuple[Figure, Why | None]
PERCENT = Unit(Words("%", "%"), places=1)
UNKNOWN: Told = (None, "unknown")
FIRMS = Unit(Words("家", "enterprises"))


class Figures:
    """The figures of a publication for a period, with the same period of the year before.

    `shields` gives the protected tables by which a period is told (`chains.py`).
    """

    def __init__(
        self, publication: Publication, shields: Callable[[Period], Shields], period: Period
    ) -> None:
        self.publication, self.shields, self.period = publication, shields, period

    def known(self, period: Period) -> bool:
        """Tell whether anything was accepted for a period."""
        return self.shields(period).tabulation.known(period)

    def periods(self) -> list[Period]:
        """Return every period that the figures rest on, in their order."""
        longest = max((one.length for one in self.publication.series), default=1)
        here = list(self.period.shift(1 - longest).until(self.period))
        here += self._of_year(self.period)
        return sorted({*here, *(one.last_year() for one in here)})

    def _of_year(self, period: Period) -> list[Period]:
        return list(type(period)(period.year, 1).until(period))

    def head(self, measure: str, code: str, period: Period) -> Told:
        """Return a total of the split, and why it is not told."""
        if not self.known(period):
            return None, "unknown"
        shield = self.shields(period).head(period, measure)
        why = shield.why((code,))
        return (None, why) if why else (shield.value((code,)), None)

    def so_far(self, measure: str, code: str, period: Period) -> Told:
        """Return the sum from January on; a month that is not told leaves it untold too."""
        total = Decimal(0)
        for one in self._of_year(period):
            figure, why = self.head(measure, code, one)
            if figure is None:
                return None, why
            total += figure
        return total, None


def cell_of(figure: Figure, why: Why | None, unit: Unit) -> Cell:
    """Return a figure as it is published."""
    if why is not None or figure is None:
        return {"value": None, "why": why or "unknown"}
    scaled = figure.scaleb(-unit.scale)
    return {"value": f"{measures.shown(scaled, unit.places):f}"}


def growth_of(now: Told, before: Told) -> Cell:
    """Return the change in per cent; where one of both is not told, neither is the change.

    With one of them it would tell the other.
    """
    why = now[1] or before[1]
    return cell_of(measures.growth(now[0], before[0]), why, PERCENT)


def headlines(figures: Figures) -> Iterator[Cell]:
    """Yield the figures of the strip, each with its growth in every currency."""
    for one in figures.publication.headlines:
        unit = FIRMS if one.shows == "respondents" else unit_of(figures, one.measure)
        yield {
            "key": one.key, "label": said(one.label), "unit": unit_told(unit),
            "so_far": one.so_far, "cell": _headline(figures, one, unit),
            "growth": [] if one.shows == "respondents" else list(_growths(figures, one)),
        }  # fmt: skip


def _headline(figures: Figures, one: Headline, unit: Unit) -> Cell:
    code = one.at or TOTAL
    if one.shows == "respondents":
        shield = figures.shields(figures.period).head(figures.period, one.measure)
        return firms_of(shield, (code,))
    read = figures.so_far if one.so_far else figures.head
    return cell_of(*read(one.measure, code, figures.period), unit)


def _growths(figures: Figures, one: Headline) -> Iterator[Cell]:
    read = figures.so_far if one.so_far else figures.head
    for measure in figures.publication.measures:
        now = read(measure.key, one.at or TOTAL, figures.period)
        before = read(measure.key, one.at or TOTAL, figures.period.last_year())
        yield {"currency": measure.unit.currency, "cell": growth_of(now, before)}


def firms_of(shield: Shield, key: tuple[str, ...]) -> Cell:
    """Return how many enterprises are behind a cell; a number too small is told as such."""
    if shield.why(key) == "few":
        return {"value": None, "why": "few"}
    return {"value": str(shield.respondents(key))}


def series(figures: Figures) -> Iterator[Cell]:
    """Yield the series: a line for each code of the split, and the growth of the total."""
    for terms in figures.publication.series:
        periods = list(figures.period.shift(1 - terms.length).until(figures.period))
        yield {
            "key": terms.key, "title": said(terms.title),
            "unit": unit_told(unit_of(figures, terms.measure)),
            "periods": [one.code for one in periods],
            "lines": [_line(figures, terms, code, periods) for code in terms.codes],
            "growth": [
                growth_of(
                    figures.head(terms.measure, TOTAL, one),
                    figures.head(terms.measure, TOTAL, one.last_year()),
                )
                for one in periods
            ],
        }  # fmt: skip


def _line(figures: Figures, terms: SeriesTerms, code: str, periods: list[Period]) -> Cell:
    unit = unit_of(figures, terms.measure)
    codes = figures.shields(figures.period).tabulation.codes[figures.publication.split]
    words = Words("合计", "Total") if code == TOTAL else codes.label(code)
    cells = [cell_of(*figures.head(terms.measure, code, one), unit) for one in periods]
    return {"code": code, "label": said(words), "cells": cells}


def unit_of(figures: Figures, measure: str) -> Unit:
    return figures.publication.measure(measure).unit


def unit_told(unit: Unit) -> dict[str, Any]:
    return {
        **said(unit.label), "scale": unit.scale, "places": unit.places, "currency": unit.currency,
    }  # fmt: skip
