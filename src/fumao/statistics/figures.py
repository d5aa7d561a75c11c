"""Published figures of a period: headlines, tables and series, each cell protected and rounded.

A cell is {"value": "12.84"} or {"value": null, "why": …}; every cell is rounded half up on its own,
so that published parts need not add up to published totals.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from fumao.core.errors import Words
from fumao.core.periods import Period
from fumao.statistics import measures
from fumao.statistics.frozen import Group, said
from fumao.statistics.publication import (
    Column,
    Headline,
    Publication,
    SeriesTerms,
    TableTerms,
    Unit,
)
from fumao.statistics.shielding import GroupShield, Shield, Shields, Why
from fumao.statistics.tabulation import TOTAL, Rows, is_rest

type Figure = Decimal | None
type Cell = dict[str, Any]
type Told = tuple[Figure, Why | None]
PERCENT = Unit(Words("%", "%"), places=1)
_UNKNOWN: Told = (None, "unknown")
FIRMS = Unit(Words("家", "enterprises"))


class Figures:
    """The figures of a publication for a period, with the same period of the year before."""

    def __init__(self, publication: Publication, shields: Shields, period: Period) -> None:
        self.publication, self.shields, self.period = publication, shields, period
        self.tabulation = shields.tabulation

    def known(self, period: Period) -> bool:
        """Tell whether anything was accepted for a period."""
        return self.tabulation.known(period)

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
        shield = self.shields.head(period, measure)
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
        unit = FIRMS if one.shows == "respondents" else _unit(figures, one.measure)
        yield {
            "key": one.key, "label": said(one.label), "unit": _unit_told(unit),
            "so_far": one.so_far, "cell": _headline(figures, one, unit),
            "growth": [] if one.shows == "respondents" else list(_growths(figures, one)),
        }  # fmt: skip


def _headline(figures: Figures, one: Headline, unit: Unit) -> Cell:
    code = one.at or TOTAL
    if one.shows == "respondents":
        shield = figures.shields.head(figures.period, one.measure)
        return _firms(shield, (code,))
    read = figures.so_far if one.so_far else figures.head
    return cell_of(*read(one.measure, code, figures.period), unit)


def _growths(figures: Figures, one: Headline) -> Iterator[Cell]:
    read = figures.so_far if one.so_far else figures.head
    for measure in figures.publication.measures:
        now = read(measure.key, one.at or TOTAL, figures.period)
        before = read(measure.key, one.at or TOTAL, figures.period.last_year())
        yield {"currency": measure.unit.currency, "cell": growth_of(now, before)}


def _firms(shield: Shield, key: tuple[str, ...]) -> Cell:
    """Return how many enterprises are behind a cell; a number too small is told as such."""
    if shield.why(key) == "few":
        return {"value": None, "why": "few"}
    return {"value": str(shield.respondents(key))}


def tables(figures: Figures, groups: Mapping[str, Group]) -> Iterator[Cell]:
    """Yield the tables, with how many cells each rule hid."""
    for terms in figures.publication.tables:
        rows = figures.shields.rows(figures.period, terms)
        made = _Table(figures, terms, rows)
        found = list(made.rows(groups))
        hidden: dict[str, int] = {}
        for cell in (cell for row in found for cell in _values(terms, row)):
            if cell["value"] is None:
                hidden[cell["why"]] = hidden.get(cell["why"], 0) + 1
        yield {
            "key": terms.key, "title": said(terms.title), "rows_by": terms.rows,
            "only": terms.only, "columns": [_column(figures, one, terms) for one in terms.columns],
            "rows": found, "hidden": hidden, "withheld": made.now.withheld,
        }  # fmt: skip


def _values(terms: TableTerms, row: Cell) -> Iterator[Cell]:
    """Yield the cells of a row that hold a figure itself, not what is worked out from it."""
    for column, cell in zip(terms.columns, row["cells"], strict=True):
        if column.shows == "value":
            yield cell


class _Table:
    """One table of a period and what the same rows were a year before."""

    def __init__(self, figures: Figures, terms: TableTerms, rows: Rows) -> None:
        self.figures, self.terms, self.list = figures, terms, rows
        self.period, self.before = figures.period, figures.period.last_year()
        self.now = self._shield(self.period)
        self.was = self._shield(self.before) if figures.known(self.before) else None
        self.apart = (
            figures.tabulation.incomparable(self.before, terms) if self.was else frozenset()
        )  # the rows that a change of the code list has made others
        self._others: dict[tuple[str, str], Mapping[tuple[str, ...], Decimal]] = {}

    def _shield(self, period: Period) -> Shield:
        return self.figures.shields.table(period, self.terms, self.list)

    def rows(self, groups: Mapping[str, Group]) -> Iterator[Cell]:
        codes = self.list.codes
        yield self._row(TOTAL, Words("合计", "Total"), 0, "total")
        for code, _parent, words in codes.rows:
            kind = "other" if is_rest(code) else "row"
            if not self._anybody(code):
                continue
            yield self._row(code, words, codes.level(code), kind)
        yield from self._groups(groups)

    def _anybody(self, code: str) -> bool:
        """Tell whether a row has a respondent now or had one a year before: else it is left out."""
        return self.now.has(code) or (self.was is not None and self.was.has(code))

    def _row(self, code: str, words: Words, level: int, kind: str) -> Cell:
        cells = [self._cell(code, one) for one in self.terms.columns]
        return {"code": code, "label": said(words), "level": level, "kind": kind, "cells": cells}

    def _key(self, code: str, column: Column) -> tuple[str, ...]:
        return (code, column.at or TOTAL) if self.terms.across else (code,)

    def _cell(self, code: str, column: Column) -> Cell:
        key = self._key(code, column)
        if column.shows == "respondents":
            return _firms(self.now, key)
        measure = column.measure or self.terms.measure
        now = self._figure(self.now, key, measure, self.period)
        if column.shows == "value":
            return cell_of(*now, _unit(self.figures, measure))
        if column.shows == "share":
            whole = self._figure(self.now, (TOTAL, *key[1:]), measure, self.period)
            return cell_of(measures.share(now[0], whole[0]), now[1] or whole[1], PERCENT)
        # What "other" holds changes from year to year: it has no growth.
        if self.was is None or is_rest(code):
            return cell_of(None, "unknown", PERCENT)
        if code in self.apart and now[1] is None:
            return cell_of(None, "incomparable", PERCENT)
        return growth_of(now, self._figure(self.was, key, measure, self.before))

    def _figure(self, shield: Shield, key: tuple[str, ...], measure: str, period: Period) -> Told:
        """Return a cell in a measure; what is protected in the table's own is so in every one."""
        if why := shield.why(key):
            return None, why
        if measure == self.terms.measure:
            return shield.value(key), None
        return self._other_measure(measure, period).get(key, Decimal(0)), None

    def _other_measure(self, measure: str, period: Period) -> Mapping[tuple[str, ...], Decimal]:
        found = self._others.get((measure, period.code))
        if found is None:
            terms = replace(self.terms, measure=measure)
            table = self.figures.tabulation.table(period, terms, self.list)
            found = {key: cell.value for key, cell in table.cells.items()}
            self._others[measure, period.code] = found
        return found

    def _groups(self, groups: Mapping[str, Group]) -> Iterator[Cell]:
        if not self.terms.groups:
            return
        now = self._group_shield(self.now, self.period)
        was = self._group_shield(self.was, self.before) if self.was else None
        for key in self.terms.groups:
            group = groups[key]
            # A group that nobody had joined yet has no figure, not one of zero.
            firms = len(now.sum_of(group.members).parts) if group.members else None
            told = now.told(group.members) if group.members else _UNKNOWN
            earlier = was.told(group.members) if was and group.members else _UNKNOWN
            cells = [self._of_group(one, told, earlier, firms) for one in
                     self.terms.columns]  # fmt: skip
            yield {
                "code": key, "label": said(group.label), "level": 1, "kind": "group",
                "cells": cells,
            }  # fmt: skip

    def _group_shield(self, shield: Shield, period: Period) -> GroupShield:
        return self.figures.shields.groups(period, self.terms, self.list, shield)

    def _of_group(
        self,
        column: Column,
        now: Told,
        was: Told,
        firms: int | None,
    ) -> Cell:
        measure = column.measure or self.terms.measure
        if column.shows == "respondents":
            if firms is None:
                return {"value": None, "why": "unknown"}
            few = now[1] == "few"
            return {"value": None, "why": "few"} if few else {"value": str(firms)}
        if measure != self.terms.measure:
            return cell_of(None, "unknown", PERCENT)
        if column.shows == "value":
            return cell_of(*now, _unit(self.figures, measure))
        if column.shows == "growth":
            return growth_of(now, was)
        whole = self._figure(self.now, (TOTAL,), measure, self.period)
        return cell_of(measures.share(now[0], whole[0]), now[1] or whole[1], PERCENT)


def series(figures: Figures) -> Iterator[Cell]:
    """Yield the series: a line for each code of the split, and the growth of the total."""
    for terms in figures.publication.series:
        periods = list(figures.period.shift(1 - terms.length).until(figures.period))
        yield {
            "key": terms.key, "title": said(terms.title),
            "unit": _unit_told(_unit(figures, terms.measure)),
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
    unit = _unit(figures, terms.measure)
    codes = figures.tabulation.codes[figures.publication.split]
    words = Words("合计", "Total") if code == TOTAL else codes.label(code)
    cells = [cell_of(*figures.head(terms.measure, code, one), unit) for one in periods]
    return {"code": code, "label": said(words), "cells": cells}


def _column(figures: Figures, one: Column, terms: TableTerms) -> Cell:
    unit = {"respondents": FIRMS, "growth": PERCENT, "share": PERCENT}.get(one.shows)
    if unit is None:
        unit = _unit(figures, one.measure or terms.measure)
    measure = figures.publication.measure(one.measure or terms.measure)
    return {
        "key": one.key, "label": said(one.label), "shows": one.shows, "at": one.at or TOTAL,
        "measure": measure.key, "currency": measure.unit.currency, "unit": _unit_told(unit),
    }  # fmt: skip


def _unit(figures: Figures, measure: str) -> Unit:
    return figures.publication.measure(measure).unit


def _unit_told(unit: Unit) -> dict[str, Any]:
    return {
        **said(unit.label), "scale": unit.scale, "places": unit.places, "currency": unit.currency,
    }  # fmt: skip
