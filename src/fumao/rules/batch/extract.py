"""A table checked cell by cell into an extract: typed rows in the file's order, faults beside them.

The extract is a Parquet file in the job's folder. Its `_bad` holds, for a row with a fault, the
text of each faulty cell at the place of its column; a row's number follows from its position.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from fumao.core.errors import CoreError
from fumao.rules.batch.checks import is_filled, parsed, settled, stored, text_value, trimmed
from fumao.rules.batch.columns import Column
from fumao.rules.batch.session import Session, literal
from fumao.rules.batch.tables import FAULT, Table

KEY, ROW = "_key", "_row"


@dataclass(frozen=True, slots=True)
class Layout:
    """What is taken from a table: its key (None: the row number), inputs, texts to group by."""

    key: int | None
    columns: Mapping[str, Column]
    by: Sequence[int] = ()

    @property
    def places(self) -> list[int]:
        """Return the places of the columns whose cells are checked, in the order of `_bad`."""
        key = [] if self.key is None else [self.key]
        return [*key, *(column.place for column in self.columns.values())]


@dataclass(frozen=True, slots=True)
class Extract:
    """The checked rows of a table; `good` is a relation of those that can be computed."""

    table: Table
    layout: Layout
    path: Path
    known: frozenset[str]
    doubled: str | None = None
    set_aside: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Return the column that names a row."""
        return ROW if self.layout.key is None else KEY

    @property
    def rows(self) -> str:
        """Return all rows as a relation, with their numbers."""
        number = f"file_row_number + {self.table.first} AS {ROW}"
        return (
            f"(SELECT * EXCLUDE (file_row_number), {number}"
            f" FROM read_parquet({literal(self.path)}, file_row_number = true))"
        )

    @property
    def key_name(self) -> str:
        """Return the key's name as the file has it."""
        return "row" if self.layout.key is None else self.table.header[self.layout.key]

    @property
    def aside(self) -> str:
        """Return the name of a table of the cases to which faulty rows of this file belong."""
        return f"aside_{self.path.stem}"

    @property
    def good(self) -> str:
        """Return the rows without a fault as a relation."""
        without = [f"{KEY} IS NULL OR {KEY} NOT IN (FROM {self.doubled})"] if self.doubled else []
        without += [f"{KEY} NOT IN (FROM {name})" for name in self.set_aside]
        where = " AND ".join(["_bad IS NULL", "NOT _blank", *(f"({w})" for w in without)])
        return f"(SELECT * FROM {self.rows} WHERE {where})"

    @property
    def faulty(self) -> str:
        """Return the rows with a fault in a cell or in their form."""
        return f"(SELECT * FROM {self.rows} WHERE _bad IS NOT NULL AND NOT _blank)"


def extract(session: Session, table: Table, layout: Layout) -> Extract:
    """Check every cell that is used; raises CoreError where the file cannot be read to its end."""
    path = session.draft(".parquet")
    try:
        _copy(session, table, layout, path)
    except duckdb.Error as error:
        if table.mend is None:
            raise _unreadable(table, error) from error
        table = table.mend()
        _copy(session, table, layout, path)
    return Extract(table, layout, path, _without_null(session, path))


def without_doubles(session: Session, taken: Extract) -> Extract:
    """Return the extract without the rows whose key stands more than once: which one is right?"""
    if taken.layout.key is None:
        return taken
    name = f"doubled_{taken.path.stem}"
    session.run(
        f"CREATE TABLE {name} AS SELECT {KEY} FROM read_parquet({literal(taken.path)})"
        f" WHERE {KEY} IS NOT NULL AND NOT _blank GROUP BY {KEY} HAVING count(*) > 1",
        "check",
    )
    found = session.run(f"SELECT count(*) FROM {name}")[0][0]
    return replace(taken, doubled=name) if found else taken


def _copy(session: Session, table: Table, layout: Layout, path: Path) -> None:
    session.run(f"COPY ({_query(table, layout)}) TO {literal(path)} (FORMAT parquet)", "read")


def _query(table: Table, layout: Layout) -> str:
    places = sorted({*layout.places, *layout.by})
    texts = [f"{stored(f'c{place}', table.types[place])} AS x{place}" for place in places]
    marks = [FAULT] if table.marked else []
    texts.append(f"{_rest_is_blank(table, places)} AS rest_blank")
    first = f"SELECT {', '.join([*texts, *marks])} FROM {table.relation}"
    read, values, faults = [], [], []
    if layout.key is not None:
        kind = table.types[layout.key]
        text = f"x{layout.key}" if kind == "VARCHAR" else f"CAST(x{layout.key} AS VARCHAR)"
        values.append(f"{text_value(text)} AS {KEY}")
        faults.append(
            f"CASE WHEN {KEY} IS NULL THEN coalesce(CAST(x{layout.key} AS VARCHAR), '') END"
        )
    for name, column in layout.columns.items():
        x, kind = f"x{column.place}", table.types[column.place]
        read.append(f"{parsed(column, x, kind)} AS p{column.place}")
        values.append(f'{settled(column, f"p{column.place}")} AS "{name}"')
        faults.append(
            f'CASE WHEN "{name}" IS NULL AND {is_filled(x, kind)} THEN CAST({x} AS VARCHAR) END'
        )
    second = f"SELECT *{''.join(f', {item}' for item in read)} FROM ({first})"
    third = f"SELECT *{''.join(f', {item}' for item in values)} FROM ({second})"
    return _with_faults(layout, table, places, faults, third)


def _rest_is_blank(table: Table, places: Sequence[int]) -> str:
    """Tell the empty lines that spreadsheets leave below a table; a row of Parquet is a row."""
    rest = [f"c{n}" for n in range(len(table.header)) if n not in places]
    if any(kind != "VARCHAR" for kind in table.types):
        return "FALSE"
    return f"coalesce({', '.join(rest)}) IS NULL" if rest else "TRUE"


def _with_faults(
    layout: Layout, table: Table, places: Sequence[int], faults: Sequence[str], rows: str
) -> str:
    names = [KEY] if layout.key is not None else [f"CAST(NULL AS VARCHAR) AS {KEY}"]
    names += [f'"{name}"' for name in layout.columns]
    names += [
        f"coalesce({trimmed(f'CAST(x{place} AS VARCHAR)')}, '') AS _by{n}"
        for n, place in enumerate(layout.by)
    ]
    mark = FAULT if table.marked else "CAST(NULL AS VARCHAR)"
    empty = (f"x{place} IS NULL" for place in places)
    blank = " AND ".join(["rest_blank", *empty, f"{mark} IS NULL"])
    wrong = " OR ".join([*(f"({fault}) IS NOT NULL" for fault in faults), f"{mark} IS NOT NULL"])
    listed = ", ".join([mark, *faults])
    # what is only looked at where something may be wrong costs the other rows nothing
    suspect = [f"{mark} IS NOT NULL", *([] if layout.key is None else [f"{KEY} IS NULL"])]
    suspect += [
        f'("{name}" IS NULL AND x{column.place} IS NOT NULL)'
        for name, column in layout.columns.items()
    ]
    return (
        f"SELECT {', '.join(names)}, CASE WHEN {' OR '.join(suspect)} THEN"
        f" CASE WHEN {wrong} THEN [{listed}] END END AS _bad, {blank} AS _blank FROM ({rows})"
    )


def _without_null(session: Session, path: Path) -> frozenset[str]:
    found = session.run(
        "SELECT path_in_schema FROM parquet_metadata(" + literal(path) + ")"
        " GROUP BY 1 HAVING sum(stats_null_count) = 0 AND count(*) = count(stats_null_count)"
    )
    return frozenset(str(row[0]) for row in found)


def _unreadable(table: Table, error: duckdb.Error) -> CoreError:
    first = str(error).split("\n", 1)[0]
    return CoreError(
        "damaged_file",
        f"“{table.shown}”无法读到末尾：{first}",
        f"“{table.shown}” cannot be read to its end: {first}",
    )
