"""The cells worked out on a Spark cluster: it reads the batches themselves, DuckDB writes the rest.

Spark is an extra (`fumao[spark]`), imported when it is asked for. The workers must see the folders
of the batches and of the output under the same paths.
"""

import socket
from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import Any

import duckdb

from fumao.core.errors import CoreError
from fumao.rules.batch.spark import need_spark
from fumao.statistics.batches import RESPONDENT
from fumao.statistics.compile import CELLS, Job
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
        by_form: dict[str, list[Job]] = {}
        for job in jobs:
            by_form.setdefault(job.shape.form, []).append(job)
        spark = _session(self.master)
        try:
            for form, asked in by_form.items():
                counting = [(job.period, standing(connection, job.batches)) for job in asked]
                cells(spark, asked[0].shape, counting).write.parquet(str(work / form))
        finally:
            spark.stop()
        for form, asked in by_form.items():
            for job in asked:
                connection.execute(
                    f"CREATE OR REPLACE TEMP TABLE {CELLS} AS "
                    "FROM read_parquet($1) WHERE period = $2",
                    [str(work / form / "*.parquet"), job.period],
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


def cells(spark: Any, shape: Shape, periods: list[tuple[str, Standing]]) -> Any:
    """Return the cells of some periods as a frame: the sums of the rows that count."""
    from pyspark.sql import functions as f  # noqa: PLC0415

    rows = reduce(
        lambda one, other: one.unionByName(other),
        (_rows(spark, shape, period, one) for period, one in periods),
    )
    some = reduce(
        lambda one, other: one | other,
        (f.col(name).isNotNull() for name in (*shape.dimensions, *shape.measures)),
    )
    keys = ["period", RESPONDENT, *shape.dimensions]
    sums = [f.sum(name).cast("decimal(38,2)").alias(name) for name in shape.measures]
    return rows.where(some).groupBy(*keys).agg(*sums, f.count("*").alias("n"))


def _rows(spark: Any, shape: Shape, period: str, counting: Standing) -> Any:
    """Return the rows of a period that count; whole numbers as decimals, whose sums have room."""
    from pyspark.sql import functions as f  # noqa: PLC0415

    frames = []
    if counting.whole:
        frames.append(spark.read.parquet(*map(str, counting.whole)))
    if counting.parted:
        # A file's name carries its number and its digest: within a period there is no other.
        gone = spark.createDataFrame(
            [(who, path.name) for who, path in counting.replaced],
            f"{RESPONDENT} string, file string",
        )
        read = spark.read.parquet(*map(str, counting.parted))
        named = read.withColumn("file", f.col("_metadata.file_name"))
        frames.append(named.join(f.broadcast(gone), [RESPONDENT, "file"], "left_anti"))
    chosen = []
    for frame in frames:
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
