"""The cube by a real Spark cluster of two workers: the same bytes as by DuckDB.

`make test-spark` installs what it needs and runs this; CI calls it.
"""

import os
import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from fumao.core.errors import CoreError
from fumao.statistics.batches import Batches, Columns
from fumao.statistics.compile import DuckEngine, Engine, Wanted, compile_cube
from fumao.statistics.compiled import LIST, Compiled
from fumao.statistics.cube import Shape
from fumao.statistics.spark import SparkEngine, must_answer
from tests.rules import cluster

COLUMNS = Columns({"area": "TEXT", "shore": "TEXT", "usd": "DECIMAL(18,2)", "staff": "BIGINT"})
SHAPES = tuple(Shape(form, ("area", "shore"), ("usd", "staff")) for form in ("work-done", "staff"))


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    lacking = cluster.lacking()
    if lacking is not None:
        if os.environ.get("FUMAO_NEED_SPARK"):
            pytest.fail(lacking)
        pytest.skip(lacking)
    with cluster.cluster(tmp_path_factory.mktemp("spark")) as address:
        yield address


def add(root: Path, form: str, number: int, chance: random.Random) -> None:
    """A batch with corners: nothing filed, unknown figures, empty and odd texts, large sums."""
    texts = ["E", "W", "", "é", "厦门", "a'b", None]
    figures = [None, Decimal("-0.01"), Decimal("9999999999999999.99"), Decimal("0.10")]
    whos = chance.sample([f"firm {n}" for n in range(12)], 4)
    rows = [
        {
            "respondent": who,
            "area": chance.choice(texts),
            "shore": chance.choice(["on", "off"]),
            "usd": chance.choice(figures),
            "staff": chance.choice([None, 0, 9223372036854775807]),
        }
        for who in whos[1:]
        for _ in range(5)
    ]
    period = chance.choice(["2022-04", "2022-05", "2022-Q2"])
    Batches(root).add(form, period, number, COLUMNS, [{"respondent": whos[0]}, *rows])


def compiled(root: Path, output: Path, engine: Engine) -> dict[str, bytes]:
    compile_cube(Wanted(Batches(root), SHAPES), output, engine)
    files = [path for one in SHAPES for path in Compiled(output).files(one.form)]
    assert files
    return {str(path.relative_to(output)): path.read_bytes() for path in (output / LIST, *files)}


@pytest.mark.slow
@pytest.mark.xdist_group("spark")
def test_spark_writes_the_bytes_that_duckdb_writes(master: str, tmp_path: Path) -> None:
    chance = random.Random(20220630)
    root = tmp_path / "批次 1"  # a path that has to be escaped
    for number in range(1, 19):
        add(root, chance.choice(["work-done", "staff"]), number, chance)
    assert compiled(root, tmp_path / "spark", SparkEngine(master)) == compiled(
        root, tmp_path / "duck", DuckEngine()
    )


def test_a_cluster_that_does_not_answer_is_told_at_once() -> None:
    for master in ("spark://127.0.0.1:9", "spark://nowhere"):
        with pytest.raises(CoreError) as told:
            must_answer(master)
        assert told.value.code == "no_cluster"
        assert master in told.value.words.zh
