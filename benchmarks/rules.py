"""The rules engine against DuckDB SQL written by hand, and against OpenFisca, on the same rows.

    python benchmarks/rules.py [--rows 1000000 …] [--peers] [--big]

Lines `NAME RATIO figures`; a ratio is our speed ÷ theirs. `--peers` builds an environment for
OpenFisca-core in the folder that PEERS names (default: a temporary one). `--big` adds 100 million
rows within 6 GB. Each query runs three times, the sides in turns; the best counts. All in memory.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "src")]

from tests.rules.nine import NINE, RULES  # noqa: E402

from benchmarks.nine_rows import COLUMNS, HAND, make_rows  # noqa: E402
from fumao.rules import Library, RuleSet, Source, batch_query  # noqa: E402
from fumao.rules.budget import Claims, share_out_table  # noqa: E402
from fumao.rules.explain import explain  # noqa: E402

NAMES = [rule.name for rule in RULES]
SUMS = ", ".join(f"COUNT(*) FILTER ({n})" if n == "elig" else f"SUM({n})" for n in NAMES)


def best(*tasks: Callable[[], object], rounds: int = 3) -> list[float]:
    """Return the least seconds of each task, run in turns."""
    least = [float("inf")] * len(tasks)
    for _ in range(rounds):
        for place, task in enumerate(tasks):
            began = time.perf_counter()
            task()
            least[place] = min(least[place], time.perf_counter() - began)
    return least


def opened(memory: str | None = None) -> duckdb.DuckDBPyConnection:
    """Return a database in memory with two threads."""
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    if memory:
        connection.execute(f"SET memory_limit = '{memory}'")
        connection.execute(f"SET temp_directory = '{tempfile.mkdtemp()}'")
    return connection


def sources() -> dict[str, Source]:
    """Return the rows as fen, and as DECIMAL yuan."""
    return {
        "fen": Source("fen", "ent_id", COLUMNS, scaled=True),
        "yuan": Source("yuan", "ent_id", COLUMNS),
    }


def word(rows: int) -> str:
    """Return 1m for a million rows."""
    return f"{rows // 10**6}m" if rows >= 10**6 else str(rows)


def against_hand(rules: RuleSet, rows: int) -> None:
    """Compare with hand-written SQL: sums only, and every row written."""
    connection = opened()
    make_rows(connection, rows)
    given = sources()
    fen, yuan = batch_query(rules, given["fen"]).sql, batch_query(rules, given["yuan"]).sql
    hand = HAND.format(table="yuan")
    ours = connection.execute(f"SELECT {SUMS} FROM ({fen})").fetchone()
    theirs = connection.execute(f"SELECT {SUMS} FROM ({hand})").fetchone()
    assert ours is not None and theirs is not None
    assert list(ours) == [theirs[0], *(int(value * 100) for value in theirs[1:])], (ours, theirs)

    def run(query: str) -> Callable[[], object]:
        return lambda: connection.execute(query).fetchall()

    by_sum = best(*(run(f"SELECT {SUMS} FROM ({q})") for q in (fen, yuan, hand)))
    by_row = best(*(run(f"CREATE OR REPLACE TABLE out AS {q}") for q in (fen, yuan, hand)))
    for kind, (in_fen, in_yuan, by_hand) in (("sums", by_sum), ("rows", by_row)):
        name = f"rules_{word(rows)}_{kind}_vs_hand_sql"
        speed = f"{rows / in_fen / 1e6:.2f} Mrows/s against {rows / by_hand / 1e6:.2f} by hand"
        print(f"{name} {by_hand / in_fen:.2f} {speed}")
        print(
            f"{name}_from_decimals {by_hand / in_yuan:.2f} the same, our side reading DECIMAL too"
        )
    budget(connection, fen, rows, by_row[0])


def budget(connection: duckdb.DuckDBPyConnection, query: str, rows: int, rules_s: float) -> None:
    """Share a third of all that is claimed; the sum is the budget to the fen."""
    connection.execute(f"CREATE OR REPLACE TABLE claims AS SELECT ent_id, total FROM ({query})")
    row = connection.execute("SELECT SUM(total) FROM claims").fetchone()
    assert row is not None
    third = int(row[0]) // 3
    shared = share_out_table(connection, Claims("claims", "ent_id", "total"), third, "awards")
    assert shared.awarded == third, shared
    (seconds,) = best(
        lambda: share_out_table(connection, Claims("claims", "ent_id", "total"), third, "awards")
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


def big(rules: RuleSet) -> None:
    """100 million rows within 6 GB, written to Parquet."""
    rows, memory = 100_000_000, "5GB"
    folder = Path(tempfile.mkdtemp())
    connection = opened(memory)
    part = rows // 10
    make_rows(connection, part)
    for number in range(10):
        connection.execute(
            f"COPY (SELECT * REPLACE (ent_id + {number * part} AS ent_id) FROM fen)"
            f" TO '{folder}/in{number}.parquet' (FORMAT parquet)"
        )
    connection.close()
    connection = opened(memory)
    source = Source(f"read_parquet('{folder}/in*.parquet')", "ent_id", COLUMNS, scaled=True)
    began = time.perf_counter()
    connection.execute(
        f"COPY ({batch_query(rules, source).sql}) TO '{folder}/out.parquet' (FORMAT parquet)"
    )
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"rules_100m_seconds {seconds:.1f} {rows / seconds / 1e6:.2f} Mrows/s, peak {peak:.1f} GB"
    )


def openfisca(rules: RuleSet, rows: int) -> None:
    """The nine rules in OpenFisca-core on the same rows, in its own environment."""
    folder = Path(os.environ.get("PEERS") or tempfile.mkdtemp())
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        pip = [str(python), "-m", "pip", "install", "-q", "openfisca-core==46.0.1", "duckdb"]
        if subprocess.run(pip, check=False, capture_output=True).returncode:
            print("rules_vs_openfisca - not run: OpenFisca-core could not be installed here")
            return
    connection = opened()
    make_rows(connection, rows)
    data = folder / "rows.parquet"
    connection.execute(f"COPY (SELECT * FROM yuan ORDER BY ent_id) TO '{data}' (FORMAT parquet)")
    script = HERE / "peers" / "openfisca_nine.py"
    done = subprocess.run(
        [str(python), str(script), str(data)], check=True, capture_output=True, text=True
    )
    theirs = json.loads(done.stdout.strip().splitlines()[-1])
    query = batch_query(rules, sources()["fen"]).sql
    (ours,) = best(lambda: connection.execute(f"CREATE OR REPLACE TABLE out AS {query}").fetchall())
    connection.execute(f"CREATE TABLE peer AS SELECT * FROM '{folder}/openfisca.parquet'")
    wrong = connection.execute(
        "SELECT COUNT(*) FROM out JOIN peer USING (ent_id) WHERE out.total IS NULL"
        " OR abs(CAST(out.total AS DOUBLE) / 100 - peer.total) >= 0.005"
        " OR out.cit IS NULL OR abs(CAST(out.cit AS DOUBLE) / 100 - peer.cit) >= 0.005"
    ).fetchone()
    assert wrong is not None
    print(
        f"rules_{word(rows)}_vs_openfisca {theirs['seconds'] / ours:.2f}"
        f" {rows / ours / 1e6:.2f} Mrows/s against {rows / theirs['seconds'] / 1e6:.2f};"
        f" OpenFisca's total or tax is off by a fen or more in {wrong[0] / rows:.1%} of the rows,"
        " among them every row with something unknown, which it takes for zero"
    )


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
        openfisca(rules, min(chosen.rows))
    else:
        print("rules_vs_openfisca - not run: add --peers")
    if chosen.big:
        big(rules)
    else:
        print("rules_100m_seconds - not run: add --big (10 GB of disk, some minutes)")


if __name__ == "__main__":
    main()
