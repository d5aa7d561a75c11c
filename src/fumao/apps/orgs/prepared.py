"""Statements asked many times a second: PostgreSQL plans them once a connection, not each time."""

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from psycopg import Cursor

type Rows = list[tuple[Any, ...]]
# To be returned by a PostgreSQL statement whose loss with the power loses nothing that counts; its
# one parameter is `alone()`. Then the statement does not wait for the disk.
NEED_NOT_LAST = "CASE WHEN %s::bool THEN set_config('synchronous_commit', 'off', true) END"


def alone() -> bool:
    """Tell whether a statement is a transaction of its own: one around it keeps its durability."""
    return not connection.in_atomic_block


def rows_of(sql: str, params: Sequence[Any]) -> Rows:
    """Run one statement that gives rows and return them; alone it is a transaction of its own.

    Placeholders are %s; JSON comes back as text, on SQLite days and moments too. Raises the errors
    of django.db as any query does.
    """
    found: Rows
    database = connections[DEFAULT_DB_ALIAS]
    if database.vendor != "postgresql":
        with database.cursor() as plain:
            plain.execute(sql, params)
            found = plain.fetchall()
        return found
    database.ensure_connection()
    database.validate_no_broken_transaction()
    raw = database.connection
    raw.prepare_threshold = 0
    try:
        with database.wrap_database_errors, Cursor(raw) as cursor:
            cursor.execute(sql, params, prepare=True)
            found = cursor.fetchall()
    finally:
        raw.prepare_threshold = None  # as Django has it: its own queries are never the same text
    return found
