"""Spark gives the walk's values too: a real cluster of a master and two workers.

`make test-spark` installs what it needs and runs this; CI calls it.
"""

import os
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fumao.rules import Definitions, Library, RuleSet, Source, batch_query
from fumao.rules.definitions import Input
from fumao.rules.sql.dialect import SPARK
from fumao.rules.sql.piece import TooLongError, TooWideError
from tests.rules import cluster
from tests.rules.nine import NINE
from tests.rules.parity import duck
from tests.rules.parity.packs import days, packs
from tests.rules.parity.rows import Case, cases
from tests.rules.small import LINES, connection

pytestmark = pytest.mark.slow
WORKERS = 2


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    lacking = cluster.lacking()
    if lacking is not None:
        if os.environ.get("FUMAO_NEED_SPARK"):
            pytest.fail(lacking)
        pytest.skip(lacking)
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("spark")
    with cluster.cluster(folder) as address:
        session = (
            SparkSession.builder.master(address)
            .appName("parity")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", cluster.LOOPBACK)
            .config("spark.driver.bindAddress", cluster.LOOPBACK)
            .config("spark.executor.memory", "700m")
            .config("spark.driver.memory", "1g")
            .config("spark.sql.shuffle.partitions", "2")
            # the first job waits for both workers, however busy the machine
            .config("spark.scheduler.minRegisteredResourcesRatio", "1.0")
            .config("spark.scheduler.maxRegisteredResourcesWaitingTime", f"{cluster.PATIENCE}s")
            .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
            .getOrCreate()
        )
        yield session
        session.stop()


def view(spark, name: str, given_: dict[str, Input], scaled: bool, folder: Path) -> None:
    """Write a table of DuckDB as Parquet, as an extract is, and make it a view."""
    columns = [
        f"CAST({n} AS DECIMAL(38,0)) AS {n}" if duck.column_type(i, scaled) == "HUGEINT" else n
        for n, i in given_.items()  # Parquet has no whole numbers of 128 bits
    ]
    path = folder / f"{name}-{len(list(folder.iterdir()))}.parquet"
    columns = ", ".join([duck.KEY, *columns])
    connection().execute(f"COPY (SELECT {columns} FROM {name}) TO '{path}' (FORMAT parquet)")  # noqa: S608 - names of this module
    spark.read.parquet(str(path)).createOrReplaceTempView(name)


def compare(
    spark, rules: RuleSet, source: Source, found: list[Case], absent, decimals: bool
) -> int:
    fit = []
    for name, version in rules.versions.items():
        try:
            if version is not None:
                batch_query(rules, source, SPARK, names=[name], decimals=decimals)
                fit.append(name)
        except (TooWideError, TooLongError):
            continue
    given_ = rules.library.inputs
    fields = rules.library.tables["lines"].fields
    duck.load(connection(), given_, fields, found, source.scaled)
    with TemporaryDirectory() as name:
        folder = Path(name)
        view(spark, "cases", dict(given_), source.scaled, folder)
        view(spark, "lines", {f.name: f for f in fields}, source.scaled, folder)
        batch = batch_query(rules, source, SPARK, names=fit, decimals=decimals)
        seen = [tuple(row) for row in spark.sql(batch.sql).collect()]
    assert len(seen) == len(found)
    wrong = list(duck.differences(rules, batch, seen, found, absent, decimals))
    assert not wrong, f"{len(wrong)} values differ:\n" + "\n".join(wrong[:3])
    return len(seen) * len(batch.types)


def test_cluster_has_two_workers_and_ansi(spark):
    assert spark.range(4).count() == 4
    workers = spark.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1
    assert workers == WORKERS
    assert spark.conf.get("spark.sql.ansi.enabled") == "true"


@st.composite
def trials(draw: st.DrawFn) -> tuple[Definitions, date, int, bool, bool, bool]:
    flags = [draw(st.booleans()) for _ in range(3)]
    return (draw(packs()), days(draw), draw(st.integers(0, 2**32)), *flags)  # type: ignore[return-value]


def test_parity(spark):
    counted = [0]

    @settings(
        max_examples=int(os.environ.get("FUMAO_SPARK_PACKS", "25")),
        deadline=None,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(trials())
    def each(trial) -> None:
        pack, day, seed, scaled, decimals, some_absent = trial
        rules = Library(pack).at(day)
        names = sorted(rules.library.inputs)
        known = frozenset(names[::3])
        absent = frozenset(names[1::7]) if some_absent else frozenset()
        fields = pack.tables[0].fields
        source = duck.source(rules.library.inputs, fields, scaled, known - absent, absent)
        found = cases(rules, rules.library.inputs, known - absent, 400, seed)
        counted[0] += compare(spark, rules, source, found, absent, decimals)

    each()
    print(f"{counted[0]:,} values compared on Spark")
    assert counted[0] > 1_000 * int(os.environ.get("FUMAO_SPARK_PACKS", "25"))


def test_the_nine(spark):
    pack = Definitions(NINE.inputs, (LINES,), NINE.parameters, NINE.rules)
    rules = Library(pack).at(date(2016, 10, 14))
    found = cases(rules, rules.library.inputs, frozenset(), 20_000, 7)
    fields = pack.tables[0].fields
    source = duck.source(rules.library.inputs, fields, True, frozenset(), frozenset())
    assert compare(spark, rules, source, found, frozenset(), False) == 180_000


def test_exact_as_decimals(spark):
    rules = Library(NINE).at(date(2016, 10, 14))
    sql = "(SELECT 1 AS id, true AS prior_award, 5 AS cmmi, CAST(10000005 AS BIGINT) AS taxable)"
    source = Source(
        f"{sql} AS cases", "id", frozenset({"prior_award", "cmmi", "taxable"}), scaled=True
    )
    (row,) = spark.sql(
        batch_query(rules, source, SPARK, names=["oneoff"], decimals=True).sql
    ).collect()
    assert row["oneoff"] == Decimal("0.00")
