"""Rows of DuckDB into tables of the database: COPY on PostgreSQL, executemany on SQLite."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from fumao.surveys.bulk.cells import literal

_PART, _BYTES = 5000, 1 << 20


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows for a table, one a row of `source` (what follows FROM), each column by its SQL."""

    table: str
    columns: Mapping[str, str]
    source: str

    @property
    def names(self) -> str:
        """Return the names of the columns as the database has them."""
        return ", ".join(connection.ops.quote_name(name) for name in self.columns)

    @property
    def query(self) -> str:
        """Return the rows as DuckDB gives them."""
        return f"SELECT {', '.join(self.columns.values())} FROM {self.source}"


def rows_for(model: type[Model], columns: Mapping[str, str], source: str) -> Rows:
    """Return rows for the table of a model."""
    return Rows(model._meta.db_table, columns, source)


def is_postgresql() -> bool:
    """Tell which database it is."""
    return connection.vendor == "postgresql"


def moment_sql(at: datetime) -> str:
    """Return a moment as the database keeps it; as an event's digest has it, see `isoformat`."""
    told = at.isoformat() if is_postgresql() else str(timezone.make_naive(at, UTC))
    return literal(told)


def day_sql(day: date | None) -> str:
    """Return a day as the database keeps it."""
    return "NULL" if day is None else literal(day.isoformat())


def copy_rows(duck: duckdb.DuckDBPyConnection, told: Sequence[Rows], folder: Path) -> None:
    """Insert rows into one table after the other, inside the caller's transaction.

    While PostgreSQL takes in those of one, DuckDB makes those of the next. Raises IntegrityError
    where a constraint refuses one.
    """
    if not is_postgresql():
        for rows in told:
            _insert(duck, rows)
        return
    with duck.cursor() as beside, ThreadPoolExecutor(1) as maker:
        making = [
            maker.submit(_make, beside, rows, folder / f"rows-{place}.csv")
            for place, rows in enumerate(told)
        ]
        try:
            for rows, made in zip(told, making, strict=True):
                path = made.result()
                _copy(rows, path)
                path.unlink()
        finally:
            maker.shutdown(cancel_futures=True)


def _make(duck: duckdb.DuckDBPyConnection, rows: Rows, path: Path) -> Path:
    duck.execute(f"COPY ({rows.query}) TO {literal(str(path))} (FORMAT csv, HEADER false)")
    return path


def _copy(rows: Rows, path: Path) -> None:
    statement = f"COPY {rows.table} ({rows.names}) FROM STDIN (FORMAT csv)"
    with path.open("rb") as stream, connection.cursor() as cursor, cursor.copy(statement) as copy:
        while part := stream.read(_BYTES):
            copy.write(part)


def _insert(duck: duckdb.DuckDBPyConnection, rows: Rows) -> None:
    marks = ", ".join(["%s"] * len(rows.columns))
    found = duck.execute(rows.query)
    with connection.cursor() as cursor:
        while chunk := found.fetchmany(_PART):
            cursor.executemany(f"INSERT INTO {rows.table} ({rows.names}) VALUES ({marks})", chunk)
