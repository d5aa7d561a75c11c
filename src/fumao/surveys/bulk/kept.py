"""What a report keeps as JSON, written by DuckDB: by the order of the form, and canonically.

`FieldForm.read(...).data` and the digest of a filing say the same of the same report.
"""

from collections.abc import Iterable

from fumao.forms.fields import Field
from fumao.surveys.bulk.cells import literal, quoted
from fumao.surveys.bulk.layout import Layout

# As Python writes them; the other control characters as \u001f. Backslash and quote come first.
_ESCAPES = [("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"),
            ("\b", "\\b"), ("\f", "\\f")]  # fmt: skip
_OTHERS = [(chr(n), f"\\u{n:04x}") for n in range(1, 32) if chr(n) not in "\n\r\t\b\f"]
_SPECIAL = r'[\x01-\x1f"\\]'


def json_text(sql: str) -> str:
    """Return the SQL of a text as JSON writes it, in quotes."""
    inner = sql
    for plain, escaped in (*_ESCAPES, *_OTHERS):
        inner = f"replace({inner}, {_char(plain)}, {literal(escaped)})"
    return (
        f"concat('\"', CASE WHEN regexp_matches({sql}, '{_SPECIAL}') THEN {inner} ELSE {sql} END, "
        "'\"')"
    )


def _char(text: str) -> str:
    return f"chr({ord(text)})" if ord(text) < 32 else literal(text)


def _value(one: Field, sql: str) -> str:
    """Codes, numbers and days hold nothing to be escaped."""
    if one.type is not None and one.type.kind in ("text", "code") and not one.options:
        return json_text(sql)
    return f"concat('\"', {sql}, '\"')"


def _object(fields: Iterable[Field], of: str, *, blanks: bool) -> str:
    parts = []
    for one in fields:
        sql = f"{of}.{quoted(one.key)}"
        value = f"concat({literal(f'"{one.key}":')}, {_value(one, sql)})"
        empty = literal(f'"{one.key}":null') if blanks else "NULL"
        parts.append(f"CASE WHEN {sql} IS NULL THEN {empty} ELSE {value} END")
    return f"concat('{{', concat_ws(',', {', '.join(parts)}), '}}')"


def data_sql(layout: Layout, figures: Iterable[Field], *, canonical: bool) -> str:
    """Return a query of k and `data`, the JSON of what each report keeps.

    It reads the tables `figures` and `lines`; `figures` are the form's fields that are no tables.
    """
    told = list(figures)
    if canonical:
        told.sort(key=lambda one: one.key)
    if layout.table is None:
        return f"SELECT f.k, {_object(told, 'f', blanks=False)} AS data FROM figures f"
    columns = list(layout.table.columns)
    if canonical:
        columns.sort(key=lambda one: one.key)
    line = _object(columns, "l", blanks=True)
    lines = (
        f"SELECT l.k, string_agg({line}, ',' ORDER BY l.place) AS told FROM lines l GROUP BY l.k"
    )
    table = literal(f'"{layout.table.key}":[')
    parts = [
        (one.key, f"CASE WHEN f.{quoted(one.key)} IS NOT NULL THEN "
         f"concat({literal(f'"{one.key}":')}, {_value(one, f'f.{quoted(one.key)}')}) END")
        for one in told
    ]  # fmt: skip
    parts.append(
        (layout.table.key, f"CASE WHEN l.told IS NOT NULL THEN concat({table}, l.told, ']') END")
    )
    if canonical:
        parts.sort()
    joined = ", ".join(sql for _key, sql in parts)
    return (
        f"SELECT f.k, concat('{{', concat_ws(',', {joined}), '}}') AS data "
        f"FROM figures f LEFT JOIN ({lines}) l ON l.k = f.k"
    )
