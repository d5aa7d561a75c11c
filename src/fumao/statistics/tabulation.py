"""Tables cut from the cube for one area: codes folded to the rows of a table, a tree over them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import duckdb

from fumao.core.errors import CoreError, Words
from fumao.core.periods import Period
from fumao.statistics.batches import Batch, Batches
from fumao.statistics.cube import Cube
from fumao.statistics.disclosure import Record, Table, Tree
from fumao.statistics.publication import Publication, TableTerms

TOTAL = "_T"
OTHER = "_O"  # rows too small to be told apart, added up
LOST = "_X"  # filed by an earlier list under a code that leads nowhere: below the total alone


@dataclass(frozen=True, slots=True)
class CodeList:
    """The codes of a dimension as a tree, in their order: (code, parent or "", label)."""

    rows: tuple[tuple[str, str, Words], ...]
    parents: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "parents", {code: parent for code, parent, _words in self.rows})

    def level(self, code: str) -> int:
        """Return how deep a code hangs, from 1."""
        return len(self.above(code)) + 1

    def above(self, code: str) -> list[str]:
        """Return the codes above one, the nearest first; none above LOST."""
        found: list[str] = []
        if code == LOST:
            return found
        while parent := self.parents[found[-1] if found else code]:
            found.append(parent)
        return found

    def cut(self, depth: int) -> "CodeList":
        """Return the codes down to a depth; all where it is 0."""
        if not depth:
            return self
        return CodeList(tuple(row for row in self.rows if self.level(row[0]) <= depth))

    def shown(self, code: str, depth: int) -> str:
        """Return the code that a figure stands under in a tree cut at a depth."""
        if code == LOST:
            return code
        line = [*reversed(self.above(code)), code]
        return line[min(depth, len(line)) - 1] if depth else code

    def kept(self, largest: Sequence[str], above: Collection[str]) -> "CodeList":
        """Return the codes that others hang below, the largest of the others, and their rest."""
        rows: list[tuple[str, str, Words]] = []
        for parent in ("", *(code for code in self.parents if code in above)):
            if parent:
                rows.append((parent, self.parents[parent], self.label(parent)))
            below = [code for code, up in self.parents.items() if up == parent]
            leaves = [code for code in below if code not in above]
            rows += [(code, parent, self.label(code)) for code in largest if code in leaves]
            # What is filed under a code that others hang below stands under its rest.
            if parent or set(leaves) - set(largest):
                rows.append((rest_of(parent), parent, Words("其他", "Other")))
        return CodeList(tuple(rows))

    def shared(self, codes: Collection[str]) -> str:
        """Return the nearest code above all of some (or the one they are); LOST where none is."""
        lines = [[code, *self.above(code)] for code in codes]
        if not lines:
            return LOST
        return next((one for one in lines[0] if all(one in line for line in lines)), LOST)

    def tree(self, more: Collection[str] = ()) -> Tree:
        """Return the codes below the total, and `more` right below it."""
        parents = {code: parent or TOTAL for code, parent, _words in self.rows}
        return Tree(parents | dict.fromkeys(more, TOTAL))

    def label(self, code: str) -> Words:
        """Return how a code is called."""
        return next(words for one, _parent, words in self.rows if one == code)


type Codes = Mapping[str, CodeList]


@dataclass(frozen=True, slots=True)
class Edition:
    """An earlier edition of a code list, up to its last day (ISO): where each of its codes leads.

    One code of the list of now: it leads there. Several: to them and nowhere else, in shares that
    nobody has said. None: nobody has said where.
    """

    version: str
    until: str
    links: Mapping[str, tuple[str, ...]]


type Editions = Mapping[str, tuple[Edition, ...]]


class Tabulation:
    """What respondents of an area add to every cell, period by period.

    The cube holds all areas; rows of other areas are left out. A code that no list knows raises
    CoreError: a figure is never dropped in silence. In periods of an earlier edition of a list its
    codes stand under those they lead to; where that is not known, under the rest of what they all
    lead to, and the rows they may belong to are not comparable.
    """

    def __init__(
        self,
        publication: Publication,
        batches: Batches,
        codes: Codes,
        limit: int | None = None,
        editions: Editions | None = None,
    ) -> None:
        self.publication, self.batches, self.codes, self.limit = publication, batches, codes, limit
        self.editions = editions or {}
        self._open: dict[tuple[str, str], set[tuple[str, ...]]] = {}  # where codes may belong
        self._cube = Cube(duckdb.connect(), [publication.shape])
        self._kept: dict[tuple[str, str], list[Record]] = {}
        self._compiled: set[str] = set()

    def batches_of(self, period: Period) -> tuple[Batch, ...]:
        """Return the batches a period rests on."""
        return self.batches.of(self.publication.form, period.code, self.limit)

    def known(self, period: Period) -> bool:
        """Tell whether anything was accepted for a period: else its figures are unknown, not 0."""
        return bool(self.batches_of(period))

    def records(self, period: Period, measure: str) -> list[Record]:
        """Return the records of a measure by all dimensions, in their order."""
        kept = self._kept.get((period.code, measure))
        if kept is None:
            kept = list(self._read(period, measure))
            self._kept[period.code, measure] = kept
        return kept

    def _read(self, period: Period, measure: str) -> Iterable[Record]:
        one = self.publication
        if period.code not in self._compiled:
            self._cube.compile_period(self.batches, one.form, period.code, self.limit)
            self._compiled.add(period.code)
        names = [dimension.name for dimension in one.dimensions]
        column = one.measure(measure).column
        for record in self._cube.records(one.form, column, names, {"period": period.code}):
            if (
                "area" in names
                and record.key[names.index("area")] not in self.codes["area"].parents
            ):
                continue
            key = tuple(
                self._led(name, code, period) for name, code in zip(names, record.key, strict=True)
            )
            yield Record(key, record.respondent, record.value)

    def edition(self, name: str, period: Period) -> Edition | None:
        """Return the earlier edition that a period was filed by, None where it is that of now."""
        last = period.end.isoformat()
        held = sorted(self.editions.get(name, ()), key=lambda one: one.until)
        return next((one for one in held if last <= one.until), None)

    def _led(self, name: str, code: str, period: Period) -> str:
        """Return the code of the list of now that a filed code stands under, LOST for none."""
        edition = self.edition(name, period)
        if edition is None:
            if code not in self.codes[name].parents:
                raise _unknown(name, code, period)
            return code
        if code not in edition.links:
            raise _unknown(name, code, period)
        targets = edition.links[code]
        if len(targets) == 1:
            return targets[0]
        self._open.setdefault((period.code, name), set()).add(targets)
        return self.codes[name].shared(targets)

    def incomparable(self, period: Period, terms: TableTerms) -> frozenset[str]:
        """Return the codes whose figures in a period may lack what an earlier code led to."""
        self.records(period, terms.measure)
        codes, found = self.codes[terms.rows], set()
        for targets in self._open.get((period.code, terms.rows), ()):
            if not targets:
                return frozenset(codes.parents)
            held = {codes.shared(targets), *codes.above(codes.shared(targets))} - {LOST}
            for code in codes.parents:
                line = {code, *codes.above(code)}
                below = bool(line & set(targets))
                over = any(code in codes.above(one) for one in targets)
                if (below or over) and code not in held:
                    found.add(code)
        return frozenset(found)

    def split(self, period: Period, measure: str) -> Table:
        """Return the table of the split alone: the totals that every table shares."""
        place = self._place(self.publication.split)
        records = [
            Record((one.key[place],), one.respondent, one.value)
            for one in self.records(period, measure)
        ]
        return Table([self.codes[self.publication.split].tree()], records)

    def _place(self, name: str) -> int:
        return [one.name for one in self.publication.dimensions].index(name)

    def picked(self, period: Period, terms: TableTerms) -> list[Record]:
        """Return the records of a table with keys (row code, split code), rows not folded."""
        row, split = self._place(terms.rows), self._place(self.publication.split)
        return [
            Record((one.key[row], one.key[split]), one.respondent, one.value)
            for one in self.records(period, terms.measure)
            if not terms.only or one.key[split] == terms.only
        ]

    def rows(self, period: Period, terms: TableTerms) -> "Rows":
        """Return which rows a table has in a period."""
        codes = self.codes[terms.rows].cut(terms.depth)
        above = {parent for parent in codes.parents.values() if parent}
        if not terms.most:
            ends = [code for code in codes.parents if code not in above]
            return Rows(codes.kept(ends, above), terms.depth)
        sums: dict[str, Decimal] = {}
        for one in self.picked(period, terms):
            code = self.codes[terms.rows].shown(one.key[0], terms.depth)
            sums[code] = sums.get(code, Decimal(0)) + one.value
        lowest = [code for code in sums if code not in above and code != LOST]
        largest = sorted(lowest, key=lambda code: (-sums[code], code))[: terms.most]
        return Rows(codes.kept(largest, above), terms.depth)

    def table(self, period: Period, terms: TableTerms, rows: "Rows") -> Table:
        """Return a table's cells: keys (row, split code) where it goes across, else (row,)."""
        whole = self.codes[terms.rows]
        lost = terms.rows in self.editions and self.edition(terms.rows, period) is not None
        trees = [rows.codes.tree([LOST] if lost else ())]
        if terms.across:
            trees.append(self.codes[self.publication.split].tree())
        records = []
        for one in self.picked(period, terms):
            code = rows.of(whole.shown(one.key[0], rows.depth), whole)
            key = (code, one.key[1]) if terms.across else (code,)
            records.append(Record(key, one.respondent, one.value))
        return Table(trees, records)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a table; what has none of its own stands under the rest of the code above it."""

    codes: CodeList
    depth: int = 0

    def of(self, code: str, whole: CodeList) -> str:
        """Return the row a code stands in."""
        if code == LOST:
            return code
        if code not in self.codes.parents:
            return rest_of(whole.parents[code])
        return rest_of(code) if rest_of(code) in self.codes.parents else code


def rest_of(code: str) -> str:
    """Return the code of what is below a code and has no row of its own."""
    return f"{code}.{OTHER}" if code else OTHER


def is_rest(code: str) -> bool:
    """Tell whether a row adds up what has none of its own."""
    return code == OTHER or code.endswith(f".{OTHER}")


def _unknown(name: str, code: str, period: Period) -> CoreError:
    return CoreError(
        "code_unknown",
        f"{period.code} 的批次在维度“{name}”有代码表中没有的代码“{code}”：更正来源数据后再编制",
        f'a batch of {period.code} has "{code}" in "{name}", which is in no code list: mend the '
        "data it came from, then compile again",
    )


def batches_used(batches: Sequence[Batch]) -> list[list[str | int]]:
    """Return batches as a vintage names them: form, period, number, digest."""
    return [[one.form, one.period, one.number, one.digest] for one in batches]
