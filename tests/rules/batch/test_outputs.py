"""What is written: whole or not at all, exact, and harmless in a spreadsheet."""

import csv
import io
import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pytest

from fumao.core.errors import CoreError
from fumao.rules import Library
from fumao.rules.batch import Done, Files, Request, Session, run_file
from fumao.rules.batch import write as writing
from fumao.rules.batch.outputs import whole_file
from fumao.rules.batch.write import run_and_write
from tests.rules.batch.conftest import Write

DAY = date(2016, 10, 14)
LINES = (
    "id,本市企业,营业收入,职工总数,企业类型",
    "=1+1,是,1000000.00,30,",
    "b,否,,,",
    "c,是,2000000,,商店",
    "d,是,=2,,",
    "d2,是,999999.99,3,",
)


def job(
    session: Session, book: Library, path: Path, output: Path, language: str = "zh"
) -> tuple[Done, tuple[Path, ...]]:
    request = Request(Files(path), ("eligible", "head_grant", "shop"))
    return run_and_write(
        session, lambda target: run_file(session, book, DAY, request, target), output, language
    )


def lines(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_parquet_holds_exact_decimals(
    session: Session, book: Library, write: Write, tmp_path: Path
) -> None:
    output = tmp_path / "out.parquet"
    _, written = job(session, book, write("firms.csv", *LINES), output)
    assert written == (output, tmp_path / "out-refused.csv")
    with duckdb.connect() as connection:
        types = connection.execute(f"DESCRIBE FROM '{output}'").fetchall()
        rows = connection.sql(f"FROM '{output}'").select("id", "head_grant").fetchall()
    assert [row[1].split("(")[0] for row in types] == ["VARCHAR", "BOOLEAN", "DECIMAL", "BOOLEAN"]
    nothing = Decimal("0.00")
    assert rows == [("=1+1", Decimal("135000.00")), ("b", nothing), ("c", None), ("d2", nothing)]


def test_csv_and_the_refused_rows_run_no_formula(
    session: Session, book: Library, write: Write, tmp_path: Path
) -> None:
    output = tmp_path / "out.csv"
    job(session, book, write("firms.csv", *LINES), output)
    assert output.read_bytes().startswith("\ufeff".encode())
    rows = lines(output)
    assert rows == [
        ["id", "eligible", "head_grant", "shop"],
        ["'=1+1", "true", "135000.00", ""],
        ["b", "false", "0.00", ""],
        ["c", "true", "", "true"],
        ["d2", "false", "0.00", ""],
    ]
    refused = lines(tmp_path / "out-refused.csv")
    assert refused[0] == ["文件", "行号", "列", "值", "原因"]
    assert refused[1][:4] == ["firms.csv", "5", "营业收入", "'=2"]


def test_a_workbook_gives_each_value_its_reason(
    session: Session, book: Library, write: Write, tmp_path: Path
) -> None:
    output = tmp_path / "out.xlsx"
    path = write("firms.csv", *LINES)
    _, written = job(session, book, path, output)
    assert written == (output,)
    workbook = openpyxl.load_workbook(output)
    rows = list(workbook["结果"].iter_rows(values_only=True))
    assert rows[0] == (
        "id", "符合条件", "符合条件：理由", "人头补助 (CNY)", "人头补助：理由", "商店",
        "商店：理由",
    )  # fmt: skip
    short = "不符合：营业收入（999,999.99元） ≥ floor（1,000,000.00元）"
    assert rows[1:] == [
        ("'=1+1", True, None, 135000, None, None, "缺：企业类型"),
        ("b", False, "不符合：本市企业", 0, "不符合：本市企业", None, "缺：企业类型"),
        ("c", True, None, None, "缺：职工总数", True, None),
        ("d2", False, short, 0, short, None, "缺：企业类型"),
    ]
    assert [row[1] for row in workbook["退回"].iter_rows(min_row=2, values_only=True)] == [5]
    sums = {row[0]: row[2:] for row in workbook["汇总"].iter_rows(min_row=2, values_only=True)}
    assert sums["head_grant"] == (135000, 1, 3, 1)
    notes = dict(workbook["说明"].iter_rows(min_row=2, max_col=2, values_only=True))
    assert notes["firms.csv"].startswith("SHA-256 ")
    assert notes["head_grant"] == "law1 第二条"


def test_who_was_paid_once_is_told_so(
    session: Session, book: Library, write: Write, tmp_path: Path
) -> None:
    path = write("firms.csv", "id,received_export_grant", "a,是", "b,", "c,否", "d,否")
    lines = write("lines.csv", "id,金额,类别", "a,10,出口", "b,10,出口", "c,10,内销", "d,10,")
    request = Request(Files(path, children={"invoices": lines}), ("export_grant",))
    output = tmp_path / "out.xlsx"
    run_and_write(
        session, lambda target: run_file(session, book, DAY, request, target), output, "zh"
    )
    rows = openpyxl.load_workbook(output)["结果"].iter_rows(min_row=2, values_only=True)
    assert list(rows) == [
        ("a", 0, "此前已享受：出口补助"),
        ("b", None, "缺：此前已享受：出口补助"),
        ("c", 0, "不符合：类别（内销） = 出口"),
        ("d", None, "缺：发票 类别"),
    ]


def test_reasons_in_english(session: Session, book: Library, write: Write, tmp_path: Path) -> None:
    output = tmp_path / "out.xlsx"
    job(session, book, write("firms.csv", *LINES), output, "en")
    rows = list(openpyxl.load_workbook(output)["results"].iter_rows(values_only=True))
    assert rows[2][2] == "does not hold: In City"
    assert rows[3][4] == "missing: Staff"


def test_a_workbook_has_an_end(
    session: Session, book: Library, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_ROWS", 3)
    with pytest.raises(CoreError) as caught:
        job(session, book, write("firms.csv", *LINES), tmp_path / "out.xlsx")
    assert caught.value.code == "too_many_rows"
    assert not list(tmp_path.glob("*out*"))


def test_no_refused_rows_no_second_file(
    session: Session, book: Library, write: Write, tmp_path: Path
) -> None:
    _, written = job(session, book, write("firms.csv", *LINES[:3]), tmp_path / "out.csv")
    assert written == (tmp_path / "out.csv",)


@pytest.mark.parametrize("name", ["out.csv", "out.parquet", "out.xlsx"])
def test_a_folder_that_is_not_there_is_found_out_first(
    session: Session, book: Library, write: Write, tmp_path: Path, name: str
) -> None:
    with pytest.raises(CoreError) as caught:
        job(session, book, tmp_path / "not read.csv", tmp_path / "nowhere" / name)
    assert caught.value.code == "cannot_write"


def test_a_folder_of_that_name_stays(
    session: Session, book: Library, write: Write, tmp_path: Path
) -> None:
    (tmp_path / "out.csv").mkdir()
    with pytest.raises(CoreError) as caught:
        job(session, book, write("firms.csv", *LINES), tmp_path / "out.csv")
    assert caught.value.code == "cannot_write"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["firms.csv", "out.csv"]
    with pytest.raises(CoreError, match="Cannot write"), whole_file(tmp_path / "late") as draft:
        draft.write_text("done", encoding="utf-8")
        (tmp_path / "late").mkdir()  # while it was written
    assert sorted(path.name for path in tmp_path.iterdir()) == ["firms.csv", "late", "out.csv"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(
    session: Session, book: Library, write: Write, tmp_path: Path
) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    with pytest.raises(CoreError) as caught:
        job(session, book, write("firms.csv", *LINES), folder / "out.csv")
    assert caught.value.code == "cannot_write"


def test_an_unknown_form_is_refused(
    session: Session, book: Library, write: Write, tmp_path: Path
) -> None:
    with pytest.raises(CoreError, match="not written"):
        job(session, book, write("firms.csv", *LINES), tmp_path / "out.docx")


@pytest.mark.parametrize("name", ["out.csv", "out.parquet", "out.xlsx"])
def test_what_is_stopped_leaves_nothing_and_keeps_the_old_file(
    book: Library, write: Write, tmp_path: Path, name: str
) -> None:
    def stop(stage: str, _: float | None) -> None:
        if stage == "write":
            raise KeyboardInterrupt

    path = write("firms.csv", *LINES)
    output = tmp_path / name
    output.write_text("old", encoding="utf-8")
    with Session("500MB", stop) as stopped, pytest.raises(KeyboardInterrupt):
        job(stopped, book, path, output)
    assert output.read_text(encoding="utf-8") == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["firms.csv", name]
    assert not stopped.work.exists()


def test_a_running_query_stops_at_once() -> None:
    def stop(_: str, __: float | None) -> None:
        raise KeyboardInterrupt

    with Session("500MB", stop) as stopped:
        with pytest.raises(KeyboardInterrupt):
            stopped.run(
                "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b", "x"
            )
        assert stopped.run("SELECT 1") == [(1,)]


def test_a_memory_limit_is_a_size() -> None:
    with pytest.raises(CoreError, match="2GB"):
        Session("lots'; DROP")


def test_nothing_is_fetched(session: Session) -> None:
    settings = dict(
        session.run(
            "SELECT name, value FROM duckdb_settings() WHERE name LIKE 'auto%known_extensions'"
        )
    )
    assert settings == {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
