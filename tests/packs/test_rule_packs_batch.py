"""The shipped rules as one query over all golden cases: DuckDB says what the walk says."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import duckdb
import pytest

from fumao.packs.model import Pack
from fumao.rules import Library, Source, batch_query
from fumao.rules.definitions import Input
from fumao.rules.facts import read_fact, read_rows
from fumao.rules.golden import GoldenCase
from fumao.rules.types import Value
from tests.packs.test_rule_packs import KEYS
from tests.rules.parity.duck import KEY, column_type

type Row = Mapping[str, Value]
type Read = tuple[dict[str, Value], dict[str, Sequence[Row]]]


def read(case: GoldenCase, library: Library) -> Read:
    """A table that a case does not give is empty here: a query cannot tell the two apart."""
    values = {name: read_fact(raw, library.inputs[name]) for name, raw in case.facts.items()}
    rows: dict[str, Sequence[Row]] = {
        name: read_rows(case.rows.get(name, ()), table.fields)
        for name, table in library.tables.items()
    }
    return values, rows


def fill(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    given: Sequence[Input],
    rows: Sequence[tuple[int, Row]],
) -> Source:
    columns = [
        f"CAST(unnest(?::VARCHAR[]) AS {column_type(i, scaled=False)}) AS {i.name}" for i in given
    ]
    texts = [[None if (v := row.get(i.name)) is None else str(v) for _, row in rows] for i in given]
    connection.execute(
        f"CREATE OR REPLACE TABLE {name} AS"
        f" SELECT {', '.join([f'unnest(?::BIGINT[]) AS {KEY}', *columns])}",
        [[key for key, _ in rows], *texts],
    )
    return Source(name, KEY, frozenset(i.name for i in given))


@pytest.mark.parametrize("key", KEYS)
def test_the_query_agrees_on_every_golden_case(shipped: dict[str, Pack], key: str) -> None:
    library = Library(shipped["vocabulary"].rules + shipped[key].rules)
    days: dict[date, list[Read]] = defaultdict(list)
    for case in shipped[key].cases:
        days[case.on].append(read(case, library))
    connection = duckdb.connect()
    compared = 0
    for day, cases in days.items():
        numbered = list(enumerate(cases))
        children = {
            name: fill(
                connection,
                name,
                table.fields,
                [(place, row) for place, (_, rows) in numbered for row in rows[name]],
            )
            for name, table in library.tables.items()
        }
        whole = fill(
            connection,
            "cases",
            tuple(library.inputs.values()),
            [(place, values) for place, (values, _) in numbered],
        )
        rules = library.at(day)
        source = Source(whole.relation, KEY, whole.columns, children=children)
        batch = batch_query(rules, source, decimals=True)
        for place, *found in connection.execute(batch.sql).fetchall():
            answers = rules.answers(*cases[place])
            assert found == [answers[name].value for name in batch.types], (day, cases[place])
            compared += 1
    assert compared == len(shipped[key].cases)
