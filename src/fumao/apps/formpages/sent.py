"""A form that a browser sent, as raw data: texts by field, rows by table."""

import re
from collections.abc import Iterable

from django.http import QueryDict

from fumao.forms.fields import Field

_CELL = re.compile(r"([a-z0-9_]+)\.(\d{1,3})\.([a-z0-9_]+)")


def raw_of(fields: Iterable[Field], sent: QueryDict) -> dict[str, object]:
    """Return the raw data of a form that was sent; rows in which nothing stands are left out."""
    data: dict[str, object] = {}
    tables: dict[str, dict[int, dict[str, str]]] = {}
    for name, text in sent.items():
        cell = _CELL.fullmatch(name)
        if cell:
            tables.setdefault(cell[1], {}).setdefault(int(cell[2]), {})[cell[3]] = str(text)
    for field in fields:
        if field.is_table:
            lines = [line for _n, line in sorted(tables.get(field.key, {}).items())]
            data[field.key] = [line for line in lines if any(v.strip() for v in line.values())]
        elif field.key in sent:
            data[field.key] = sent[field.key]
    return data
