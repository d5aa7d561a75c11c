"""Accepted rows as immutable Parquet batches: a correction is a later batch, never a change.

A batch holds whole filings of one form and period. Of each respondent the batch with the highest
number counts, so figures as of any earlier number (a vintage) can be made again at any time.
"""

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TextIO

import duckdb

from fumao.core.errors import CoreError

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_PERIOD = re.compile(r"\d{4}(-(\d{2}|Q[1-4]|H[12]))?")
_FILE = re.compile(r"(\d{12})-([0-9a-f]{64})\.parquet")
# What every row has beside the columns of its form.
RESPONDENT = "respondent"
type Cell = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a form's rows: name and SQL type, TEXT, BIGINT or DECIMAL(p,s)."""

    types: Mapping[str, str]

    def __post_init__(self) -> None:
        for name, type_ in self.types.items():
            if not _NAME.fullmatch(name) or name == RESPONDENT:
                raise CoreError("column", f"列名不可用：{name}", f"no name for a column: {name}")
            if not re.fullmatch(r"TEXT|BIGINT|DECIMAL\(\d{1,2},\d{1,2}\)", type_):
                raise CoreError("column", f"列类型不可用：{type_}", f"no type of a column: {type_}")

    def all(self) -> dict[str, str]:
        """Return the types by name, the respondent first."""
        return {RESPONDENT: "TEXT", **self.types}


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch: its place in the order of all batches, and the SHA-256 its name carries."""

    form: str
    period: str
    number: int
    digest: str
    path: Path

    def sound(self) -> bool:
        """Tell whether the file still is what was written."""
        return digest_of(self.path) == self.digest


class Batches:
    """The batches below a folder: FORM/PERIOD/NUMBER-SHA256.parquet."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def add(
        self,
        form: str,
        period: str,
        number: int,
        columns: Columns,
        rows: Iterable[Mapping[str, Cell]],
    ) -> Batch:
        """Write a batch whole or not at all, and return it.

        A filing with nothing in it is a row of its respondent with empty columns. The same batch
        may be written again (after a crash); raises CoreError for a number that holds another.
        """
        folder = self._folder(form, period)
        folder.mkdir(parents=True, exist_ok=True)
        _clean(folder)
        part = folder / f"{number:012d}.{os.getpid()}.part"
        lines = part.with_suffix(".lines")
        try:
            with _held(lines) as file:
                _write(part, file, columns, rows)
                return self._named(part, Batch(form, period, number, digest_of(part), part))
        finally:
            part.unlink(missing_ok=True)
            lines.unlink(missing_ok=True)

    def _named(self, part: Path, made: Batch) -> Batch:
        """Give a finished file its name; raises CoreError where its number holds another."""
        of_period = self.of(made.form, made.period)
        held = next((one for one in of_period if one.number == made.number), None)
        if held is not None:
            if held.digest != made.digest:
                raise CoreError(
                    "batch_taken",
                    f"批次 {made.number} 已存在且内容不同，批次不能改写",
                    f"batch {made.number} is there with other content: a batch is never changed",
                )
            return held
        path = part.with_name(f"{made.number:012d}-{made.digest}.parquet")
        part.rename(path)
        sync(path.parent)
        return replace(made, path=path)

    def of(self, form: str, period: str, vintage: int | None = None) -> tuple[Batch, ...]:
        """Return the batches of a form and period in their order, up to a number."""
        folder = self._folder(form, period)
        found = []
        for path in sorted(folder.glob("*.parquet")):
            match = _FILE.fullmatch(path.name)
            if match and (vintage is None or int(match[1]) <= vintage):
                found.append(Batch(form, period, int(match[1]), match[2], path))
        return tuple(found)

    def periods(self, form: str) -> tuple[str, ...]:
        """Return the periods that have batches, in their order."""
        if not _KEY.fullmatch(form):
            raise _no_form(form)
        folders = (self.root / form).glob("*")
        return tuple(sorted(one.name for one in folders if _PERIOD.fullmatch(one.name)))

    def _folder(self, form: str, period: str) -> Path:
        if not _KEY.fullmatch(form) or not _PERIOD.fullmatch(period):
            raise _no_form(f"{form}/{period}")
        return self.root / form / period


def _no_form(name: str) -> CoreError:
    return CoreError("batch_name", f"表或报告期不可用：{name}", f"no form or period: {name}")


@contextmanager
def _held(path: Path) -> Iterator[TextIO]:
    """Open a file to write that tells others, for as long as it is open, that its writer lives."""
    with path.open("w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _clean(folder: Path) -> None:
    """Remove what writers that were killed have left; nothing of one that still writes."""
    for lines in folder.glob("*.lines"):
        with suppress(FileNotFoundError, BlockingIOError), lines.open() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            lines.unlink(missing_ok=True)
    for part in folder.glob("*.part"):
        # DuckDB writes to tmp_… first.
        if not part.with_name(f"{part.stem.removeprefix('tmp_')}.lines").exists():
            part.unlink(missing_ok=True)


def _write(path: Path, file: TextIO, columns: Columns, rows: Iterable[Mapping[str, Cell]]) -> None:
    """Write rows in their order by one thread: the same rows give the same bytes.

    The file says who is in it. Rows go through a file of JSON lines: exact texts, and many times
    faster than row by row.
    """
    names = (RESPONDENT, *columns.types)
    respondents: dict[str, None] = {}
    types = ", ".join(f"{name}: '{type_}'" for name, type_ in columns.all().items())
    for row in rows:
        cells = {name: _plain(row.get(name)) for name in names}
        respondents[str(cells[RESPONDENT])] = None
        file.write(json.dumps(cells, ensure_ascii=False) + "\n")
    file.flush()
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(
            f"COPY (SELECT * FROM read_json('{quoted(Path(file.name))}', columns = {{{types}}}, "
            f"format = 'newline_delimited')) TO '{quoted(path)}' "
            "(FORMAT parquet, COMPRESSION zstd, "
            f"KV_METADATA {{{RESPONDENT}: {_said(respondents)}}})"
        )
    with path.open("rb+") as written:
        os.fsync(written.fileno())


def _said(respondents: Iterable[str]) -> str:
    """Return who is in a batch, for the file to say without its rows being read."""
    text = json.dumps(sorted(respondents), ensure_ascii=False)
    return "'" + text.replace("'", "''") + "'"


def _plain(cell: Cell) -> str | int | None:
    return f"{cell:f}" if isinstance(cell, Decimal) else cell


def quoted(path: Path) -> str:
    """Return a path as it stands between quotes in SQL."""
    return str(path).replace("'", "''")


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(folder: Path) -> None:
    """Make the new name in a folder last through a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
