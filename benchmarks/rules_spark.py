"""The rules on a real Spark cluster of two workers, against Spark SQL typed by hand.

    PYTHONPATH=$(bin/spark) .venv/bin/python benchmarks/rules_spark.py [--rows 5000000]

Lines `NAME RATIO figures`; a ratio is our speed ÷ theirs on the same rows in the same session, in
turns, the best of eight. Results go nowhere (Spark's noop sink), so only computing counts. Lines
`…_cpu` compare the median processor time of the tasks, which other work on the machine moves less.
"""

import argparse
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "src")]

from tests.rules.cluster import cluster, lacking  # noqa: E402
from tests.rules.nine import NINE, RULES  # noqa: E402

from benchmarks.nine_rows import COLUMNS, HAND, HAND_FEN, make_rows  # noqa: E402
from fumao.rules import Library, Source, batch_query  # noqa: E402
from fumao.rules.sql.dialect import SPARK  # noqa: E402

ROUNDS = 8
SUMS = ", ".join(
    f"COUNT(CASE WHEN {r.name} THEN 1 END)" if r.name == "elig" else f"SUM({r.name})" for r in RULES
)


def task_seconds(spark: Any) -> float:
    """Return the processor time of all tasks so far."""
    context = spark.sparkContext._jsc.sc()
    context.listenerBus().waitUntilEmpty()
    none = spark.sparkContext._gateway.new_array(spark.sparkContext._jvm.double, 0)
    stages = context.statusStore().stageList(None, False, False, none, None).iterator()
    found = 0
    while stages.hasNext():
        found += stages.next().executorCpuTime()
    return found / 1e9


def measure(address: str, folder: Path, rows: int) -> None:
    """Compute the nine rules both ways and print the ratio."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra

    spark = SparkSession.builder.master(address).config("spark.ui.enabled", "false").getOrCreate()
    for name in ("fen", "yuan"):
        spark.read.parquet(str(folder / f"{name}.parquet")).createOrReplaceTempView(name)
    source = Source("fen", "ent_id", COLUMNS, scaled=True)
    ours = batch_query(Library(NINE).at(date(2024, 1, 1)), source, SPARK).sql
    queries = [ours, HAND_FEN.format(table="fen"), HAND.format(table="yuan")]
    sums = [list(spark.sql(f"SELECT {SUMS} FROM ({q}) AS q").first() or ()) for q in queries]
    assert sums[0] == sums[1], sums
    assert sums[0] == [sums[2][0], *(int(value * 100) for value in sums[2][1:])], sums
    seconds: list[list[float]] = [[] for _ in queries]
    cpu: list[list[float]] = [[] for _ in queries]
    for number in range(ROUNDS + 2):  # the first two only warm up
        for place, query in enumerate(queries):
            before, began = task_seconds(spark), time.perf_counter()
            spark.sql(query).write.format("noop").mode("overwrite").save()
            took = time.perf_counter() - began
            if number > 1:
                seconds[place].append(took)
                cpu[place].append(task_seconds(spark) - before)
    spark.stop()
    in_fen, *others = map(min, seconds)
    cpu_in_fen, *cpu_of_others = map(median, cpu)
    names = ("hand_sql_in_fen", "hand_sql")
    for name, theirs, their_cpu in zip(names, others, cpu_of_others, strict=True):
        line = f"rules_spark_{rows // 10**6}m_vs_{name}"
        print(
            f"{line} {theirs / in_fen:.2f}"
            f" {rows / in_fen / 1e6:.2f} Mrows/s against {rows / theirs / 1e6:.2f}; sums equal"
        )
        print(
            f"{line}_cpu {their_cpu / cpu_in_fen:.2f} {cpu_in_fen * 1e9 / rows:.0f} ns a row"
            f" against {their_cpu * 1e9 / rows:.0f}"
        )


def main() -> None:
    """Make rows, start the cluster, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=5_000_000)
    rows = parser.parse_args().rows
    missing = lacking()
    if missing is not None:
        print(f"rules_spark_vs_hand_sql - not run: {missing}")
        return
    folder = Path(tempfile.mkdtemp())
    connection = duckdb.connect()
    make_rows(connection, rows)
    for name in ("fen", "yuan"):
        connection.execute(f"COPY {name} TO '{folder}/{name}.parquet' (FORMAT parquet)")
    connection.close()
    with cluster(folder) as address:
        measure(address, folder, rows)


if __name__ == "__main__":
    main()
