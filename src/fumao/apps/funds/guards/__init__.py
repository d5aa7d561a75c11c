"""What the database itself refuses and adds up, on SQLite and on PostgreSQL.

Set after every migrate, as the triggers of the append-only tables are: SQLite drops a table's
triggers when a later migration rebuilds it. Names carry a digest of the text, so that a changed
guard replaces the old one.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate

from fumao.apps.funds.guards import postgresql, sqlite
from fumao.apps.funds.guards.rules import CHECKS, MOVES, TOTALS, Check, Move, Totals

_PREFIX = "fg_"
_FOUND = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE NOT tgisinternal AND pg_table_is_visible(pg_class.oid)"
    ),
}


def _wanted(vendor: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the name of every trigger with the statements that make it."""
    writer = sqlite if vendor == "sqlite" else postgresql
    guards: list[Check | Move | Totals] = [*CHECKS, *MOVES, *TOTALS]
    for place, one in enumerate(guards):
        for act, build in writer.triggers(one):
            digest = hashlib.sha256("".join(build("x")).encode()).hexdigest()[:10]
            name = f"{_PREFIX}{one.table.removeprefix('funds_')}_{place}_{act}_{digest}"
            yield name, build(name)


def _standing(connection: BaseDatabaseWrapper) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(_FOUND[connection.vendor])
        return {name: table for name, table in cursor.fetchall() if name.startswith(_PREFIX)}


def guard(connection: BaseDatabaseWrapper) -> None:
    """Set every guard that does not stand; a second time changes nothing."""
    wanted = dict(_wanted(connection.vendor))
    found = _standing(connection)
    if found.keys() == wanted.keys():
        return
    release(connection)
    with connection.cursor() as cursor:
        for statements in wanted.values():
            for statement in statements:
                cursor.execute(statement)


def release(connection: BaseDatabaseWrapper) -> None:
    """Take the guards away: for a test database that is emptied, and for nothing else."""
    with connection.cursor() as cursor:
        for name, table in _standing(connection).items():
            where = "" if connection.vendor == "sqlite" else f" ON {table}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")


def guard_after_migrate(app: AppConfig) -> None:
    """Set the guards whenever the app's migrations have run; call it from `AppConfig.ready`."""

    def receiver(sender: Any, using: str, **_kwargs: Any) -> None:
        connection = connections[using]
        if "funds_repayment" in connection.introspection.table_names():
            guard(connection)

    _receivers.append(receiver)
    post_migrate.connect(receiver, sender=app, dispatch_uid="guards of funds")


_receivers: list[Callable[..., None]] = []  # signals keep weak references only
