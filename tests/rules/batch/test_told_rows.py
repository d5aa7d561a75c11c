"""Cases whose child rows nobody told, beside cases that have none: unknown is not zero."""

from pathlib import Path

from fumao.rules import Library
from fumao.rules.batch import Files, Request, Session, run_file
from fumao.rules.batch.write import write_xlsx
from tests.rules.batch.conftest import Write
from tests.rules.batch.test_run import DAY, results, run


def test_a_column_of_the_tables_name_says_whose_rows_are_told(
    session: Session, book: Library, write: Write
) -> None:
    cases = write(
        "firms.csv",
        "id,received_export_grant,invoices",
        "a,否,是",
        "b,否,是",  # told: it has none
        "c,否,否",  # not told
        "d,否,",  # nobody says whether it was told: not told
        "e,是,否",  # received before: zero, whatever the invoices
    )
    lines = write("lines.csv", "id,金额,类别", "a,100.05,出口", "a,0.05,出口", "a,1000,内销")
    done, refused = run(session, book, cases, "export_grant", children={"invoices": lines})
    # a: 10 % of 100.10 = 10.01
    assert [(key, None if value is None else str(value)) for key, value in results(done)] == [
        ("a", "10.01"), ("b", "0.00"), ("c", None), ("d", None), ("e", "0.00"),
    ]  # fmt: skip
    assert refused == []


def test_the_reasons_say_so_too(
    session: Session, book: Library, write: Write, tmp_path: Path
) -> None:
    import openpyxl

    cases = write("firms.csv", "id,received_export_grant,invoices", "a,否,否", "b,否,是")
    lines = write("lines.csv", "id,金额,类别", "z,1,出口")
    files = Files(cases, children={"invoices": lines})
    done = run_file(
        session, book, DAY, Request(files, ("export_grant",)), session.draft(".parquet")
    )
    write_xlsx(session, done, tmp_path / "out.xlsx", "zh")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["结果"]
    rows = {row[0]: row[1:3] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert rows["a"][0] is None
    assert "发票" in str(rows["a"][1])
    assert rows["b"][0] == 0
