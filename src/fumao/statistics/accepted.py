"""The accepted filings as they stand, to be analysed inside: exact sums over every dimension.

Nothing here is protected. Every figure carries the rules by which it may not be published, and who
may see it is for the caller to ask: only the office that runs the survey (统计法 art. 28).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import duckdb

from fumao.core.errors import CoreError, Words
from fumao.core.periods import Period, parse_period
from fumao.statistics.batches import RESPONDENT, Batches
from fumao.statistics.cube import Cube
from fumao.statistics.frozen import Group
from fumao.statistics.pivot import NO_CELL, Axis, Cell, Member, Shows
from fumao.statistics.publication import AREA, Publication
from fumao.statistics.published import GROUP
from fumao.statistics.tabulation import TOTAL, Codes

type Groups = Mapping[str, Sequence[Group]]  # by the code of a period
BLANK = "_N"  # filed without a code: by a form that did not yet ask for it
BLANKS = (Member(BLANK, Words("未填", "Not given"), "other"),)
_UP = "CREATE TABLE up_{} (period TEXT, code TEXT, above TEXT)"


@dataclass(frozen=True, eq=False)
class Accepted:
    """The cells of a form's batches in one area, with the trees they are summed along.

    `groups_of` is the dimension whose codes the groups are of, "" without any.
    """

    publication: Publication
    cube: Cube
    axes: Mapping[str, Axis]
    periods: tuple[Period, ...]
    groups: Mapping[str, Mapping[str, tuple[str, ...]]]
    labels: Mapping[str, Words]

    def asked(self, measure: str, across: Sequence[str], at: Mapping[str, str]) -> "Summed":
        """Return the sums of a measure by some dimensions, the others fixed by `at`."""
        names = [name for name in self.axes if name in across or at.get(name, TOTAL) != TOTAL]
        fixed = {name: at[name] for name in names if name not in across}
        rows = _summed(self, measure, names, fixed)
        unit = self.publication.measure(measure).unit
        cells: dict[tuple[str, ...], tuple[Cell, int]] = {}
        for period, *codes, value, respondents, total, largest in rows:
            flags = self.publication.rules.reasons_of(respondents, total, largest)
            cell = Cell(value.scaleb(-unit.scale), flags=flags)
            cells[period, *codes] = (cell, respondents)
        used = {name: {key[n] for key in cells} for n, name in enumerate(names, 1)}
        known = frozenset(period.code for period in self.periods)
        return Summed(self.axes, measure, tuple(names), known, used, cells)


@dataclass(frozen=True, eq=False)
class Summed:
    """A source of one measure's sums.

    A cell without any respondent is zero, and zero is told; a code in which nobody ever was
    (`used` holds the others) is left out.
    """

    axes: Mapping[str, Axis]
    measure: str
    names: tuple[str, ...]
    periods: frozenset[str]
    used: Mapping[str, set[str]]
    cells: Mapping[tuple[str, ...], tuple[Cell, int]] = field(repr=False)

    def cell(self, measure: str, shows: Shows, at: Mapping[str, str], period: Period) -> Cell:
        """Return a sum, or how many respondents are behind it; other things are worked out."""
        if measure != self.measure or shows not in ("value", "respondents"):
            return NO_CELL
        if period.code not in self.periods:
            return NO_CELL
        if any(at.get(name, TOTAL) not in codes for name, codes in self.used.items()):
            return NO_CELL
        found = self.cells.get((period.code, *(at.get(name, TOTAL) for name in self.names)))
        if found is None:
            return Cell(Decimal(0))
        cell, respondents = found
        return cell if shows == "value" else Cell(Decimal(respondents), flags=cell.flags)


def accepted(
    publication: Publication, batches: Batches, codes: Codes, groups: Groups, groups_of: str
) -> Accepted:
    """Return the accepted filings of an area; raises CoreError for a code that no list knows.

    `codes` are the lists of all periods, those of the area among them: rows of other areas are left
    out. `groups` are as of each period.
    """
    cube = Cube(duckdb.connect(), [publication.shape])
    cube.rebuild(batches)
    found = tuple(sorted(parse_period(code) for code in batches.periods(publication.form)))
    shape = publication.shape
    for one in publication.dimensions:
        cube.connection.execute(_UP.format(one.name))
        members = {key: rows for key, rows in groups.items()} if one.name == groups_of else {}
        rows = [
            (period.code, code, above)
            for period in found
            for code, above in _lines(codes, one.name, members.get(period.code, ()))
        ]
        if rows:
            columns = list(zip(*rows, strict=True))
            cube.connection.execute(
                f"INSERT INTO up_{one.name} SELECT unnest($1), unnest($2), unnest($3)",
                [list(column) for column in columns],
            )
    names = [one.name for one in publication.dimensions]
    if AREA in names:
        cube.connection.execute(
            f"DELETE FROM {shape.table} WHERE {AREA} IS NULL "
            f"OR {AREA} NOT IN (SELECT code FROM up_{AREA})"
        )
    blank = [one.name for one in publication.dimensions if _blank(cube, publication, one.name)]
    _known(cube, publication)
    return Accepted(
        publication,
        cube,
        {
            one.name: Axis(
                one.name, one.label,
                (*_members(codes, one.name), *(BLANKS if one.name in blank else ()),
                 *(_groups(groups) if one.name == groups_of else ())),
            )
            for one in publication.dimensions
        },
        found,
        {
            code: {one.key: tuple(one.members) for one in some} for code, some in groups.items()
        },
        {code: words for code, _up, words in codes[groups_of].rows} if groups_of else {},
    )  # fmt: skip


def _lines(codes: Codes, name: str, groups: Sequence[Group]) -> list[tuple[str, str]]:
    """Return each code with itself, everything above it, the total, and the groups it is in."""
    listed = codes[name]
    found = [(code, above) for code in listed.parents for above in (code, *listed.above(code))]
    found += [(code, TOTAL) for code in listed.parents]
    found += [
        (code, GROUP + group.key)
        for group in groups
        for code in group.members
        if code in listed.parents
    ]
    return found


def _blank(cube: Cube, publication: Publication, name: str) -> bool:
    """Give what was filed without a code of a dimension one of its own; tell whether any was."""
    table, connection = publication.shape.table, cube.connection
    found = connection.execute(
        f"SELECT DISTINCT period FROM {table} WHERE {name} IS NULL"
    ).fetchall()
    for (period,) in found:
        connection.execute(
            f"INSERT INTO up_{name} VALUES ($1, $2, $2), ($1, $2, $3)", [period, BLANK, TOTAL]
        )
    connection.execute(f"UPDATE {table} SET {name} = '{BLANK}' WHERE {name} IS NULL")
    return bool(found)


def _members(codes: Codes, name: str) -> tuple[Member, ...]:
    listed = codes[name]
    found = [Member(TOTAL, Words("合计", "Total"), "total", level=0)]
    by_parent: dict[str, list[tuple[str, Words]]] = {}
    for code, parent, words in listed.rows:
        by_parent.setdefault(parent, []).append((code, words))

    def put(parent: str, level: int) -> None:
        for code, words in by_parent.get(parent, ()):
            found.append(Member(code, words, "row", parent, level))
            put(code, level + 1)

    put("", 1)
    return tuple(found)


def _groups(groups: Groups) -> tuple[Member, ...]:
    kept = {one.key: one.label for some in groups.values() for one in some}
    return tuple(Member(GROUP + key, label, "group") for key, label in kept.items())


def _known(cube: Cube, publication: Publication) -> None:
    """Raise CoreError for a code that no list knows: no figure is dropped in silence."""
    table = publication.shape.table
    for one in publication.dimensions:
        row = cube.connection.execute(
            f"SELECT period, {one.name} FROM {table} "
            f"WHERE {one.name} NOT IN (SELECT code FROM up_{one.name}) LIMIT 1"
        ).fetchone()
        if row is not None:
            raise CoreError(
                "code_unknown",
                f"{row[0]} 的批次在“{one.label.zh}”有代码表中没有的代码“{row[1]}”：更正来源数据后"
                "再分析",
                f'a batch of {row[0]} has "{row[1]}" in "{one.label.en}", which is in no code '
                "list: mend the data it came from first",
            )


def _summed(
    data: Accepted, measure: str, names: Sequence[str], fixed: Mapping[str, str]
) -> list[tuple[Any, ...]]:
    """Return period, codes, sum, respondents, sum of sizes and the largest sizes of every cell."""
    column = data.publication.measure(measure).column
    keys = ", ".join(f"up_{name}.above AS a_{name}" for name in names)
    joins = " ".join(
        f"JOIN up_{name} ON up_{name}.code = c.{name} AND up_{name}.period = c.period"
        for name in names
    )
    where = " AND ".join(f"up_{name}.above = ?" for name in fixed) or "TRUE"
    by = ", ".join(["period", *(f"a_{name}" for name in names)])
    most = max(2, data.publication.rules.largest)
    query = (
        f"WITH parts AS (SELECT c.period AS period, {keys + ', ' if keys else ''}c.{RESPONDENT}, "
        f"sum(c.{column})::DECIMAL(38,2) AS v FROM {data.publication.shape.table} c {joins} "
        f"WHERE c.{column} IS NOT NULL AND {where} GROUP BY ALL) "
        f"SELECT {by}, sum(v)::DECIMAL(38,2), count(*), sum(abs(v))::DECIMAL(38,2), "
        f"list_slice(list(abs(v) ORDER BY abs(v) DESC), 1, {most}) FROM parts GROUP BY {by}"
    )
    return data.cube.connection.cursor().execute(query, list(fixed.values())).fetchall()
