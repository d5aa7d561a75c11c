"""The same files through Spark: the same rows, types and sums as DuckDB gives."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from fumao.rules import Library
from fumao.rules.batch import Files, Request, Session, run_file
from tests.rules import cluster
from tests.rules.batch.conftest import Write

pytestmark = pytest.mark.slow


@pytest.mark.skipif(cluster.lacking() is not None, reason=str(cluster.lacking()))
def test_spark_writes_what_duckdb_writes(
    session: Session, book: Library, write: Write, tmp_path: Path
) -> None:
    path = write(
        "firms.csv",
        "id,本市企业,营业收入,职工总数,成立日期,所属月份,企业类型,received_export_grant",
        "b,是,1000000,30,2016-07-05,2016-07,商店,否",
        "a,是,1000000.5,60,,,,",
        "c,x,,,,,,",
        "d,否,,,,,厂,是",
    )
    lines = write("lines.csv", "id,金额,类别", "a,100.05,出口", "a,0.05,出口", "b,1,")
    found = []
    for engine in ("duckdb", "local[1]"):
        target = tmp_path / f"{engine[:5]}.parquet"
        request = Request(Files(path, children={"invoices": lines}), None, engine)
        done = run_file(session, book, date(2016, 10, 14), request, target)
        with duckdb.connect() as connection:
            rows = connection.sql(f"FROM '{target}'")
            found.append((rows.fetchall(), rows.types, done.sums))
    assert found[0] == found[1]
    assert len(found[0][0]) == 3
