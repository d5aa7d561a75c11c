"""Many rows at once, round the ORM: loading ten thousand enterprises is no work for a form.

Rows are written as they stand: the caller has checked them, sets every field and records one event
for the batch.
"""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

from django.db import connection, models

from fumao.apps.enterprises.models import Enterprise

_BATCH = 2000
_WHOLE = (models.ForeignKey, models.IntegerField, models.BooleanField)  # stand as they are


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
    fields = [field for field in meta.concrete_fields if not isinstance(field, models.AutoField)]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608
    readers = [_reader(field) for field in fields]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _BATCH):
            part = rows[start : start + _BATCH]
            cursor.executemany(statement, [[read(row) for read in readers] for row in part])
    return len(rows)


def _reader(field: Any) -> Callable[[models.Model], Any]:
    """Return what takes a field's value off a row as the driver wants it."""
    plain = attrgetter(field.attname)
    if isinstance(field, _WHOLE):
        return plain
    if isinstance(field, models.CharField):
        return lambda row: None if (value := plain(row)) is None else str(value)
    return lambda row: field.get_db_prep_save(plain(row), connection)


def keys_of(codes: Sequence[str]) -> dict[str, int]:
    """Return the keys of enterprises by credit code."""
    found: dict[str, int] = {}
    for start in range(0, len(codes), _BATCH):
        part = codes[start : start + _BATCH]
        found.update(Enterprise.objects.filter(code__in=part).values_list("code", "pk"))
    return found
