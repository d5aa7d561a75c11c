"""The cube over many execution rows against the best plan written by hand, and one approval.

    python benchmarks/compile.py [--rows 10000000] [--spark]

24 periods × 60 areas × 80 classes × two shores, two sums and a count, 10,000 respondents. Lines
`NAME RATIO figures`; a ratio is our speed ÷ theirs on the same files in the same run, in turns.
`vs_hand` keeps what each respondent adds, as disclosure control needs it and our cells do;
`vs_hand_bare` is the plan that forgets the respondents: one aggregation to the base cells. Both
plans then roll up to every total. With `--spark` the cells on a cluster of two workers as well.
"""

import argparse
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import duckdb

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "src")]

from tests.rules.cluster import cluster, lacking  # noqa: E402

from benchmarks.duck import best, opened, word  # noqa: E402
from fumao.statistics import spark as on_spark  # noqa: E402
from fumao.statistics.batches import Batches, Columns, digest_of  # noqa: E402
from fumao.statistics.compile import DuckEngine, Wanted, compile_cube  # noqa: E402
from fumao.statistics.compiled import LIST, Compiled  # noqa: E402
from fumao.statistics.cube import Cube, Shape  # noqa: E402
from fumao.statistics.standing import standing  # noqa: E402

SHAPE = Shape("executions", ("area", "class", "shore"), ("usd", "cny"))
COLUMNS = Columns(
    dict.fromkeys(SHAPE.dimensions, "TEXT") | dict.fromkeys(SHAPE.measures, "DECIMAL(18,2)")
)
PERIODS, PARTS, FIRMS = 24, 2, 10_000
BYTES_A_ROW = 60  # of disk, with room to spare
MEMORY = "3GB"  # what the database may keep; 4 GB is the goal for the whole process
KEYS, SUMS = "area, class, shore", "sum(usd) AS usd, sum(cny) AS cny"
BY_HAND = "SELECT month, {keys}, {sums}, count(*) AS n FROM read_parquet($1) GROUP BY ALL"
ROLLED = (
    f"SELECT period, {KEYS}, {SUMS}, sum(n) AS n FROM (SELECT period, {KEYS}, {SUMS}, sum(n) AS n "
    f"FROM {{table}} GROUP BY ALL) GROUP BY CUBE (period, {KEYS})"
)


def make_batches(connection: duckdb.DuckDBPyConnection, root: Path, rows: int) -> None:
    """Write batches as `Batches.add` does, many rows at a time; `month` is for the plan by hand.

    A firm has its area and five classes, and files in one of the batches of a period.
    """
    each = rows // (PERIODS * PARTS)
    for number in range(PERIODS * PARTS):
        month, part = divmod(number, PARTS)
        period = f"{2021 + month // 12}-{month % 12 + 1:02d}"
        folder = root / SHAPE.form / period
        folder.mkdir(parents=True, exist_ok=True)
        # Whole filings stand together, as in a real batch.
        firms = f"{PARTS} * (i * {FIRMS // PARTS} // {each}) + {part}"
        query = f"""
            SELECT printf('91350200M%09d', f) AS respondent, printf('3502%02d', f % 60) AS area,
                printf('WB.%02d', hash(f, h % 5) % 80) AS class,
                CASE WHEN h % 3 = 0 THEN 'onshore' ELSE 'offshore' END AS shore,
                ((h % 9999999) / 100)::DECIMAL(18,2) AS usd,
                ((h % 9999999) * 7 / 100)::DECIMAL(18,2) AS cny, {month} AS month
            FROM (SELECT {firms} AS f, hash(i + 1, {number}) // 8 AS h FROM range({each}) AS t(i))
        """
        who = "[" + ", ".join(f'"91350200M{one:09d}"' for one in range(part, FIRMS, PARTS)) + "]"
        draft = folder / "draft"
        connection.execute(
            f"COPY ({query}) TO '{draft}' "
            f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{respondent: '{who}'}})"
        )
        draft.rename(folder / f"{number + 1:012d}-{digest_of(draft)}.parquet")


def peak() -> float:
    """Return the most memory this process has had, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def cube_and_hand(root: Path, folder: Path, rows: int, rounds: int) -> None:
    """Print how fast the cube is made against both plans, and that the totals are equal."""
    batches, files = Batches(root), [str(path) for path in root.rglob("*.parquet")]
    held: dict[str, duckdb.DuckDBPyConnection] = {}

    def ours() -> None:
        connection = held["ours"] = opened(MEMORY, str(folder / "spill"))
        cube = Cube(connection, [SHAPE])
        cube.rebuild(batches)
        connection.execute(f"CREATE TABLE rolled AS {ROLLED.format(table=SHAPE.table)}")

    def hand(keys: str) -> Callable[[], None]:
        def run() -> None:
            connection = held[keys] = opened(MEMORY, str(folder / "spill"))
            query = BY_HAND.format(keys=keys, sums=SUMS)
            connection.execute(f"CREATE TABLE base AS {query}", [files])
            table = "(SELECT month AS period, * EXCLUDE month FROM base)"
            connection.execute(f"CREATE TABLE rolled AS {ROLLED.format(table=table)}")

        return run

    ours()
    most, plans = peak(), (f"respondent, {KEYS}", KEYS)
    seconds, same, bare = best(ours, *map(hand, plans), rounds=rounds)
    figures = [
        one.execute("SELECT count(*), sum(usd), sum(cny), sum(n) FROM rolled").fetchall()
        for one in held.values()
    ]
    assert figures[0] == figures[1] == figures[2], figures
    pace = f"{rows / seconds / 1e6:.1f} Mrows/s, {seconds:.1f} s against"
    print(f"cube_{word(rows)}_vs_hand {same / seconds:.2f} {pace} {same:.1f}; totals equal")
    print(f"cube_{word(rows)}_vs_hand_bare {bare / seconds:.2f} {pace} {bare:.1f}; totals equal")
    print(f"cube_{word(rows)}_peak_gb {most:.1f} goal=4")


def one_approval(root: Path, folder: Path, rows: int) -> None:
    """Print what it takes until one approved filing is in the compiled cube, and until all is."""
    wanted = Wanted(Batches(root), (SHAPE,))
    compile_cube(wanted, folder / "step", DuckEngine(), MEMORY)
    row = {"area": "350200", "class": "WB.01", "shore": "onshore", "usd": Decimal(1)}
    filed = [{"respondent": "91350200M000000007", **row} for _ in range(40)]
    Batches(root).add(SHAPE.form, "2022-06", 10**6, COLUMNS, filed)
    seconds = []
    for output in (folder / "step", folder / "whole"):
        began = time.perf_counter()
        compile_cube(wanted, output, DuckEngine(), MEMORY)
        seconds.append(time.perf_counter() - began)
    lists = [(folder / one / LIST).read_bytes() for one in ("step", "whole")]
    assert lists[0] == lists[1]  # it names every file by its content
    cells = sum(path.stat().st_size for path in Compiled(folder / "whole").files(SHAPE.form)) / 1e6
    print(
        f"compile_{word(rows)}_one_approval {seconds[1] / seconds[0]:.1f} {seconds[0]:.2f} s goal=5"
        f" against {seconds[1]:.1f} s of a full rebuild; {cells:.0f} MB of cells, equal"
    )


def with_spark(root: Path, folder: Path, rows: int, rounds: int) -> None:
    """Print our cells on a cluster against plain Spark SQL, both written as Parquet."""
    batches, files = Batches(root), [str(path) for path in root.rglob("*.parquet")]
    with cluster(folder) as master:
        spark: Any = on_spark._session(master)
        spark.sparkContext.setLogLevel("ERROR")
        turn = count()

        def ours() -> None:
            with duckdb.connect() as connection:
                counting = [
                    (period, standing(connection, batches.of(SHAPE.form, period)))
                    for period in batches.periods(SHAPE.form)
                ]
                laid = on_spark.lay_out(connection, counting, folder / f"laid-{next(turn)}")
            made = on_spark.cells(spark, SHAPE, laid)
            made.write.mode("overwrite").parquet(str(folder / "ours"))

        def plain() -> None:
            spark.read.parquet(*files).createOrReplaceTempView("rows")
            query = f"SELECT month, respondent, {KEYS}, {SUMS}, count(*) AS n FROM rows GROUP BY "
            made = spark.sql(f"{query} month, respondent, {KEYS}")
            made.write.mode("overwrite").parquet(str(folder / "plain"))

        best(ours, plain, rounds=1)  # warms up
        seconds, theirs = best(ours, plain, rounds=rounds)
        spark.stop()
    sums = [
        duckdb.sql(
            f"SELECT count(*), sum(usd), sum(cny), sum(n) FROM '{folder}/{one}/*.parquet'"
        ).fetchall()
        for one in ("ours", "plain")
    ]
    assert sums[0] == sums[1], sums
    print(
        f"cube_spark_{word(rows)}_vs_plain_sql {theirs / seconds:.2f} {seconds:.1f} s against"
        f" {theirs:.1f}; sums equal"
    )


def main() -> None:
    """Make the batches, print the figures, and leave nothing behind."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--spark", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fumao-compile-") as name:
        free = shutil.disk_usage(name).free
        if free < given.rows * BYTES_A_ROW + 2 * 10**9:
            print(f"cube_{word(given.rows)}_vs_hand - not run: {free / 1e9:.0f} GB of disk left")
            return
        root, folder = Path(name) / "batches", Path(name)
        with opened("1GB") as connection:
            make_batches(connection, root, given.rows)
        cube_and_hand(root, folder, given.rows, given.rounds)
        if given.spark:
            missing = lacking()
            if missing is None:
                with_spark(root, folder, given.rows, given.rounds)
            else:
                print(f"cube_spark_{word(given.rows)}_vs_plain_sql - not run: {missing}")
        one_approval(root, folder, given.rows)


if __name__ == "__main__":
    main()
