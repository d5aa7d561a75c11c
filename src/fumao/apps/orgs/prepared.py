"""Statements asked many times a second: PostgreSQL plans them once a connection, not each time."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from psycopg import Cursor

type Rows = list[tuple[Any, ...]]


def rows_of(sql: str, params: Sequence[object]) -> Rows:
    """Run one statement and return its rows; alone it is a transaction of its own.

    Placeholders are %s; JSON comes back as text, on SQLite days and moments too. Raises the errors
    of django.db as any query does.
    """
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall() if cursor.description else []
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.execute(sql, params, prepare=True)
        return cursor.fetchall() if cursor.description else []
