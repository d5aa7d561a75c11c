"""The tables of one period protected together: what one hides, no other tells.

All tables of a publication share the totals of its split (offshore, onshore, all). These are
protected first. A table that could only be protected by hiding one of them that is shown is
withheld whole: hiding it there alone would hide nothing.

A correction is read beside what it takes the place of. It hides all that was hidden there (a figure
shown in one of both is known), and every cell whose difference would tell who has changed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from fumao.core.periods import Period
from fumao.statistics.disclosure import Protected, Record, Rules, Table, protect
from fumao.statistics.disclosure.sensitive import Reason
from fumao.statistics.disclosure.table import Cell, Key
from fumao.statistics.publication import TableTerms
from fumao.statistics.tabulation import TOTAL, Rows, Tabulation, is_rest

# Why a cell has no figure: a rule, a cell hidden so that no sum undoes another, nothing known, or
# (of a change) classes that are not those of the year before.
Why = Reason | Literal["secondary", "unknown", "incomparable"]


@dataclass(frozen=True, slots=True)
class Shield:
    """A table with why each of its cells may not be shown."""

    table: Table
    hidden: Mapping[Key, Why]
    columns: frozenset[str]  # codes of the split that are hidden everywhere
    only: str
    withheld: bool

    def why(self, key: Key) -> Why | None:
        """Return why a cell is hidden; None where it is shown."""
        if key in self.hidden:
            return self.hidden[key]
        column = key[1] if len(key) == 2 else self.only or TOTAL
        if column in self.columns or (self.withheld and key[0] != TOTAL):
            return "secondary"
        return None

    def value(self, key: Key) -> Decimal:
        """Return the exact figure of a cell; no respondent makes zero."""
        cell = self.table.cells.get(key)
        return cell.value if cell is not None else Decimal(0)

    def has(self, code: str) -> bool:
        """Tell whether any respondent is in a row."""
        return any(key[0] == code for key in self.table.cells)

    def respondents(self, key: Key) -> int:
        """Return how many respondents are behind a cell."""
        cell = self.table.cells.get(key)
        return len(cell.parts) if cell is not None else 0


class Shields:
    """Protected tables of a tabulation, each made once.

    `before` are those of the vintage whose place this one takes, made of fewer batches.
    """

    def __init__(self, tabulation: Tabulation, before: "Shields | None" = None) -> None:
        self.tabulation, self.before = tabulation, before
        self.rules: Rules = tabulation.publication.rules
        self._heads: dict[tuple[str, str], Shield] = {}
        self._tables: dict[tuple[str, str, tuple[str, ...]], Shield] = {}

    def head(self, period: Period, measure: str) -> Shield:
        """Return the totals of the split: keys (code,)."""
        found = self._heads.get((period.code, measure))
        if found is None:
            was = None
            if self.before is not None and self._was(period):
                was = self.before.head(period, measure)
            table = self.tabulation.split(period, measure)
            found = Shield(table, self._hidden(table, was), frozenset(), "", withheld=False)
            self._heads[period.code, measure] = found
        return found

    def rows(self, period: Period, terms: TableTerms) -> Rows:
        """Return the rows of a table: of a correction those it had, so that all can be compared."""
        if self.before is not None and self._was(period):
            return self.before.rows(period, terms)
        return self.tabulation.rows(period, terms)

    def table(self, period: Period, terms: TableTerms, rows: Rows) -> Shield:
        """Return a table of a period under given rows."""
        name = (period.code, terms.key, tuple(rows.codes.parents))
        found = self._tables.get(name)
        if found is None:
            found = self._made(period, terms, rows)
            self._tables[name] = found
        return found

    def groups(
        self, period: Period, terms: TableTerms, rows: Rows, shield: Shield
    ) -> "GroupShield":
        """Return what overlapping groups of a table's rows may tell; asked anew for each table."""
        before = None
        if self.before is not None and self._was(period):
            was = self.before.table(period, terms, rows)
            before = self.before.groups(period, terms, rows, was)
        records = self.tabulation.picked(period, terms)
        return GroupShield(records, shield, rows, self.rules, before)

    def _made(self, period: Period, terms: TableTerms, rows: Rows) -> Shield:
        head = self.head(period, terms.measure)
        was = None
        if self.before is not None and self._was(period):
            was = self.before.table(period, terms, rows)
        table = self.tabulation.table(period, terms, rows)
        hidden = self._hidden(table, was)
        shared = {key for key in hidden if key[0] == TOTAL}
        told = {key for key in shared if head.why((_column(key, terms),)) is None}
        kept = {key: why for key, why in hidden.items() if key not in told}
        columns = frozenset(key[0] for key in head.hidden)
        return Shield(table, kept, columns, terms.only, withheld=bool(told))

    def _was(self, period: Period) -> bool:
        return self.before is not None and self.before.tabulation.known(period)

    def _hidden(self, table: Table, was: Shield | None) -> dict[Key, Why]:
        """Return what is hidden in a table, and why; `was` is what the vintage before hid in it."""
        if was is None:
            return _reasons(protect(table, self.rules))
        kept = {key for key in was.table.cells if was.why(key) is not None}
        changed = table.since(was.table)
        if changed.cells:
            apart = protect(changed, self.rules, kept)
            kept |= apart.primary.keys() | apart.secondary
        found: dict[Key, Why] = dict.fromkeys(kept, "secondary")
        return found | _reasons(protect(table, self.rules, kept))


def _column(key: Key, terms: TableTerms) -> str:
    return key[1] if len(key) == 2 else terms.only or TOTAL


def _reasons(done: Protected) -> dict[Key, Why]:
    found: dict[Key, Why] = dict.fromkeys(done.secondary, "secondary")
    for key, reasons in done.primary.items():
        found[key] = reasons[0]
    return found


class GroupShield:
    """Sums over overlapping groups of rows, shown where they tell nothing that the table hides.

    A group's rest is what of it is not shown row by row. It is told only if the rest passes the
    rules, and so does what is left between it and every rest around or inside it that is told.
    """

    def __init__(
        self,
        records: Sequence[Record],
        shield: Shield,
        rows: Rows,
        rules: Rules,
        before: "GroupShield | None" = None,
    ) -> None:
        self._records, self._rules, self._before = records, rules, before
        self._told_apart: list[frozenset[str]] = []  # rests whose difference is told
        self._single = {
            code for code in rows.codes.parents if not is_rest(code) and shield.why((code,)) is None
        }
        self._rests = [frozenset(one.key[0] for one in records) - self._single]
        self._closed = shield.why((TOTAL,)) is not None

    def told(self, members: Sequence[str]) -> tuple[Decimal | None, Why | None]:
        """Return the figure of a group of codes, or why it may not be shown."""
        why = self._why(frozenset(members))
        return (None, why) if why else (self.sum_of(members).value, None)

    def _why(self, members: frozenset[str]) -> Why | None:
        if self._closed:
            return "secondary"
        if self._before is not None and self._changed(members, self._before):
            return "secondary"
        rest = frozenset(one.key[0] for one in self._records) & (members - self._single)
        if rest and (reasons := self._rules.reasons(self.sum_of(rest))):
            return reasons[0]
        for other in self._rests:
            left = other - rest if rest < other else rest - other if other < rest else frozenset()
            if left and self._rules.reasons(self.sum_of(left)):
                return "secondary"
        if rest:
            self._rests.append(rest)
        return None

    def _changed(self, members: frozenset[str], before: "GroupShield") -> bool:
        """Tell whether a group was not told before, or its difference tells who has changed.

        What a group differs by is known less what its rows do, as far as these are told in both.
        """
        if before.told(tuple(sorted(members)))[1] is not None:
            return True
        single = self._single & before._single
        codes = frozenset(one.key[0] for one in (*self._records, *before._records)) - single
        rest = codes & members
        for other in (codes, *self._told_apart):
            left = other - rest if rest < other else rest - other if other < rest else frozenset()
            if left and self._rules.reasons(self._difference(left, before)):
                return True
        if rest and self._rules.reasons(self._difference(rest, before)):
            return True
        self._told_apart.append(rest)
        return False

    def _difference(self, codes: frozenset[str], before: "GroupShield") -> Cell:
        parts = dict(self.sum_of(codes).parts)
        for who, much in before.sum_of(codes).parts.items():
            parts[who] = parts.get(who, Decimal(0)) - much
        changed = {who: much for who, much in parts.items() if much}
        return Cell(sum(changed.values(), Decimal(0)), changed)

    def sum_of(self, codes: Collection[str]) -> Cell:
        """Return the exact figure of some codes and what each respondent adds to it."""
        wanted = frozenset(codes)
        parts: dict[str, Decimal] = {}
        for one in self._records:
            if one.key[0] in wanted:
                parts[one.respondent] = parts.get(one.respondent, Decimal(0)) + one.value
        return Cell(sum(parts.values(), Decimal(0)), parts)
