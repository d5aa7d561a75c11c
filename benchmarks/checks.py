"""Twelve checks over contract rows: ours against SQL by hand, and against VTL and pandera.

    python benchmarks/checks.py [--rows 1000000 …] [--peers]

Lines `NAME RATIO figures`; a ratio is our speed ÷ theirs, on the same data: amounts in whole cents,
as Fumao's own extracts hold them, and as DECIMAL(18,2). Every side gives the list of contract and
check for all that is found, kept in memory; the findings are compared first. The sides run in
turns, the best of five counts, and of the SQL by hand the better of two ways. `--peers` adds
vtlengine and pandera, each in an environment of its own in the folder that PEERS names (default: a
temporary one).
"""

import argparse
import sys
from pathlib import Path

import duckdb

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "src")]

from benchmarks.checks_peers import against_peers  # noqa: E402
from benchmarks.checks_rows import form, hand_sql, make_rows, source  # noqa: E402
from benchmarks.duck import best, kept, opened, word  # noqa: E402
from fumao.core.periods import Month  # noqa: E402
from fumao.surveys.base import hits_sql  # noqa: E402

PERIOD = Month(2024, 1)
ROUNDS = 5


def ours(*, fen: bool) -> str:
    """Return our query; its names are those of the checks' rules."""
    sql = hits_sql(form(), PERIOD, source(fen=fen))
    assert sql is not None
    return sql


def tallies(connection: duckdb.DuckDBPyConnection, sql: str) -> dict[str, tuple[int, int]]:
    """Return how often each check finds something, with the sum of the contracts' numbers."""
    rows = connection.execute(
        f"SELECT name, count(*), sum(contract) FROM ({sql}) GROUP BY 1"
    ).fetchall()
    return {name.removeprefix("finding_"): (count, int(total)) for name, count, total in rows}


def against_hand(rows: int) -> None:
    """Compare findings and time with SQL by hand, both on whole cents and both on decimals."""
    connection = opened()
    make_rows(connection, rows)
    found = tallies(connection, ours(fen=False))
    for fen in (True, False):
        query, by_hand = ours(fen=fen), hand_sql(fen=fen)
        for sql in (query, *by_hand.values()):
            assert tallies(connection, sql) == found, sql
        tasks = [lambda q=q: kept(connection, q) for q in (query, *by_hand.values())]
        mine, *theirs = best(*tasks, rounds=ROUNDS)
        way, least = min(zip(by_hand, theirs, strict=True), key=lambda pair: pair[1])
        total = sum(count for count, _ in found.values())
        print(
            f"checks_{word(rows)}_{'cents' if fen else 'decimals'}_vs_hand_sql {least / mine:.2f}"
            f" {rows / mine / 1e6:.2f} Mrows/s against {rows / least / 1e6:.2f} by hand ({way});"
            f" {len(found)} checks, {total:,} findings equal"
        )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, nargs="*", default=[1_000_000])
    parser.add_argument("--peers", action="store_true")
    chosen = parser.parse_args()
    for rows in chosen.rows:
        against_hand(rows)
    if not chosen.peers:
        print("checks_vs_peers - not run: add --peers")
        return
    for rows in chosen.rows:
        connection = opened()
        make_rows(connection, rows)
        query = ours(fen=False)
        against_peers(connection, query, tallies(connection, query), rows)


if __name__ == "__main__":
    main()
