"""The rules engine against DuckDB SQL written by hand, and against OpenFisca, on the same rows.

    python benchmarks/rules.py [--rows 1000000 …] [--peers] [--big]

Lines `NAME RATIO figures`; a ratio is our speed ÷ theirs. `--peers` adds OpenFisca-core in an
environment of its own, in the folder that PEERS names (default: a temporary one). `--big` adds 100
million rows within 6 GB, in a process of its own (benchmarks/rules_big.py). Each query runs three
times, the sides in turns; the best counts. All in memory. The whole shipped pack: rules_pack.py.
"""

import argparse
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "src")]

from tests.rules.nine import NINE  # noqa: E402

from benchmarks.duck import best, must_equal, opened, summed, word, written  # noqa: E402
from benchmarks.nine_rows import COLUMNS, HAND, make_rows  # noqa: E402
from benchmarks.rules_openfisca import against_openfisca  # noqa: E402
from fumao.rules import Library, RuleSet, Source, batch_query  # noqa: E402
from fumao.rules.budget import Claims, share_out_table  # noqa: E402
from fumao.rules.explain import explain  # noqa: E402


def sources() -> dict[str, Source]:
    """Return the rows as fen, and as DECIMAL yuan."""
    return {
        "fen": Source("fen", "ent_id", COLUMNS, scaled=True),
        "yuan": Source("yuan", "ent_id", COLUMNS),
    }


def against_hand(rules: RuleSet, rows: int) -> None:
    """Compare with hand-written SQL, every value first: sums only, and every row written."""
    connection = opened()
    make_rows(connection, rows)
    given = sources()
    fen, yuan = batch_query(rules, given["fen"]), batch_query(rules, given["yuan"]).sql
    hand = HAND.format(table="yuan")
    must_equal(connection, fen.sql, hand, "ent_id", fen.types)
    sides = (fen.sql, yuan, hand)
    by_sum = best(*(lambda q=q: summed(connection, q, fen.types) for q in sides))
    by_row = best(*(lambda q=q: written(connection, q) for q in sides))
    for kind, (in_fen, in_yuan, by_hand) in (("sums", by_sum), ("rows", by_row)):
        name = f"rules_{word(rows)}_{kind}_vs_hand_sql"
        speed = f"{rows / in_fen / 1e6:.2f} Mrows/s against {rows / by_hand / 1e6:.2f} by hand"
        print(f"{name} {by_hand / in_fen:.2f} {speed}; every value equal")
        print(
            f"{name}_from_decimals {by_hand / in_yuan:.2f} the same, our side reading DECIMAL too"
        )
    budget(connection, fen.sql, rows)


def budget(connection: duckdb.DuckDBPyConnection, query: str, rows: int) -> None:
    """Share a third of all that is claimed; the sum is the budget to the fen."""
    connection.execute(f"CREATE OR REPLACE TABLE claims AS SELECT ent_id, total FROM ({query})")
    row = connection.execute("SELECT SUM(total) FROM claims").fetchone()
    assert row is not None
    third = int(row[0]) // 3
    claims = Claims("claims", "ent_id", "total")
    shared = share_out_table(connection, claims, third, "awards")
    given = connection.execute("SELECT SUM(award) FROM awards").fetchone()
    assert shared.awarded == third and given == (third,), shared
    rules_s, seconds = best(
        lambda: written(connection, query),
        lambda: share_out_table(connection, claims, third, "awards"),
    )
    print(
        f"budget_{word(rows)}_vs_rules {rules_s / seconds:.2f} {seconds:.2f} s of {rules_s:.2f} s;"
        f" {shared.awarded / 100:,.2f} yuan of {third / 100:,.2f}"
    )


def one_case(rules: RuleSet) -> None:
    """Time one case, bare and with every sentence of its explanation."""
    connection = opened()
    make_rows(connection, 500)
    rows = connection.execute("SELECT * EXCLUDE (ent_id) FROM yuan").fetchall()
    names = sorted(COLUMNS)
    cases = [dict(zip(names, row, strict=True)) for row in rows]

    def answered() -> None:
        for case in cases:
            rules.answers(case)

    def explained() -> None:
        for case in cases:
            for answer in rules.answers(case).values():
                explain(answer, rules, "zh")

    bare, full = best(answered, explained)
    print(f"case_ms {bare / len(cases) * 1000:.3f} nine rules, with every step")
    print(f"case_explained_ms {full / len(cases) * 1000:.3f} nine rules, with every sentence")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, nargs="*", default=[1_000_000, 10_000_000])
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--big", action="store_true")
    chosen = parser.parse_args()
    rules = Library(NINE).at(date(2024, 1, 1))
    one_case(rules)
    for rows in chosen.rows:
        against_hand(rules, rows)
    if chosen.peers:
        for rows in chosen.rows:
            against_openfisca(rules, rows)
    else:
        print("rules_vs_openfisca - not run: add --peers")
    if chosen.big:
        big = [sys.executable, str(HERE / "rules_big.py"), "--rows", "100000000"]
        subprocess.run(big, check=True)
    else:
        print("rules_100m_peak_gb - not run: add --big (17 GB of disk, some minutes)")


if __name__ == "__main__":
    main()
