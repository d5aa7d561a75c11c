"""The checks over the whole base say what the form says, filing by filing."""

from collections.abc import Sequence

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from fumao.rules.sql.query import Source
from fumao.surveys.base import Double, Hit, doubles, hits
from tests.surveys.test_execution import MAY, ON, form

type Work = tuple[str, str, int | None, int | None, str | None]
type Sheet = tuple[list[Work], int | None, int | None, int | None, int | None]

AMOUNTS = st.sampled_from([None, 0, 1, 999, 1000, 100_000_000_00, 1_000_000_000])
WORKS = st.lists(
    st.tuples(
        st.sampled_from(["CN", "JP", "HK"]), st.sampled_from(["offshore", "onshore"]), AMOUNTS,
        AMOUNTS, st.sampled_from([None, "R-1", "R-2", "R-3"]),
    ),
    max_size=3,
)  # fmt: skip
SHEETS = st.lists(st.tuples(WORKS, AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS), min_size=1, max_size=6)


def money(cents: int | None) -> str | None:
    return None if cents is None else f"{cents // 100}.{cents % 100:02}"


def base(sheets: Sequence[Sheet]) -> tuple[duckdb.DuckDBPyConnection, Source]:
    """Filings with their rows in DuckDB, as the store of accepted filings holds them."""
    connection = duckdb.connect()
    facts = ("executed_usd", "offshore_usd", "year_ago_executed_usd", "previous_executed_usd")
    connection.execute(
        f"CREATE TABLE filings (filing TEXT, {', '.join(f'{one} DECIMAL(18,2)' for one in facts)})"
    )
    connection.execute(
        "CREATE TABLE executions (filing TEXT, country TEXT, shore TEXT, "
        "amount_usd DECIMAL(18,2), receipt_usd DECIMAL(18,2), receipt_no TEXT)"
    )
    for number, (works, *figures) in enumerate(sheets):
        key = f"f{number}"
        row = [key, *map(money, figures)]
        connection.execute("INSERT INTO filings VALUES (?, ?, ?, ?, ?)", row)
        for country, shore, amount, receipt, slip in works:
            cells = [key, country, shore, money(amount), money(receipt), slip]
            connection.execute("INSERT INTO executions VALUES (?, ?, ?, ?, ?, ?)", cells)
    columns = frozenset({"country", "shore", "amount_usd", "receipt_usd", "receipt_no"})
    child = Source("executions", "filing", columns)
    return connection, Source("filings", "filing", frozenset(facts), children={"executions": child})


@settings(max_examples=60, deadline=None)
@given(SHEETS)
def test_the_base_says_what_the_form_says(sheets: list[Sheet]) -> None:
    connection, source = base(sheets)
    expected = []
    for number, (works, executed, offshore, year_ago, previous) in enumerate(sheets):
        filed = {
            "executions": [
                {"country": country, "shore": shore, "amount_usd": money(amount),
                 "receipt_usd": money(receipt)}
                for country, shore, amount, receipt, _ in works
            ],
            "executed_usd": money(executed), "offshore_usd": money(offshore),
        }  # fmt: skip
        earlier = form().earlier({
            "year_ago": {"executed_usd": money(year_ago)},
            "previous": {"executed_usd": money(previous)},
        })  # fmt: skip
        found = form().examine(filed, MAY, ON, earlier)
        expected += [Hit(f"f{number}", one.check.key) for one in found.findings]
    found_all = hits(connection, form(), MAY, source)
    assert sorted(found_all, key=repr) == sorted(expected, key=repr)


@settings(max_examples=30, deadline=None)
@given(SHEETS)
def test_a_receipt_used_twice_is_found_in_whoever_uses_it(sheets: list[Sheet]) -> None:
    connection, source = base(sheets)
    used: dict[str, list[str]] = {}
    for number, sheet in enumerate(sheets):
        for *_, slip in sheet[0]:
            if slip is not None:
                used.setdefault(slip, []).append(f"f{number}")
    expected = [
        Double("receipt", slip, tuple(keys)) for slip, keys in sorted(used.items()) if len(keys) > 1
    ]
    assert doubles(connection, form().survey, source.children) == expected
