"""The cells of a file read column by column: texts as they are kept, and what is wrong.

What is written plainly DuckDB reads by itself. Anything else goes, each text once a column, to the
function that reads a cell of the form: so a file means what the form means, to the last space.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import duckdb

from fumao.core.errors import CoreError, Words
from fumao.forms.cells import column_input, needed_words, read_cell, text_of
from fumao.forms.fields import ALWAYS, Field
from fumao.rules.definitions import Input, bounds
from fumao.rules.facts import LONGEST
from fumao.rules.sql.dialect import DUCKDB
from fumao.rules.types import Type, Value
from fumao.surveys.examine import SurveyForm

# What a cell of a field means: 离岸 is offshore, 2016/7/5 is 2016-07-05 (field, text, day).
type Meant = Callable[[Field, str, date], str]


@dataclass(frozen=True, slots=True)
class Reading:
    """How cells are read: by the code lists of a day, what they mean, whether as lines of a table,
    in which it is an error of the cell that something needed is missing."""

    day: date
    meant: Meant
    of_table: bool = False


_SAFE = r"[!-\[\]-~·—‘’“”、。《》（），：；\x{4e00}-\x{9fff}]"  # printable, no backslash, no space
_TEXT = rf"{_SAFE}(?:{_SAFE[:-1]} ]*{_SAFE})?"
_PLACES = 6  # more of them Python writes as 0E-7


def quoted(name: str) -> str:
    """Return a quoted name of a column."""
    return DUCKDB.column(name)


def literal(text: str) -> str:
    """Return a text as a literal."""
    return "'" + text.replace("'", "''") + "'"


def typed(type_: Type, sql: str, given: Input) -> str:
    """Return the value of a kept text as the rules compute with it: numbers of last digits."""
    if type_.is_number:
        plain = sql if type_.scale <= _PLACES else f"CAST({sql} AS DECIMAL(38,{type_.scale}))"
        whole = DUCKDB.number_type(*bounds(given))
        return f"CAST(replace(CAST({plain} AS VARCHAR), '.', '') AS {whole})"
    if type_.kind == "bool":
        return f"({sql} = 'true')"
    return f"CAST({sql} AS DATE)" if type_.kind in ("date", "month") else sql


def _plain(one: Field, given: Input, sql: str) -> tuple[str, str]:
    """Return the condition under which a cell is written plainly, and the text it is kept as."""
    type_ = given.type
    if one.options or type_.kind not in ("text", "int", "dec", "money"):
        return "FALSE", "NULL"
    if type_.kind == "text":
        return f"regexp_full_match({sql}, '{_TEXT}') AND length({sql}) <= {LONGEST}", sql
    if type_.scale > _PLACES:
        return "FALSE", "NULL"
    part = rf"(?:\.[0-9]{{1,{type_.scale}}})?" if type_.scale else ""
    low, high = bounds(given)
    number = f"TRY_CAST({sql} AS DECIMAL(38,{type_.scale}))"
    least, most = (f"{end}::HUGEINT" for end in (low, high))
    scaled = f"CAST(replace(CAST({number} AS VARCHAR), '.', '') AS HUGEINT)"
    form = rf"(?:0|-?[1-9][0-9]{{0,14}}){part}"
    return (
        f"CASE WHEN regexp_full_match({sql}, '{form}') "
        f"THEN {scaled} BETWEEN {least} AND {most} ELSE FALSE END",
        f"CAST({number} AS VARCHAR)",
    )


def read_cells(
    connection: duckdb.DuckDBPyConnection,
    tables: tuple[str, str],
    columns: Iterable[Field],
    form: SurveyForm,
    reading: Reading,
) -> None:
    """Read a table (n, code, told and a text a column) into another, what is wrong into `faults`.

    `tables` names both. A fault has n, the key of the column and the words.
    """
    raw, kept = tables
    connection.execute(
        "CREATE OR REPLACE TABLE odd (key TEXT, v TEXT, kept TEXT, zh TEXT, en TEXT)"
    )
    texts, joins, told = [], [], list(columns)
    for place, one in enumerate(told):
        given = column_input(one) if reading.of_table else form.inputs[one.key]
        sql = f"r.{quoted(one.key)}"
        condition, plain = _plain(one, given, sql)
        _read_odd(connection, f"{raw} r WHERE {sql} IS NOT NULL AND NOT ({condition})", one, given,
                  form, reading)  # fmt: skip
        name = f"o{place}"
        joins.append(
            f"LEFT JOIN (SELECT v, kept FROM odd WHERE key = {literal(one.key)}) {name} "
            f"ON {name}.v = {sql}"
        )
        text = f"CASE WHEN {condition} THEN {plain} ELSE {name}.kept END"
        texts.append(f"{text} AS {quoted(one.key)}")
    columns_of = ", ".join(["r.n", "r.code", "r.told", *texts])
    connection.execute(
        f"CREATE OR REPLACE TABLE {kept} AS SELECT {columns_of} FROM {raw} r {' '.join(joins)}"
    )
    for one in told:
        connection.execute(
            f"INSERT INTO faults SELECT r.n, o.key, o.zh, o.en FROM {raw} r JOIN odd o "
            f"ON o.key = {literal(one.key)} AND o.v = r.{quoted(one.key)} WHERE o.zh IS NOT NULL"
        )
        if reading.of_table and one.required == ALWAYS:
            words = needed_words(one)
            connection.execute(
                f"INSERT INTO faults SELECT k.n, ?, ?, ? FROM {kept} k JOIN {raw} r USING (n) "
                f"WHERE k.{quoted(one.key)} IS NULL AND NOT ({blank(told, 'r')}) AND NOT EXISTS "
                "(FROM faults f WHERE f.n = k.n AND f.key = ?)",
                [one.key, words.zh, words.en, one.key],
            )


def blank(columns: Iterable[Field], of: str) -> str:
    """Return the condition of a row whose columns are all empty: it is no line of a table."""
    return " AND ".join(f"{of}.{quoted(one.key)} IS NULL" for one in columns)


def _read_odd(
    connection: duckdb.DuckDBPyConnection,
    where: str,
    one: Field,
    given: Input,
    form: SurveyForm,
    reading: Reading,
) -> None:
    sql = f"r.{quoted(one.key)}"
    keeps: list[str | None] = []
    words: list[Words | None] = []
    texts = [
        text for (text,) in connection.execute(f"SELECT DISTINCT {sql} FROM {where}").fetchall()
    ]
    for text in texts:
        try:
            meant = reading.meant(one, text, reading.day)
            value: Value = form.coded(one, read_cell(one, meant, given), reading.day)
            keeps.append(text_of(value))
            words.append(None)
        except CoreError as error:
            keeps.append(None)
            words.append(error.words)
    if texts:
        said = ([each and each.zh for each in words], [each and each.en for each in words])
        connection.execute(
            "INSERT INTO odd SELECT ?, unnest(?::TEXT[]), unnest(?::TEXT[]), unnest(?::TEXT[]), "
            "unnest(?::TEXT[])",
            [one.key, texts, keeps, *said],
        )
