"""Published tables of a period: rows as they are shown, each cell protected, with its growth."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from fumao.core.errors import Words
from fumao.core.periods import Period
from fumao.statistics import measures
from fumao.statistics.figures import (
    FIRMS,
    PERCENT,
    UNKNOWN,
    Cell,
    Figures,
    Told,
    cell_of,
    firms_of,
    growth_of,
    unit_of,
    unit_told,
)
from fumao.statistics.frozen import Group, said
from fumao.statistics.publication import Column, TableTerms
from fumao.statistics.shielding import GroupShield, Shield, Shields
from fumao.statistics.tabulation import TOTAL, Rows, is_rest


def tables(figures: Figures, groups: Mapping[str, Group]) -> Iterator[Cell]:
    """Yield the tables, with how many cells each rule hid."""
    for terms in figures.publication.tables:
        made = _Table(figures, terms)
        found = list(made.rows(groups))
        hidden: dict[str, int] = {}
        for cell in (cell for row in found for cell in _values(terms, row)):
            if cell["value"] is None:
                hidden[cell["why"]] = hidden.get(cell["why"], 0) + 1
        yield {
            "key": terms.key, "title": said(terms.title), "rows_by": terms.rows,
            "only": terms.only, "columns": [_column(figures, one, terms) for one in terms.columns],
            "rows": found, "hidden": hidden, "withheld": made.now.shield.withheld,
        }  # fmt: skip


def _values(terms: TableTerms, row: Cell) -> Iterator[Cell]:
    """Yield the cells of a row that hold a figure itself, not what is worked out from it."""
    for column, cell in zip(terms.columns, row["cells"], strict=True):
        if column.shows == "value":
            yield cell


class _Side:
    """A table of one period, protected, with the rows it has or had when it was published."""

    def __init__(self, shields: Shields, period: Period, terms: TableTerms) -> None:
        self._shields, self._period, self._terms = shields, period, terms
        self.rows: Rows = shields.rows(period, terms)
        self.shield: Shield = shields.table(period, terms, self.rows)
        self._others: dict[str, Mapping[tuple[str, ...], Decimal]] = {}

    def figure(self, key: tuple[str, ...], measure: str) -> Told:
        """Return a cell in a measure; what is protected in the table's own is so in every one."""
        if key[0] != TOTAL and key[0] not in self.rows.codes.parents:
            return UNKNOWN  # it stood under the rest
        if why := self.shield.why(key):
            return None, why
        if measure == self._terms.measure:
            return self.shield.value(key), None
        return self._other(measure).get(key, Decimal(0)), None

    def _other(self, measure: str) -> Mapping[tuple[str, ...], Decimal]:
        found = self._others.get(measure)
        if found is None:
            terms = replace(self._terms, measure=measure)
            table = self._shields.tabulation.table(self._period, terms, self.rows)
            found = {key: cell.value for key, cell in table.cells.items()}
            self._others[measure] = found
        return found

    def apart(self) -> frozenset[str]:
        """Return the rows that a change of the code list has made others."""
        return self._shields.tabulation.incomparable(self._period, self._terms)

    def groups(self) -> GroupShield:
        """Return what overlapping groups of the rows may tell."""
        return self._shields.groups(self._period, self._terms, self.rows, self.shield)


class _Table:
    """One table of a period and the same a year before.

    A year before has the rows it was itself published with, whatever is large by now: by others,
    what it hid could be told (docs/adr/0028).
    """

    def __init__(self, figures: Figures, terms: TableTerms) -> None:
        self.figures, self.terms = figures, terms
        before = figures.period.last_year()
        self.now = self._side(figures.period)
        self.was = self._side(before) if figures.known(before) else None
        self.apart = self.was.apart() if self.was else frozenset()

    def _side(self, period: Period) -> _Side:
        return _Side(self.figures.shields(period), period, self.terms)

    def rows(self, groups: Mapping[str, Group]) -> Iterator[Cell]:
        codes = self.now.rows.codes
        yield self._row(TOTAL, Words("合计", "Total"), 0, "total")
        for code, _parent, words in codes.rows:
            kind = "other" if is_rest(code) else "row"
            if not self._anybody(code):
                continue
            yield self._row(code, words, codes.level(code), kind)
        yield from self._groups(groups)

    def _anybody(self, code: str) -> bool:
        """Tell whether a row has a respondent now or had one a year before: else it is left out."""
        return any(one is not None and one.shield.has(code) for one in (self.now, self.was))

    def _row(self, code: str, words: Words, level: int, kind: str) -> Cell:
        cells = [self._cell(code, one) for one in self.terms.columns]
        return {"code": code, "label": said(words), "level": level, "kind": kind, "cells": cells}

    def _key(self, code: str, column: Column) -> tuple[str, ...]:
        return (code, column.at or TOTAL) if self.terms.across else (code,)

    def _cell(self, code: str, column: Column) -> Cell:
        key = self._key(code, column)
        if column.shows == "respondents":
            return firms_of(self.now.shield, key)
        measure = column.measure or self.terms.measure
        now = self.now.figure(key, measure)
        if column.shows == "value":
            return cell_of(*now, unit_of(self.figures, measure))
        if column.shows == "share":
            whole = self.now.figure((TOTAL, *key[1:]), measure)
            return cell_of(measures.share(now[0], whole[0]), now[1] or whole[1], PERCENT)
        # What "other" holds changes from year to year: it has no growth.
        if self.was is None or is_rest(code):
            return cell_of(None, "unknown", PERCENT)
        if code in self.apart and now[1] is None:
            return cell_of(None, "incomparable", PERCENT)
        return growth_of(now, self.was.figure(key, measure))

    def _groups(self, groups: Mapping[str, Group]) -> Iterator[Cell]:
        if not self.terms.groups:
            return
        now = self.now.groups()
        was = self.was.groups() if self.was else None
        for key in self.terms.groups:
            group = groups[key]
            # A group that nobody had joined yet has no figure, not one of zero.
            firms = len(now.sum_of(group.members).parts) if group.members else None
            told = now.told(group.members) if group.members else UNKNOWN
            earlier = was.told(group.members) if was and group.members else UNKNOWN
            cells = [self._of_group(one, told, earlier, firms) for one in
                     self.terms.columns]  # fmt: skip
            yield {
                "code": key, "label": said(group.label), "level": 1, "kind": "group",
                "cells": cells,
            }  # fmt: skip

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
            return cell_of(*now, unit_of(self.figures, measure))
        if column.shows == "growth":
            return growth_of(now, was)
        whole = self.now.figure((TOTAL,), measure)
        return cell_of(measures.share(now[0], whole[0]), now[1] or whole[1], PERCENT)


def _column(figures: Figures, one: Column, terms: TableTerms) -> Cell:
    unit = {"respondents": FIRMS, "growth": PERCENT, "share": PERCENT}.get(one.shows)
    if unit is None:
        unit = unit_of(figures, one.measure or terms.measure)
    measure = figures.publication.measure(one.measure or terms.measure)
    return {
        "key": one.key, "label": said(one.label), "shows": one.shows, "at": one.at or TOTAL,
        "measure": measure.key, "currency": measure.unit.currency, "unit": unit_told(unit),
    }  # fmt: skip
