"""The cells worked out on a Spark cluster: it reads the batches themselves, DuckDB writes the rest.

Spark is an extra (`fumao[spark]`), imported when it is asked for. The workers must see the folders
of the batches and of the output under the same paths.
"""

import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
                laid = lay_out(connection, counting, work / f"{shape.form}-batches")
                cells(spark, shape, laid).write.parquet(str(work / shape.form))
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


@dataclass(frozen=True, slots=True)
class Laid:
    """Batches laid out for the workers: files that count whole and in part, and what they are.

    `folder` has two small files: the period of each batch, and who no longer counts in which. A
    batch's name carries its number and its digest: there is no other of that name. `alike` where
    all have the same columns.
    """

    whole: tuple[str, ...]
    parted: tuple[str, ...]
    folder: Path
    alike: bool


def lay_out(
    connection: duckdb.DuckDBPyConnection, periods: Sequence[tuple[str, Standing]], folder: Path
) -> Laid:
    """Lay the batches of a form out for the workers."""
    folder.mkdir()
    every = [(path.name, period) for period, one in periods for path in (*one.whole, *one.parted)]
    gone = [(path.name, who) for _period, one in periods for who, path in one.replaced]
    for name, column, rows in (("periods", "period", every), ("replaced", RESPONDENT, gone)):
        connection.execute(
            f"COPY (SELECT unnest($1::TEXT[]) AS file, unnest($2::TEXT[]) AS {column}) "
            f"TO '{quoted(folder / name)}.parquet' (FORMAT parquet)",
            [list(one) for one in zip(*rows, strict=True)] or [[], []],
        )
    whole = tuple(str(path) for _period, one in periods for path in one.whole)
    parted = tuple(str(path) for _period, one in periods for path in one.parted)
    kinds = connection.execute(
        "SELECT count(DISTINCT told) FROM (SELECT string_agg(name || ' ' || coalesce(type, '') "
        "|| ' ' || coalesce(logical_type, ''), ',') AS told FROM parquet_schema($1) "
        "GROUP BY file_name)",
        [[*whole, *parted]],
    ).fetchone()
    return Laid(whole, parted, folder, kinds is not None and kinds[0] == 1)


def cells(spark: Any, shape: Shape, laid: Laid) -> Any:
    """Return the cells of a form as a frame: the sums of the rows that count.

    All files are read as one frame, whatever their period: a union of a frame for each period takes
    three times as long.
    """
    from pyspark.sql import functions as f  # noqa: PLC0415

    read = spark.read
    if not laid.alike:  # a batch of before a column was asked for has it unknown
        merging = spark.read.option("mergeSchema", "true")
        read = read.schema(merging.parquet(*laid.whole, *laid.parted).schema)
    frames = [_named(read, laid.whole)] if laid.whole else []
    if laid.parted:
        gone = spark.read.parquet(str(laid.folder / "replaced.parquet"))
        parted = _named(read, laid.parted)
        frames.append(parted.join(f.broadcast(gone), [RESPONDENT, "file"], "left_anti"))
    rows = reduce(lambda one, other: one.unionByName(other), frames)
    periods = spark.read.parquet(str(laid.folder / "periods.parquet"))
    rows = _typed(rows, shape).join(f.broadcast(periods), "file")
    some = reduce(
        lambda one, other: one | other,
        (f.col(name).isNotNull() for name in (*shape.dimensions, *shape.measures)),
    )
    keys = ["period", RESPONDENT, *shape.dimensions]
    sums = [f.sum(name).cast("decimal(38,2)").alias(name) for name in shape.measures]
    return rows.where(some).groupBy(*keys).agg(*sums, f.count("*").alias("n"))


def _named(read: Any, files: Sequence[str]) -> Any:
    """Return the rows of files with the name of their file."""
    from pyspark.sql import functions as f  # noqa: PLC0415

    return read.parquet(*files).withColumn("file", f.col("_metadata.file_name"))


def _typed(rows: Any, shape: Shape) -> Any:
    """Return the columns of a shape; whole numbers as decimals, whose sums have room.

    A column that no batch has is unknown in all.
    """
    from pyspark.sql import functions as f  # noqa: PLC0415

    lacking = {
        name: f.lit(None).cast("decimal(38,2)" if name in shape.measures else "string")
        for name in {*shape.dimensions, *shape.measures} - set(rows.columns)
    }
    rows = rows.withColumns(lacking) if lacking else rows
    whole = {name for name, type_ in rows.dtypes if type_ == "bigint"}
    measures = (
        f.col(name).cast("decimal(19,0)") if name in whole else f.col(name)
        for name in shape.measures
    )  # fmt: skip
    return rows.select("file", RESPONDENT, *shape.dimensions, *measures)


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
