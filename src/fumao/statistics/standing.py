"""Which rows of a period's batches count: of every respondent those of its last batch, whole.

Batches in which nobody has been replaced are scanned straight: whole periods, as a rule. Who is in
a batch stands in the file itself, beside its rows, so that no row is read to know it.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from fumao.statistics.batches import RESPONDENT, Batch


@dataclass(frozen=True, slots=True)
class Standing:
    """The files whose rows all count, and those in which some respondents have been replaced."""

    whole: tuple[Path, ...]
    parted: tuple[Path, ...] = ()
    replaced: tuple[tuple[str, Path], ...] = ()


def standing(connection: duckdb.DuckDBPyConnection, batches: Sequence[Batch]) -> Standing:
    """Return which rows count of the batches of one form and period, given in their order."""
    respondents = _respondents(connection, [one.path for one in batches])
    last = {who: one.path for one in batches for who in respondents[one.path]}
    whole, parted, replaced = [], [], []
    for one in batches:
        gone = [who for who in respondents[one.path] if last[who] != one.path]
        if not gone:
            whole.append(one.path)
        elif len(gone) < len(respondents[one.path]):
            parted.append(one.path)
            replaced += [(who, one.path) for who in gone]
    return Standing(tuple(whole), tuple(parted), tuple(replaced))


def _respondents(
    connection: duckdb.DuckDBPyConnection, paths: Iterable[Path]
) -> dict[Path, list[str]]:
    """Return who is in each file: as it says itself, or by its rows where it says nothing."""
    left = {str(path): path for path in paths}
    if not left:
        return {}
    found: dict[Path, list[str]] = {}
    said = connection.execute(
        "SELECT file_name, value FROM parquet_kv_metadata($1) WHERE key = $2",
        [list(left), RESPONDENT.encode()],
    ).fetchall()
    for name, value in said:
        found[left.pop(name)] = json.loads(value)
    for name, path in left.items():
        rows = connection.execute(
            f"SELECT DISTINCT {RESPONDENT} FROM read_parquet($1) ORDER BY ALL", [name]
        ).fetchall()
        found[path] = [who for (who,) in rows]
    return found
