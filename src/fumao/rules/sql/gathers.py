"""Figures over child tables as SQL: one grouped query a table, joined to its cases by key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from fumao.rules.sql.dialect import Dialect
from fumao.rules.sql.lower import Lowering
from fumao.rules.sql.piece import Piece
from fumao.rules.tree import Gather
from fumao.rules.types import BOOL, INT

MOST_ROWS = 1_000_000  # of one table for one case; bounds of sums follow from it


@dataclass(slots=True)
class Gathered:
    """The figures wanted of one child table: SQL of each column of the grouped query."""

    table: str
    columns: dict[str, str] = field(default_factory=dict)  # SQL of the figure → its name

    def name(self, sql: str) -> str:
        """Return the column that holds the figure; no name of a definition begins with "_"."""
        return self.columns.setdefault(sql, f"_{self.table}_{len(self.columns)}")

    def named(self) -> Iterator[str]:
        """Yield the columns of the grouped query."""
        for sql, name in self.columns.items():
            yield f"{sql} AS {name}"


def gather(node: Gather, lowering: Lowering, gathered: Gathered) -> Piece:
    """Return the SQL of a figure over rows, in terms of the grouped query's columns.

    A row whose condition or value is unknown leaves the figure unknown; a case without rows counts
    0, and `any` of nothing is false, `all` of nothing true.
    """
    where = None if node.where is None else lowering.piece(node.where)
    condition = "TRUE" if where is None else where.sql
    if node.kind in ("any_of", "all_of"):
        return _quantified(node, condition, gathered)
    doubt = [] if where is None or not where.nullable else [f"{condition} IS NULL"]
    if node.value is None:
        counted = gathered.name(f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END)")
        return _figure(lowering.dialect, counted, doubt, gathered, Piece("", INT, 0, MOST_ROWS))
    value = lowering.piece(node.value)
    low, high = min(value.low * MOST_ROWS, 0), max(value.high * MOST_ROWS, 0)
    cast = f"CAST({value.sql} AS {lowering.dialect.number_type(low, high)})"
    summed = gathered.name(f"SUM(CASE WHEN {condition} THEN {cast} END)")
    if value.nullable:
        doubt.append(f"({condition} AND {value.sql} IS NULL)")
    return _figure(lowering.dialect, summed, doubt, gathered, Piece("", value.type, low, high))


def _figure(
    dialect: Dialect, column: str, doubt: list[str], gathered: Gathered, like: Piece
) -> Piece:
    type_ = dialect.number_type(like.low, like.high)
    sql = f"CAST(COALESCE({column}, 0) AS {type_})"
    if doubt:
        sql = f"(CASE WHEN {_doubtful(doubt, gathered)} THEN NULL ELSE {sql} END)"
    return Piece(sql, like.type, like.low, like.high)


def _doubtful(doubt: list[str], gathered: Gathered) -> str:
    return gathered.name(f"BOOL_OR({' OR '.join(doubt)})")


def _quantified(node: Gather, condition: str, gathered: Gathered) -> Piece:
    stop = condition if node.kind == "any_of" else f"NOT {condition}"
    found = gathered.name(f"BOOL_OR({stop})")
    doubt = gathered.name(f"BOOL_OR({condition} IS NULL)")
    first, last = ("TRUE", "FALSE") if node.kind == "any_of" else ("FALSE", "TRUE")
    sql = f"(CASE WHEN {found} THEN {first} WHEN {doubt} THEN NULL ELSE {last} END)"
    return Piece(sql, BOOL)


def grouped_query(gathered: Gathered, relation: str, key: str, inner: Mapping[str, str]) -> str:
    """Return the grouped query of a child table; `inner` gives the SQL of each field read."""
    fields = ", ".join(f"{sql} AS {name}" for name, sql in inner.items())
    rows = f"SELECT {key} AS k{', ' if fields else ''}{fields} FROM {relation}"
    figures = ", ".join(gathered.named())
    return f"SELECT k, {figures} FROM ({rows}) AS r GROUP BY k"
