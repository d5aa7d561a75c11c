"""A file that has been read, on DuckDB: its cells, and the rows that are taken up."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings

from fumao.apps.surveys.bulk.candidates import Candidate
from fumao.apps.surveys.bulk.child import Sheet
from fumao.apps.surveys.bulk.heads import CODE, PERIOD, TOLD, Heads
from fumao.apps.surveys.bulk.reading_child import BETWEEN, MOST_ROWS, too_many
from fumao.core.errors import CoreError, Words
from fumao.core.periods import Period
from fumao.core.text import match_key
from fumao.surveys.bulk.cells import literal, quoted
from fumao.surveys.bulk.layout import Layout

_MEMORY = "256MB"
_PART = 20_000  # rows inserted together
_NO_ROWS = CoreError(
    "no_rows",
    "表头下面没有数据：每行填一条后再传。",
    "There is nothing below the heads: fill in a row each and upload it again.",
)
_NO_CODE = Words("请填写统一社会信用代码", "the unified social credit code is needed")
_FOREIGN = Words(
    "不是您可以代报的企业：请核对统一社会信用代码，或由该企业自己报送",
    "not an enterprise you may file for: check the credit code, or let it file itself",
)


def workplace() -> Path:
    """Return the folder for what is worked on, nobody else's to read; made where it is missing."""
    folder = Path(settings.DATA) / "bulk"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@contextmanager
def workspace(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a DuckDB of bounded memory that spills into a folder."""
    connection = duckdb.connect()
    try:
        connection.execute(f"SET memory_limit = '{_MEMORY}'")
        connection.execute(f"SET temp_directory = {literal(str(folder / 'spill'))}")
        connection.execute("SET threads = 2")
        connection.execute("SET preserve_insertion_order = false")
        yield connection
    finally:
        connection.close()


def fill(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows into a table by columns: one value at a time DuckDB is slow."""
    for start in range(0, len(rows), _PART):
        part = rows[start : start + _PART]
        columns = [list(column) for column in zip(*part, strict=True)]
        connection.execute(f"INSERT INTO {table} SELECT {', '.join(['unnest(?)'] * len(columns))}",
                           columns)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opened:
    """A file on DuckDB, with the table `refused` (n, key, zh, en) of rows not taken up at all."""

    connection: duckdb.DuckDBPyConnection
    heads: Heads
    rows: int


def open_file(
    connection: duckdb.DuckDBPyConnection,
    sheet: Sheet,
    heads: Heads,
    layout: Layout,
    firms: Sequence[Candidate],
    period: Period,
) -> Opened:
    """Make tables `file`, `firms`, `refused` and the view `raw`; raises CoreError for no row.

    `raw` has what an Examination begins with.
    """
    columns = {"n": "BIGINT"} | {f"c{place}": "VARCHAR" for place in range(sheet.width)}
    connection.execute(
        "CREATE TABLE file AS SELECT * FROM read_csv(?, header = false, auto_detect = false, "
        f"delim = '{BETWEEN}', quote = '\"', escape = '\"', new_line = '\\n', "
        f"columns = {columns!r}) "
        f"WHERE n > {heads.row}",
        [str(sheet.path)],
    )
    rows = _one(connection, "SELECT count(*) FROM file")
    if not rows:
        raise _NO_ROWS
    if rows > MOST_ROWS:
        raise CoreError("too_many", *too_many().args)
    connection.execute(
        "CREATE TABLE firms (code TEXT, enterprise BIGINT, area BIGINT, park BIGINT, "
        "office BIGINT, unit BIGINT)"
    )
    fill(connection, "firms", [
        (one.firm.code, one.firm.pk, one.firm.area_id, one.firm.park_id, one.office,
         one.firm.unit_id)
        for one in firms
    ])  # fmt: skip
    _refuse(connection, heads, firms, period)
    _view(connection, heads, layout, firms)
    return Opened(connection, heads, rows)


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0


def _code(heads: Heads, firms: Sequence[Candidate]) -> str:
    """Return the SQL of a row's respondent: who files for one enterprise alone need not name it."""
    place = heads.place(CODE)
    sole = literal(firms[0].firm.code) if len(firms) == 1 else "NULL"
    return sole if place is None else f"coalesce(nullif(upper(c{place}), ''), {sole})"


def _refuse(
    connection: duckdb.DuckDBPyConnection, heads: Heads, firms: Sequence[Candidate], period: Period
) -> None:
    connection.execute("CREATE TABLE refused (n BIGINT, key TEXT, zh TEXT, en TEXT)")
    code = _code(heads, firms)
    for words, condition in (
        (_NO_CODE, f"{code} IS NULL"),
        (_FOREIGN, f"{code} IS NOT NULL AND {code} NOT IN (SELECT code FROM firms)"),
    ):
        connection.execute(
            f"INSERT INTO refused SELECT n, '{CODE}', ?, ? FROM file WHERE {condition}", [*words]
        )
    place = heads.place(PERIOD)
    if place is not None:
        known = {match_key(text) for text in _named(period)}
        found = connection.execute(f"SELECT DISTINCT c{place} FROM file").fetchall()
        for (text,) in found:
            if text and match_key(text) not in known:
                words = Words(
                    f"“{text[:20]}”不是本次上传的报告期 {period.show('zh')}：请另传一个文件",
                    f'"{text[:20]}" is not {period.show("en")}: upload it as a file of its own',
                )
                connection.execute(
                    f"INSERT INTO refused SELECT n, '{PERIOD}', ?, ? FROM file WHERE c{place} = ?",
                    [*words, text],
                )


def _named(period: Period) -> set[str]:
    """Return how a file may call the period; a spreadsheet makes a day of 2016-09."""
    return {period.code, period.show("zh"), period.show("en"), period.start.isoformat(),
            f"{period.start:%Y/%m}", f"{period.start.year}年{period.start.month}月"}  # fmt: skip


def _view(
    connection: duckdb.DuckDBPyConnection, heads: Heads, layout: Layout, firms: Sequence[Candidate]
) -> None:
    def cell(key: str) -> str:
        place = heads.place(key)
        return "NULL::TEXT" if place is None else f"nullif(c{place}, '')"

    columns = [f"{cell(one.key)} AS {quoted(one.key)}" for one in layout.columns]
    told = [f"{_code(heads, firms)} AS code", f"{cell(TOLD)} AS told", *columns]
    connection.execute(
        f"CREATE VIEW raw AS SELECT n, {', '.join(told)} FROM file "
        "WHERE n NOT IN (SELECT n FROM refused)"
    )
