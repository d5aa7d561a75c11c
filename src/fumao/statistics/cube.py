"""The cube: figures of accepted batches by every dimension, kept at what one respondent adds.

`compile_period` makes the cells of one form and period from its batches. A change touches the
periods whose batches changed and no other, and gives what a full rebuild gives. Figures above the
cells (totals of areas and classes) are sums over them at the time of asking.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from fumao.core.errors import CoreError
from fumao.statistics.batches import RESPONDENT, Batches
from fumao.statistics.disclosure.table import Record, Tree
from fumao.statistics.standing import Standing, standing

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


@dataclass(frozen=True, slots=True)
class Shape:
    """The dimensions and measures of a form's cube; measures are summed exactly."""

    form: str
    dimensions: tuple[str, ...]
    measures: tuple[str, ...]

    def __post_init__(self) -> None:
        for name in (*self.dimensions, *self.measures):
            if not _NAME.fullmatch(name):
                raise CoreError("column", f"列名不可用：{name}", f"no name for a column: {name}")

    @property
    def table(self) -> str:
        """Return the name of the table that holds the cells."""
        return f"cells_{self.form.replace('-', '_')}"

    @property
    def columns(self) -> dict[str, str]:
        """Return the columns of the cells and their SQL types; `n` counts rows."""
        return {
            "period": "TEXT", RESPONDENT: "TEXT",
            **dict.fromkeys(self.dimensions, "TEXT"),
            **dict.fromkeys(self.measures, "DECIMAL(38,2)"), "n": "BIGINT",
        }  # fmt: skip


class Cube:
    """The cells of some forms in one DuckDB database."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, shapes: Iterable[Shape]) -> None:
        self.connection = connection
        self.shapes = {one.form: one for one in shapes}
        for shape in self.shapes.values():
            columns = ", ".join(f"{name} {type_}" for name, type_ in shape.columns.items())
            connection.execute(f"CREATE TABLE IF NOT EXISTS {shape.table} ({columns})")

    def rebuild(self, batches: Batches, vintage: int | None = None) -> None:
        """Make every period of every form anew, up to a batch number."""
        for shape in self.shapes.values():
            self._make(shape, "TRUE", batches, batches.periods(shape.form), vintage)

    def compile_period(
        self, batches: Batches, form: str, period: str, vintage: int | None = None
    ) -> None:
        """Make the cells of one form and period anew, in one transaction."""
        self._make(self.shapes[form], f"period = '{period}'", batches, (period,), vintage)

    def _make(
        self,
        shape: Shape,
        where: str,
        batches: Batches,
        periods: Iterable[str],
        vintage: int | None,
    ) -> None:
        held = [(period, batches.of(shape.form, period, vintage)) for period in periods]
        counting = [(period, standing(self.connection, some)) for period, some in held if some]
        self.connection.execute("BEGIN")
        try:
            self.connection.execute(f"DELETE FROM {shape.table} WHERE {where}")
            if counting:
                query, given = cells_query(shape, counting)
                self.connection.execute(f"INSERT INTO {shape.table} {query}", given)
            self.connection.execute("COMMIT")
        except duckdb.Error:
            self.connection.execute("ROLLBACK")
            raise

    def records(
        self, form: str, measure: str, by: Sequence[str], where: Mapping[str, str] | None = None
    ) -> list[Record]:
        """Return what each respondent adds to each cell of some dimensions, for a table.

        `where` fixes dimensions, or the period, to one code each.
        """
        shape = self.shapes[form]
        fixed = dict(where or {})
        known = {*shape.dimensions, "period"}
        if measure not in shape.measures or not known.issuperset([*by, *fixed]):
            raise CoreError(
                "dimension", "没有这个维度或指标", "there is no such dimension or measure"
            )
        columns = ", ".join([*by, RESPONDENT])
        condition = " AND ".join(f"{name} = ?" for name in fixed) or "TRUE"
        rows = self.connection.execute(
            f"SELECT {columns}, sum({measure}) FROM {shape.table} WHERE {condition} "
            f"AND {measure} IS NOT NULL GROUP BY {columns} ORDER BY {columns}",
            list(fixed.values()),
        ).fetchall()
        return [Record(tuple(row[:-2]), row[-2], Decimal(row[-1])) for row in rows]

    def cells(self, form: str) -> list[tuple[object, ...]]:
        """Return all cells of a form in their order."""
        return self.connection.execute(
            f"SELECT * FROM {self.shapes[form].table} ORDER BY ALL"
        ).fetchall()


def cells_query(
    shape: Shape, periods: Sequence[tuple[str, Standing]]
) -> tuple[str, dict[str, object]]:
    """Return the query of the cells of periods, with its parameters: sums of the rows that count.

    All periods in one: many small queries would each wait for their slowest part. A row without
    any dimension or measure is a filing with nothing in it and makes no cell.
    """
    keys = ", ".join(["place", RESPONDENT, *shape.dimensions])
    figures = [f"sum({name})::DECIMAL(38,2) AS {name}" for name in shape.measures]
    made = ", ".join(
        ["$periods[place + 1] AS period", RESPONDENT, *shape.dimensions, *figures, "count(*) AS n"]
    )
    some = " OR ".join(f"{name} IS NOT NULL" for name in (*shape.dimensions, *shape.measures))
    scans: list[str] = []
    given: dict[str, object] = {"periods": [period for period, _counting in periods]}
    for number, (_period, counting) in enumerate(periods):
        found, more = _scans(shape, counting, number)
        scans += found
        given |= more
    query = f"SELECT {made} FROM ({' UNION ALL '.join(scans)}) WHERE {some} GROUP BY {keys}"
    return query, given  # names come from a checked shape


def _scans(shape: Shape, counting: Standing, number: int) -> tuple[list[str], dict[str, object]]:
    """Return the scans of a period with their parameters, which end in a number.

    The period is told by its place among all: rows are grouped by a small number, not by a text.
    """
    columns = ", ".join([RESPONDENT, *shape.dimensions, *shape.measures])
    # A batch of before a column was asked for does not have it: it is unknown there. Without a type
    # of its own, which the columns that are there would have to be brought to row by row.
    lacking = ", ".join(f"NULL AS {name}" for name in (*shape.dimensions, *shape.measures))
    read = (
        "(FROM read_parquet({}, union_by_name = true) "
        f"UNION ALL BY NAME SELECT {lacking} WHERE false)"
    )
    scans: list[str] = []
    given: dict[str, object] = {}
    if counting.whole:
        given[f"whole{number}"] = [str(path) for path in counting.whole]
        scans.append(
            f"SELECT {number}::USMALLINT AS place, {columns} FROM {read.format(f'$whole{number}')}"
        )
    if counting.parted:
        given[f"parted{number}"] = [str(path) for path in counting.parted]
        given[f"gone{number}"] = [who for who, _ in counting.replaced]
        given[f"of{number}"] = [str(path) for _, path in counting.replaced]
        scans.append(
            f"SELECT {number}::USMALLINT AS place, {columns} "
            f"FROM {read.format(f'$parted{number}, filename = true')} AS rows ANTI JOIN "
            f"(SELECT unnest($gone{number}) AS {RESPONDENT}, unnest($of{number}) AS filename) "
            f"AS replaced USING ({RESPONDENT}, filename)"
        )
    return scans, given


def tree_of(parents: Mapping[str, str | None]) -> Tree:
    """Return a dimension's tree from a code list: codes without a parent hang below the total."""
    return Tree({code: parent or "_T" for code, parent in parents.items()})
