"""A file through the rules: values worked out by hand, and what is set aside."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from fumao.core.errors import CoreError
from fumao.rules import Library
from fumao.rules.batch import Done, Files, Request, Session, run_file
from fumao.rules.batch.refused import refused_rows
from tests.rules.batch.conftest import Write

DAY = date(2016, 10, 14)
HEAD = "id,本市企业,营业收入,职工总数"


def results(done: Done) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        return connection.sql(f"FROM '{done.results}'").fetchall()


def run(
    session: Session, book: Library, path: Path, *names: str, **files: object
) -> tuple[Done, list[tuple[int, str, str]]]:
    request = Request(Files(path, **files), names or None)  # type: ignore[arg-type]
    done = run_file(session, book, DAY, request, session.draft(".parquet"))
    found = refused_rows(session, done.intake)
    return done, [(item.row, item.column, item.value) for item in found]


def test_values_sums_and_counts_by_hand(session: Session, book: Library, write: Write) -> None:
    path = write(
        "firms.csv",
        HEAD,
        "a,是,1000000.00,30",  # 30 x 4500 = 135000
        "b,是,1000000,50",  # 50 x 4500 = 225000, above the cap of 200000
        "c,是,999999.99,50",  # one fen short: 0
        "d,否,,",  # not in the city decides, whatever is missing
        "e,是,2000000,",  # the staff is missing
    )
    done, refused = run(session, book, path, "eligible", "head_grant")
    assert results(done) == [
        ("a", True, Decimal("135000.00")),
        ("b", True, Decimal("200000.00")),
        ("c", False, Decimal("0.00")),
        ("d", False, Decimal("0.00")),
        ("e", True, None),
    ]
    eligible, grant = done.sums
    assert (eligible.decided, eligible.unknown, eligible.positive) == (5, 0, 3)
    assert (grant.decided, grant.unknown, grant.positive) == (4, 1, 2)
    assert grant.total == Decimal("335000.00")
    assert (done.rows, done.refused, refused) == (5, 0, [])


def test_wrong_cells_set_their_rows_aside_only(
    session: Session, book: Library, write: Write
) -> None:
    path = write(
        "firms.csv",
        HEAD,
        "a,是,1000000,30",
        "b,也许,1000000,30",
        "c,是,1000000.005,三十",
        "d,是,-1,30",
        "e,是,1000000,1000001",
        "f,是,1.5E+7,30",
        "g,是,20000000000000,30",
        ",是,1000000,30",
    )
    done, refused = run(session, book, path, "head_grant")
    assert results(done) == [("a", Decimal("135000.00"))]
    assert refused == [
        (3, "本市企业", "也许"),
        (4, "营业收入", "1000000.005"),
        (4, "职工总数", "三十"),
        (5, "营业收入", "-1"),
        (6, "职工总数", "1000001"),
        (7, "营业收入", "1.5E+7"),
        (8, "营业收入", "20000000000000"),
        (9, "id", ""),
    ]
    assert (done.rows, done.refused) == (1, 7)


def test_reasons_are_told_in_both_languages(session: Session, book: Library, write: Write) -> None:
    path = write("firms.csv", HEAD, "a,是,x,30", "b,是,1E5,30", "c,是,1,2,3", 'd,是,"1')
    done, _ = run(session, book, path, "head_grant")
    reasons = [item.reason for item in refused_rows(session, done.intake)]
    assert reasons[0].zh == "“营业收入”的值“x”不对：应为数字，小数最多 2 位"
    assert (
        reasons[0].en == '"x" is no value for "Revenue": it must be a number with at most 2 digits'
    )
    assert "写全数字" in reasons[1].zh
    assert "write number or date in full" in reasons[1].en
    assert reasons[2] == ("此行有 5 格，表头有 4 格", "this row has 5 cells, the header 4")
    assert reasons[3] == ("引号没有配对", "a quotation mark is not closed")


def test_a_key_that_stands_twice_is_refused_each_time(
    session: Session, book: Library, write: Write
) -> None:
    path = write("firms.csv", HEAD, "a,是,1000000,1", "b,是,1000000,2", "a,是,1000000,3")
    done, refused = run(session, book, path, "head_grant")
    assert results(done) == [("b", Decimal("9000.00"))]
    assert refused == [(2, "id", "a"), (4, "id", "a")]


def test_a_doubled_key_counts_even_where_its_other_row_is_faulty(
    session: Session, book: Library, write: Write
) -> None:
    path = write("firms.csv", HEAD, "a,是,1000000,1", "a,是,1000000,?")
    done, refused = run(session, book, path, "head_grant")
    assert results(done) == []
    assert refused == [(3, "职工总数", "?"), (2, "id", "a"), (3, "id", "a")]


def test_rows_keep_their_numbers_over_broken_and_empty_lines(
    session: Session, book: Library, write: Write
) -> None:
    path = write(
        "firms.csv",
        HEAD,
        "a,是,1000000,1",
        "",
        'b,是,"never closed,1',
        "c,是,1000000",
        "d,是,1000000,x",
        ",,,",
        '"e\nf",是,1000000,1',
        "g,是,1000000,1",
    )
    done, refused = run(session, book, path, "head_grant")
    assert [row[0] for row in results(done)] == ["a", "g"]
    assert [row for row, _, _ in refused] == [4, 5, 6, 8]
    assert done.refused == 4


def test_header_by_label_with_unit_below_a_title(
    session: Session, book: Library, write: Write
) -> None:
    path = write(
        "firms.csv",
        "2016 年企业情况表,,,,",
        "统一社会信用代码,In City,营业收入（万元）, 职工总数 ,备注",
        "a,yes,99.9999,1,x",
        "b,yes,100.000001,1,x",
        "c,yes,100.0000011,1,x",
    )
    done, refused = run(session, book, path, "eligible")
    assert results(done) == [("a", False), ("b", True)]
    assert refused == [(5, "营业收入（万元）", "100.0000011")]
    assert done.key_name == "统一社会信用代码"
    assert done.intake.unknown == {"firms.csv": ("备注",)}


def test_a_unit_that_is_not_understood_makes_no_column(
    session: Session, book: Library, write: Write
) -> None:
    path = write("firms.csv", "id,营业收入（美元）,本市企业", "a,5000000,是")
    done, _ = run(session, book, path, "eligible")
    assert results(done) == [("a", None)]
    assert done.intake.unknown == {"firms.csv": ("营业收入（美元）",)}
    assert done.absent == ("revenue",)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_other_encodings_are_read(
    session: Session, book: Library, write: Write, encoding: str
) -> None:
    path = write("firms.csv", HEAD, "甲公司,是,1000000,2", encoding=encoding, end="\r\n")
    done, _ = run(session, book, path, "head_grant")
    assert results(done) == [("甲公司", Decimal("9000.00"))]


def test_a_damaged_character_costs_its_row_only(
    session: Session, book: Library, tmp_path: Path
) -> None:
    good = "".join(f"甲{n},是,1000000,1\n" for n in range(2000)).encode()
    path = tmp_path / "firms.csv"
    path.write_bytes(f"{HEAD}\n".encode() + b"\xff\xff,\xe6\x98\xaf,1000000,1\n" + good)
    done, refused = run(session, book, path, "head_grant")
    assert done.rows == 2000
    assert [(row, column) for row, column, _ in refused] == [(2, "id")]


def test_tabs_semicolons_and_lone_carriage_returns(
    session: Session, book: Library, write: Write
) -> None:
    tabs = write("tabs.tsv", HEAD.replace(",", "\t"), "a\t是\t1,000,000\t1")
    semicolons = write("semi.csv", HEAD.replace(",", ";"), "a;是;1000000;1", end="\r")
    for path in (tabs, semicolons):
        done, _ = run(session, book, path, "head_grant")
        assert results(done) == [("a", Decimal("4500.00"))]


def test_a_workbook_is_read_as_it_was_typed(session: Session, book: Library, write: Write) -> None:
    path = write(
        "firms.xlsx",
        ["企业情况表"],
        ["id", "本市企业", "营业收入", "职工总数", "成立日期"],
        ["a", True, 1000000.1, 1, "2016-07-05"],
        [],
        ["b", "否", 0.1 + 0.2, 2.5, "2016/7/5"],
    )
    done, refused = run(session, book, path, "head_grant", "age_known")
    assert results(done) == [("a", Decimal("4500.00"), True)]
    assert refused == [(5, "职工总数", "2.5")]


def test_parquet_of_numbers_texts_and_binary_fractions(
    session: Session, book: Library, tmp_path: Path
) -> None:
    path = tmp_path / "firms[1].parquet"
    with duckdb.connect() as connection:
        connection.sql(
            """SELECT * FROM (VALUES
              (1, true, 1000000.01::DOUBLE, 2::BIGINT),
              (2, true, 1000000.005::DOUBLE, 2),
              (3, NULL, 'nan'::DOUBLE, 2)) AS t(id, in_city, revenue, staff)"""
        ).write_parquet(str(path))
    done, refused = run(session, book, path, "head_grant")
    assert results(done) == [("1", Decimal("9000.00"))]
    assert refused == [(2, "revenue", "1000000.005"), (3, "revenue", "nan")]


def test_days_and_months_as_offices_write_them(
    session: Session, book: Library, write: Write
) -> None:
    days = [
        "2016-07-05",
        "2016/7/5",
        "2016.07.05",
        "2016年7月5日",
        "20160705",
        "2016-07-05 00:00:00",
    ]
    months = ["2016-07", "2016/7", "2016年7月", "2016-07-31"]
    wrong = ["5/7/2016", "2016-02-30", "16-07-05", "2016-13-01", "1700-01-01"]
    lines = [f"d{n},{text}," for n, text in enumerate(days)]
    lines += [f"m{n},,{text}" for n, text in enumerate(months)]
    lines += [f"w{n},{text}," for n, text in enumerate(wrong)]
    path = write("firms.csv", "id,founded,paid_in", *lines)
    done, refused = run(session, book, path, "age_known")
    with duckdb.connect() as connection:
        rows = connection.sql(f"FROM '{done.intake.main.path}'").filter("_bad IS NULL")
        extract = rows.select("founded", "paid_in").distinct().order("founded").fetchall()
    assert extract == [(date(2016, 7, 5), None), (None, date(2016, 7, 1))]
    assert [value for _, _, value in refused] == wrong


def test_texts_are_bounded_and_printable(session: Session, book: Library, write: Write) -> None:
    path = write(
        "firms.csv",
        "id,企业类型",
        "a, 商店\u3000",
        f"b,{'长' * 201}",
        "c,a\\b",
        "d,a\u200bb",
        f"e,{'长' * 200}",
        "f,\u3000",
    )
    done, refused = run(session, book, path, "shop")
    assert results(done) == [("a", True), ("e", False), ("f", None)]
    assert [row for row, _, _ in refused] == [3, 4, 5]


def test_without_a_key_rows_go_by_their_number(
    session: Session, book: Library, write: Write
) -> None:
    path = write("firms.csv", "in_city,revenue", "是,1000000", "否,5")
    done, _ = run(session, book, path, "eligible")
    assert results(done) == [(2, True), (3, False)]
    assert done.key_name == "row"


def test_invoices_are_summed_by_key(session: Session, book: Library, write: Write) -> None:
    cases = write("firms.csv", "id,received_export_grant", "a,否", "b,否", "c,是", "d,否", "e,否")
    lines = write(
        "lines.csv",
        "id,金额,类别",
        "a,100.05,出口",
        "a,0.05,出口",
        "a,1000,内销",
        "c,500,出口",
        "d,many,出口",
        "z,1,出口",
        "e,7,出口,8",
    )
    done, refused = run(session, book, cases, "export_grant", children={"invoices": lines})
    # a: 10 % of 100.10; b: no invoice; c: received before; d and e: a line of theirs is unreadable
    assert results(done) == [
        ("a", Decimal("10.01")),
        ("b", Decimal("0.00")),
        ("c", Decimal("0.00")),
    ]
    assert refused == [
        (6, "金额", "many"),
        (8, "", "e,7,出口,8"),
        (7, "id", "z"),
        (5, "", "d"),
        (6, "", "e"),
    ]


def test_without_the_child_file_the_figure_is_unknown(
    session: Session, book: Library, write: Write
) -> None:
    path = write("firms.csv", "id,received_export_grant", "a,否")
    done, _ = run(session, book, path, "export_grant")
    assert results(done) == [("a", None)]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("firms.csv", b"", "empty_file"),
        ("firms.csv", b"\n\n", "empty_file"),
        ("firms.xls", b"x", "unknown_type"),
        ("firms.xlsx", b"no workbook", "damaged_file"),
        ("firms.parquet", b"PAR1 no", "damaged_file"),
        ("firms.csv", bytes(range(256)) * 20, "not_text"),
        ("firms.csv", b"\x80\xff," * 20, "not_text"),
    ],
)
def test_files_that_are_no_table_say_so(
    session: Session, book: Library, tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CoreError) as caught:
        run(session, book, path)
    assert caught.value.code == code
    assert name in caught.value.words.zh
    assert name in caught.value.words.en


def test_a_stored_file_damaged_in_its_middle(
    session: Session, book: Library, tmp_path: Path
) -> None:
    path = tmp_path / "firms.parquet"
    duckdb.sql("SELECT i AS id, hash(i) % 9 AS revenue FROM range(5000) AS t(i)").write_parquet(
        str(path)
    )
    content = path.read_bytes()
    path.write_bytes(content[:100] + b"\xff" * 400 + content[500:])
    with pytest.raises(CoreError, match="cannot be read to its end") as caught:
        run(session, book, path, "eligible")
    assert caught.value.code == "damaged_file"


def test_a_header_alone_gives_no_row(session: Session, book: Library, write: Write) -> None:
    done, refused = run(session, book, write("firms.csv", HEAD), "head_grant")
    assert (done.rows, refused, done.sums[0].total) == (0, [], None)


@pytest.mark.parametrize(
    ("lines", "names", "files", "code"),
    [
        ([HEAD], ("nothing",), {}, "no_rule"),
        ([HEAD], (), {"key": "代码"}, "no_column"),
        (["id,营业收入,revenue", "a,1,2"], (), {}, "column_twice"),
        (["in_city", "是"], (), {"children": {"invoices": Path("x.csv")}}, "no_key"),
        ([HEAD], (), {"children": {"receipts": Path("x.csv")}}, "no_table"),
        ([HEAD], (), {"children": {"invoices": Path("x.csv")}}, "cannot_read"),
    ],
)
def test_requests_that_cannot_be_met(  # noqa: PLR0917
    session: Session,
    book: Library,
    write: Write,
    lines: list[str],
    names: tuple[str, ...],
    files: dict[str, object],
    code: str,
) -> None:
    with pytest.raises(CoreError) as caught:
        run(session, book, write("firms.csv", *lines), *names, **files)
    assert caught.value.code == code


def test_spark_where_it_is_not_installed_says_how_to_get_it(
    session: Session, book: Library, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyspark", None)
    path = write("firms.csv", HEAD, "a,是,1,1")
    with pytest.raises(CoreError, match=r"fumao\[spark\]"):
        run_file(
            session, book, DAY, Request(Files(path), engine="spark://h:7077"), session.draft("")
        )
    with pytest.raises(CoreError, match="no engine"):
        run_file(session, book, DAY, Request(Files(path), engine="oracle"), session.draft(""))
