"""The cells worked out on a Spark cluster: it reads the batches themselves, DuckDB writes the rest.

Spark is an extra (`fumao[spark]`), imported when it is asked for. The workers must see the folders
of the batches and of the output under the same paths.
"""

import socket
from collections.abc import Iterator, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

import duckdb

from fumao.core.errors import CoreError
from fumao.rules.batch.spark import need_spark
from fumao.statistics.batches import RESPONDENT, quoted
from fumao.statistics.compile import CELLS, Job, by_form
from fumao.statistics.cube import Shape
from fumao.statistics.standing import Standing, standing

_PATIENCE = 10  # seconds until a master must answer


class SparkEngine:
    """Works cells out on the cluster of a master (spark://HOST:PORT)."""

    def __init__(self, master: str) -> None:
        self.master = master

    def cells(
        self, jobs: tuple[Job, ...], connection: duckdb.DuckDBPyConnection, work: Path
    ) -> Iterator[Job]:
        """Make the cells of all jobs, a form at a time; raises CoreError where no master is."""
        need_spark()
        must_answer(self.master)
        spark = _session(self.master)
        try:
            for some in by_form(jobs):
                counting = [(job.period, standing(connection, job.batches)) for job in some]
                shape = some[0].shape
                gone = work / f"{shape.form}-replaced.parquet"
                _write_replaced(connection, counting, gone)
                cells(spark, shape, counting, gone).write.parquet(str(work / shape.form))
        finally:
            spark.stop()
        for job in jobs:
            files = quoted(work / job.shape.form / "*.parquet")
            connection.execute(
                f"CREATE OR REPLACE TEMP VIEW {CELLS} AS "
                f"FROM read_parquet('{files}') WHERE period = '{job.period}'"
            )
            yield job


def _session(master: str) -> Any:
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra of 478 MB, needed here only

    return (
        SparkSession.builder.master(master)
        .appName("fumao compile")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.ansi.enabled", "true")  # a sum that is too large is an error, no null
        .getOrCreate()
    )


def _write_replaced(
    connection: duckdb.DuckDBPyConnection, periods: Sequence[tuple[str, Standing]], target: Path
) -> None:
    """Write who has been replaced in which file, for the workers to read.

    A file's name carries its number and its digest: within a period there is no other.
    """
    found = [(period, who, path.name) for period, one in periods for who, path in one.replaced]
    columns = [list(one) for one in zip(*found, strict=True)] or [[], [], []]
    connection.execute(
        f"COPY (SELECT unnest($1::TEXT[]) AS period, unnest($2::TEXT[]) AS {RESPONDENT}, "
        f"unnest($3::TEXT[]) AS file) TO '{quoted(target)}' (FORMAT parquet)",
        columns,
    )


def cells(spark: Any, shape: Shape, periods: Sequence[tuple[str, Standing]], replaced: Path) -> Any:
    """Return the cells of some periods as a frame: the sums of the rows that count.

    `replaced` is the file that says who does not count in which batch.
    """
    from pyspark.sql import functions as f  # noqa: PLC0415

    # Read once: Spark would start a job for the columns of every read. A batch of before a column
    # was asked for does not have it: it is unknown there.
    files = [str(path) for _, one in periods for path in (*one.whole, *one.parted)]
    read = spark.read.schema(spark.read.option("mergeSchema", "true").parquet(*files).schema)
    gone = spark.read.parquet(str(replaced))
    rows = reduce(
        lambda one, other: one.unionByName(other),
        (_rows(read, gone, shape, period, one) for period, one in periods),
    )
    some = reduce(
        lambda one, other: one | other,
        (f.col(name).isNotNull() for name in (*shape.dimensions, *shape.measures)),
    )
    keys = ["period", RESPONDENT, *shape.dimensions]
    sums = [f.sum(name).cast("decimal(38,2)").alias(name) for name in shape.measures]
    return rows.where(some).groupBy(*keys).agg(*sums, f.count("*").alias("n"))


def _rows(read: Any, replaced: Any, shape: Shape, period: str, counting: Standing) -> Any:
    """Return the rows of a period that count; whole numbers as decimals, whose sums have room."""
    from pyspark.sql import functions as f  # noqa: PLC0415

    frames = []
    if counting.whole:
        frames.append(read.parquet(*map(str, counting.whole)))
    if counting.parted:
        gone = replaced.where(f.col("period") == period).drop("period")
        parted = read.parquet(*map(str, counting.parted))
        named = parted.withColumn("file", f.col("_metadata.file_name"))
        frames.append(named.join(f.broadcast(gone), [RESPONDENT, "file"], "left_anti"))
    chosen = []
    for found in frames:
        lacking = {
            name: f.lit(None).cast("decimal(38,2)" if name in shape.measures else "string")
            for name in {*shape.dimensions, *shape.measures} - set(found.columns)
        }
        frame = found.withColumns(lacking) if lacking else found
        whole = {name for name, type_ in frame.dtypes if type_ == "bigint"}
        chosen.append(
            frame.select(
                f.lit(period).alias("period"), RESPONDENT, *shape.dimensions,
                *(f.col(one).cast("decimal(19,0)") if one in whole else f.col(one)
                  for one in shape.measures),
            )
        )  # fmt: skip
    return reduce(lambda one, other: one.unionByName(other), chosen)


def must_answer(master: str) -> None:
    """Raise CoreError where no host of spark://HOST:PORT[,HOST:PORT] answers.

    Spark itself would try for minutes and then tell it in a page of Java.
    """
    if not master.startswith("spark://"):
        return
    for one in master.removeprefix("spark://").split(","):
        host, _, port = one.rpartition(":")
        try:
            with socket.create_connection((host, int(port)), timeout=_PATIENCE):
                return
        except (OSError, ValueError):
            continue
    raise CoreError(
        "no_cluster",
        f"连不上 Spark 集群“{master}”；请检查地址和主节点是否在运行，"
        "或去掉 --engine 用 DuckDB 汇总",
        f'no Spark cluster answers at "{master}": check the address and that its master runs, '
        "or leave --engine out to compile with DuckDB",
    )
