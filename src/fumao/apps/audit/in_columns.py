"""The digest of events as SQL, where a hundred thousand are made at once by DuckDB."""

from collections.abc import Mapping

_WHOLE = frozenset({"seq", "actor", "department", "area"})
_PARTS = ("actor", "area", "at", "data", "department", "kind", "on", "previous", "seq", "stream")


def digest_sql(parts: Mapping[str, str]) -> str:
    """Return SQL of the digest of an event, as `record.digest_of` makes it of one.

    `parts` are SQL by name: seq, actor, department and area are numbers or NULL, `data` is
    canonical JSON, the others are texts without anything that JSON escapes.
    """
    told = []
    for name in _PARTS:  # canonical: in the order of their names
        sql = parts[name]
        if name in _WHOLE:
            value = f"coalesce(CAST({sql} AS TEXT), 'null')"
        else:
            value = sql if name == "data" else f"concat('\"', {sql}, '\"')"
        told.append(f"'\"{name}\":', {value}")
    return f"sha256(concat('{{', {", ',', ".join(told)}, '}}'))"
