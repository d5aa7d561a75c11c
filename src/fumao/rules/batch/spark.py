"""The same query on a Spark cluster: reads extracts written as Parquet, writes Parquet.

Spark is an extra (`fumao[spark]`), imported when it is asked for. The workers must see the folder
of the files under the same path.
"""

from collections.abc import Mapping
from pathlib import Path

from fumao.core.errors import CoreError
from fumao.rules.sql.query import Batch


def is_spark(engine: str) -> bool:
    """Tell whether the engine's name is the address of a Spark master."""
    return engine.startswith(("spark://", "local["))


def need_spark() -> None:
    """Raise CoreError that says how to get Spark where it is not installed."""
    try:
        import pyspark  # noqa: F401, PLC0415 - an extra of 478 MB, needed here only
    except ImportError as error:
        raise CoreError(
            "no_spark",
            "没有安装 Spark。请运行 pip install 'fumao[spark]'，或去掉 --engine 用 DuckDB 计算。",
            "Spark is not installed. Run pip install 'fumao[spark]', or leave --engine out.",
        ) from error


def run_spark(  # pragma: no cover - `make test-spark`: batch/test_spark_run.py
    batch: Batch, paths: Mapping[str, Path], master: str, output: Path
) -> None:
    """Run a query in Spark's dialect over Parquet files named as its relations.

    Writes a folder of Parquet with whole numbers of the last digit, as the query gives them.
    """
    need_spark()
    from pyspark.sql import SparkSession  # noqa: PLC0415

    spark = (
        SparkSession.builder.master(master)
        .appName("fumao")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "Asia/Shanghai")
        .getOrCreate()
    )
    try:
        for name, path in paths.items():
            spark.read.parquet(str(path)).createOrReplaceTempView(name)
        spark.sql(batch.sql).write.mode("overwrite").parquet(str(output))
    finally:
        spark.stop()
