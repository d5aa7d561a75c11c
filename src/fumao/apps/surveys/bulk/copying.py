"""Rows of DuckDB into a table of the database: COPY on PostgreSQL, executemany on SQLite."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from fumao.surveys.bulk.cells import literal

_PART, _BYTES = 5000, 1 << 20


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


def copy_rows(
    duck: duckdb.DuckDBPyConnection, model: type[Model], columns: Mapping[str, str], source: str,
    folder: Path,
) -> None:  # fmt: skip
    """Insert one row a row of `source` (what follows FROM), each column by its SQL.

    Inside the caller's transaction. Raises IntegrityError where a constraint refuses one.
    """
    copy_into(duck, model._meta.db_table, columns, source, folder)


def copy_into(
    duck: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, str], source: str,
    folder: Path,
) -> None:  # fmt: skip
    """Insert rows into a table by its name, as `copy_rows`."""
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    query = f"SELECT {', '.join(columns.values())} FROM {source}"
    if is_postgresql():
        path = folder / "rows.csv"
        duck.execute(f"COPY ({query}) TO {literal(str(path))} (FORMAT csv, HEADER false)")
        statement = f"COPY {table} ({names}) FROM STDIN (FORMAT csv)"
        with (
            path.open("rb") as rows,
            connection.cursor() as cursor,
            cursor.copy(statement) as copy,
        ):
            while part := rows.read(_BYTES):
                copy.write(part)
        path.unlink()
        return
    marks = ", ".join(["%s"] * len(columns))
    rows_of = duck.execute(query)
    with connection.cursor() as cursor:
        while chunk := rows_of.fetchmany(_PART):
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", chunk)
