"""Many rows at once, round the ORM: loading ten thousand enterprises is no work for a form.

Rows are written as they stand: the caller has checked them, sets every field and records one event
for the batch.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

from fumao.apps.enterprises.models import Enterprise

_BATCH = 2000


def insert_rows[M: models.Model](rows: Iterable[M]) -> int:
    """Insert unsaved rows of one model inside the caller's transaction; return their number.

    Their keys are not read back. Raises RuntimeError outside a transaction.
    """
    rows = list(rows)
    if not rows:
        return 0
    if not connection.in_atomic_block:
        raise RuntimeError("rows inserted outside a transaction")
    meta = rows[0]._meta
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _BATCH):
            cursor.executemany(
                statement, [_values(row, fields) for row in rows[start : start + _BATCH]]
            )
    return len(rows)


def _values(row: models.Model, fields: Sequence[Any]) -> list[Any]:
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]


def keys_of(codes: Sequence[str]) -> dict[str, int]:
    """Return the keys of enterprises by credit code."""
    found: dict[str, int] = {}
    for start in range(0, len(codes), _BATCH):
        part = codes[start : start + _BATCH]
        found.update(Enterprise.objects.filter(code__in=part).values_list("code", "pk"))
    return found
