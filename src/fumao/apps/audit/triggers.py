"""Tables whose rows are never changed: the database itself refuses UPDATE and DELETE.

Set after every migrate, not in a migration: SQLite drops a table's triggers when a later migration
rebuilds it.
"""

from collections.abc import Callable
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate

PROTECTED: set[str] = set()

_FUNCTION = """
CREATE OR REPLACE FUNCTION fumao_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def _names(vendor: str, table: str) -> list[str]:
    acts = ("update", "delete") if vendor == "sqlite" else ("change",)
    return [f"{table}_no_{act}" for act in acts]


def standing(connection: BaseDatabaseWrapper, table: str) -> bool:
    """Return whether all triggers of a protected table are there."""
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(%s)",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor], [table])
        found = {row[0] for row in cursor.fetchall()}
    return found >= set(_names(connection.vendor, table))


def protect(connection: BaseDatabaseWrapper, table: str) -> None:
    """Make the database refuse every change to rows of a table; a second time changes nothing."""
    if standing(connection, table):
        return
    release(connection, table)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for act in ("UPDATE", "DELETE"):
                cursor.execute(
                    f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
            return
        cursor.execute(_FUNCTION)
        cursor.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION fumao_refuse_change()"
        )


def release(connection: BaseDatabaseWrapper, table: str) -> None:
    """Take the triggers of a table away: for a test database that is emptied, and for nothing
    else."""
    where = "" if connection.vendor == "sqlite" else f" ON {table}"
    with connection.cursor() as cursor:
        for name in _names(connection.vendor, table):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")


def protect_after_migrate(app: AppConfig, table: str) -> None:
    """Protect a table of an app whenever its migrations have run; call it from
    `AppConfig.ready`."""
    PROTECTED.add(table)

    def receiver(sender: Any, using: str, **_kwargs: Any) -> None:
        connection = connections[using]
        if table in connection.introspection.table_names():
            protect(connection, table)

    _receivers.append(receiver)
    post_migrate.connect(receiver, sender=app, dispatch_uid=f"protect {table}")


_receivers: list[Callable[..., None]] = []  # signals keep weak references only
