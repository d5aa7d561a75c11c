"""A file as a table: its header, its rows as DuckDB reads them, where its first row stands.

CSV (UTF-8, GB18030, UTF-16), XLSX and Parquet are read. The header is the first line, or the first
of ten whose cells are known names: sheets of offices often begin with a title.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb

from fumao.core.errors import CoreError
from fumao.rules.batch.lines import TextFile, look_at, records, write_clean
from fumao.rules.batch.session import Session, literal, quoted
from fumao.rules.batch.sheet import sheet_to_csv

type Score = Callable[[Sequence[str]], int]
_LOOKED_AT = 10
_MOST_COLUMNS = 2_000
FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Table:
    """`relation` has the columns c0, c1, … of the `types` given; `first` is the row number of its
    first row as a spreadsheet counts. `marked` says that it has a column for a record's fault.
    `mend` returns the table to read where DuckDB stops at a record that is not whole.
    """

    shown: str
    digest: str
    header: tuple[str, ...]
    types: tuple[str, ...]
    relation: str
    first: int
    marked: bool = False
    mend: Callable[[], "Table"] | None = None


def open_table(session: Session, path: Path, score: Score) -> Table:
    """Open a file by its ending; `score` counts the known names in a line."""
    ending = path.suffix.lower()
    if ending not in (".csv", ".tsv", ".txt", ".xlsx", ".parquet"):
        raise CoreError(
            "unknown_type",
            f"不能读取“{path.name}”。可读 .csv、.parquet、.xlsx；其他表格请另存为 .xlsx 或 .csv。",
            f"“{path.name}” is not read; .csv, .parquet and .xlsx are. Save it as one of them.",
        )
    try:
        if not path.stat().st_size:
            raise _empty(path)
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise CoreError(
            "cannot_read",
            f"无法读取“{path}”：{error.strerror}。",
            f"Cannot read “{path}”: {error.strerror}.",
        ) from error
    if ending == ".parquet":
        return _parquet(session, path, digest)
    source = path
    if ending == ".xlsx":
        source = session.draft(".csv")
        sheet_to_csv(path, source)
    return _text(session, look_at(source), path, digest, score)


def _empty(path: Path) -> CoreError:
    return CoreError(
        "empty_file",
        f"“{path.name}”没有数据。请检查是否传错了文件。",
        f"“{path.name}” holds no rows. Check that it is the right file.",
    )


def _parquet(session: Session, path: Path, digest: str) -> Table:
    relation = f"read_parquet({literal(_plain_name(session, path))})"
    try:
        columns = session.columns(relation)
    except duckdb.Error as error:
        raise CoreError(
            "damaged_file",
            f"“{path.name}”已损坏，无法按 parquet 打开。请重新导出。",
            f"“{path.name}” is damaged and does not open as parquet; export it again.",
        ) from error
    listed = ", ".join(f"{quoted(name)} AS c{n}" for n, name in enumerate(columns))
    return Table(
        path.name,
        digest,
        tuple(columns),
        tuple(columns.values()),
        f"(SELECT {listed} FROM {relation})",
        1,
    )


def _plain_name(session: Session, path: Path) -> Path:
    """Return a name for the file in which DuckDB sees no pattern such as * or [1]."""
    if not set("*?[]{}") & set(str(path)):
        return path.absolute()
    link = session.draft(path.suffix)
    link.symlink_to(path.absolute())
    return link


def _text(session: Session, file: TextFile, path: Path, digest: str, score: Score) -> Table:
    found = [cells for cells, _, _ in islice(records(file), _LOOKED_AT)]
    if not any(cell.strip() for cells in found for cell in cells):
        raise _empty(path)
    scores = [score(cells) for cells in found]
    place = scores.index(max(scores))
    if not scores[place]:
        place = next(n for n, cells in enumerate(found) if any(cell.strip() for cell in cells))
    header = [cell.strip() for cell in found[place]]
    while header and not header[-1]:
        header.pop()
    if len(header) > _MOST_COLUMNS:
        raise CoreError(
            "too_wide_file",
            f"“{path.name}”超过 {_MOST_COLUMNS} 列，请检查分隔符。",
            f"“{path.name}” has more than {_MOST_COLUMNS} columns; check its separator.",
        )
    skip, width = place + 1, len(header)
    types = ("VARCHAR",) * width

    def mend() -> Table:
        relation = _rewritten(session, file, skip, width)
        return Table(path.name, digest, tuple(header), types, relation, skip + 1, marked=True)

    over_lines = any("\n" in cell for cells in found[:skip] for cell in cells)
    if not file.plain or over_lines or width != len(found[place]):
        return mend()
    plain = _plain_name(session, file.path)
    relation = _csv(plain, file.separator, skip, width, marked=False)
    return Table(
        path.name, digest, tuple(header), types, relation, skip + 1, marked=False, mend=mend
    )


def _rewritten(session: Session, file: TextFile, skip: int, width: int) -> str:
    target = session.draft(".csv")
    session.stage("mend")
    write_clean(file, target, skip, width)
    return _csv(target, ",", 0, width, marked=True)


def _csv(path: Path, separator: str, skip: int, width: int, *, marked: bool) -> str:
    names = [f"c{n}" for n in range(width)] + ([FAULT] if marked else [])
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
    mark = literal(separator)
    return (
        f"read_csv({literal(path)}, auto_detect = false, header = false, skip = {skip},"
        f" columns = {{{columns}}}, delim = {mark}, quote = '\"', escape = '\"')"
    )
