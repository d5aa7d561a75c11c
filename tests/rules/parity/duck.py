"""Cases put into DuckDB and the answers of the query brought back, to be compared one by one."""

from collections.abc import Iterator, Mapping, Sequence

import duckdb

from fumao.rules import Batch, RuleSet, Source
from fumao.rules.definitions import Input, bounds
from fumao.rules.exact import in_units
from fumao.rules.sql.dialect import DUCKDB
from fumao.rules.types import Type, Value
from tests.rules.parity.rows import Case, Row, stored

KEY = "id"


def load(
    connection: duckdb.DuckDBPyConnection,
    given: Mapping[str, Input],
    fields: Sequence[Input],
    cases: list[Case],
    scaled: bool,
) -> None:
    """Make the tables `cases` and `lines`; decimals are in the unit of their definition."""
    rows = [case.values for case in cases]
    _table(connection, "cases", given, rows, list(range(len(rows))), scaled)
    lines = [(place, row) for place, case in enumerate(cases) for row in case.rows]
    named = {field.name: field for field in fields}
    _table(connection, "lines", named, [r for _, r in lines], [p for p, _ in lines], scaled)


def _table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    given: Mapping[str, Input],
    rows: Sequence[Row],
    keys: list[int],
    scaled: bool,
) -> None:
    columns = [
        f"CAST(unnest(?::VARCHAR[]) AS {column_type(i, scaled)}) AS {i.name}"
        for i in given.values()
    ]
    values = [[stored(row[n], i, scaled) for row in rows] for n, i in given.items()]
    connection.execute(
        f"CREATE OR REPLACE TABLE {name} AS"
        f" SELECT {', '.join([f'unnest(?::BIGINT[]) AS {KEY}', *columns])}",
        [keys, *values],
    )


def column_type(given: Input, scaled: bool) -> str:
    """Return the type of a stored column."""
    if given.type.is_number:
        if scaled or given.type.scale == 0:
            return DUCKDB.number_type(*bounds(given))
        return f"DECIMAL(38,{given.type.scale})"
    return {"bool": "BOOLEAN", "date": "DATE", "month": "DATE"}.get(given.type.kind, "VARCHAR")


def source(
    given: Mapping[str, Input],
    fields: Sequence[Input],
    scaled: bool,
    known: frozenset[str],
    absent: frozenset[str],
) -> Source:
    """Return the source of the two tables; an absent column or table is known to no case."""
    lines = Source("lines", KEY, frozenset(f.name for f in fields) - absent, scaled)
    return Source(
        "cases",
        KEY,
        frozenset(given) - absent,
        scaled,
        known,
        {} if "lines" in absent else {"lines": lines},
    )


def differences(
    rules: RuleSet,
    batch: Batch,
    found: Sequence[tuple[object, ...]],
    cases: Sequence[Case],
    absent: frozenset[str],
    decimals: bool,
) -> Iterator[str]:
    """Yield every value of the query that is not the answer of the walk, with its case."""
    for row in found:
        case = cases[int(str(row[0]))]
        values = {n: v for n, v in case.values.items() if n not in absent}
        lines = (
            None
            if "lines" in absent
            else [{n: v for n, v in r.items() if n not in absent} for r in case.rows]
        )
        answers = rules.answers(values, {"lines": lines})
        for (name, type_), seen in zip(batch.types.items(), row[1:], strict=True):
            wanted = expected(answers[name].value, type_, decimals)
            if seen != wanted or (isinstance(wanted, bool) and not isinstance(seen, bool)):
                text = answers[name].rule.text
                yield f"{name} = {text}\n  walk {wanted!r}, query {seen!r}\n  of {values} {lines}"


def expected(value: Value, type_: Type, decimals: bool) -> Value:
    """Return what the query must give for an answer."""
    if value is None or not type_.is_number or decimals:
        return value
    assert isinstance(value, int) or hasattr(value, "scaleb")
    return in_units(value, type_.scale)  # type: ignore[arg-type]
