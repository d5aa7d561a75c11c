"""What the benchmarks of the rules share, no benchmark itself.

Databases in memory, tasks timed in turns, tables compared value by value.
"""

import time
from collections.abc import Callable, Iterable, Mapping

import duckdb

from fumao.rules.types import Type


def best(*tasks: Callable[[], object], rounds: int = 3) -> list[float]:
    """Return the least seconds of each task, run in turns."""
    least = [float("inf")] * len(tasks)
    for _ in range(rounds):
        for place, task in enumerate(tasks):
            began = time.perf_counter()
            task()
            least[place] = min(least[place], time.perf_counter() - began)
    return least


def opened(memory: str | None = None, spill: str | None = None) -> duckdb.DuckDBPyConnection:
    """Return a database in memory with two threads."""
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    if memory:
        connection.execute(f"SET memory_limit = '{memory}'")
    if spill:
        connection.execute(f"SET temp_directory = '{spill}'")
    return connection


def summed(connection: duckdb.DuckDBPyConnection, query: str, names: Mapping[str, Type]) -> object:
    """Compute every value of a query and keep none: sums, and counts of what is true."""
    figures = (f"SUM({n})" if t.is_number else f"COUNT({n})" for n, t in names.items())
    return connection.execute(f"SELECT {', '.join(figures)} FROM ({query})").fetchall()


def written(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    """Write every row of a query into a table."""
    connection.execute(f"CREATE OR REPLACE TABLE out AS {query}")


def kept(connection: duckdb.DuckDBPyConnection, query: str) -> duckdb.DuckDBPyRelation:
    """Compute a query and keep its columns in memory, as arrays are kept."""
    return connection.sql(query).materialize()


def must_equal(
    connection: duckdb.DuckDBPyConnection,
    ours: str,
    theirs: str,
    key: str,
    types: Mapping[str, Type],
    scaled: Iterable[str] = (),
) -> int:
    """Compare every value of two queries, ours in whole last digits; return how many there are.

    `scaled` names columns that stand in last digits on their side too. Raises where any differs.
    """
    fen = set(scaled)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE ours AS {ours}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE theirs AS {theirs}")
    wrong = []
    for name, type_ in types.items():
        factor = 10**type_.scale if type_.is_number and name not in fen else 1
        value = f"t.{name}" if factor == 1 else f"CAST(t.{name} AS DECIMAL(38,4)) * {factor}"
        wrong.append(f"COUNT(*) FILTER (o.{name} IS DISTINCT FROM {value})")
    row = connection.execute(
        f"SELECT COUNT(*), {', '.join(wrong)} FROM ours AS o FULL JOIN theirs AS t USING ({key})"
    ).fetchone()
    assert row is not None
    found = {name: count for name, count in zip(types, row[1:], strict=True) if count}
    if found:
        raise AssertionError(f"values differ: {found}")
    connection.execute("DROP TABLE ours; DROP TABLE theirs")
    return int(row[0]) * len(types)


def word(rows: int) -> str:
    """Return 1m for a million rows."""
    return f"{rows // 10**6}m" if rows >= 10**6 else str(rows)
