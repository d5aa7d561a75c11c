"""Files through the rules, the rarer ends of it: what no column, no rule or no language has."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pytest

from fumao.core.errors import CoreError
from fumao.rules import Definitions, Library
from fumao.rules.batch import Done, Files, Request, Session, run_file
from fumao.rules.batch.award import award_head, budget_of
from fumao.rules.batch.columns import power_of
from fumao.rules.batch.write import notes, run_and_write
from fumao.rules.definitions import Budget, Input
from fumao.rules.types import Type
from tests.rules.batch.conftest import BOOK, CITE, amount, given, rule
from tests.rules.nine import words

DAY = date(2016, 10, 14)
ENDED = date(2014, 12, 31)
LIBRARY = Library(
    Definitions(
        inputs=(given("n", "数量", "int"), given("founded", "成立日期", "date")),
        rules=(
            replace(rule("old", "旧规定", "int", "n"), valid_to=ENDED),
            rule("user", "引用旧规定", "int", "old + n"),
            rule("same", "数量", "int", "n"),
            rule("since", "成立月份", "month", "month_of(founded)"),
        ),
    )
)


@pytest.fixture
def session() -> Iterator[Session]:
    """A session with a tight limit of memory."""
    with Session("500MB") as opened:
        yield opened


def file_of(folder: Path, *lines: str) -> Path:
    path = folder / "f.csv"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def run(session: Session, path: Path, *names: str, **more: object) -> Done:
    request = Request(Files(path), names or None, **more)  # type: ignore[arg-type]
    return run_file(session, LIBRARY, DAY, request, session.draft(".parquet"))


def rows_of(done: Done) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        return connection.sql(f"FROM '{done.results}'").fetchall()


def test_a_rule_that_reads_an_ended_one_is_unknown(session: Session, tmp_path: Path) -> None:
    done = run(session, file_of(tmp_path, "id,数量", "a,3"), "user", "same", "old")
    assert rows_of(done) == [("a", None, 3)]
    assert (done.not_in_force, done.absent) == (("old",), ())


def test_where_no_rule_asked_for_is_in_force(session: Session, tmp_path: Path) -> None:
    with pytest.raises(CoreError, match="No rule is in force on 2016-10-14") as caught:
        run(session, file_of(tmp_path, "id,数量", "a,3"), "old")
    assert caught.value.code == "no_rules"


def test_months_are_written_as_year_and_month(session: Session, tmp_path: Path) -> None:
    path = file_of(tmp_path, "id,数量,成立日期", "a,3,2016-02-29", "b,3,")
    assert rows_of(run(session, path, "since")) == [("a", "2016-02"), ("b", None)]


def test_figures_only_leave_no_file(session: Session, tmp_path: Path) -> None:
    path = file_of(tmp_path, "id,数量", "a,3", "b,4")

    def job(target: Path) -> Done:
        request = Request(Files(path), ("same",))
        return run_file(session, LIBRARY, DAY, request, target)

    done, written = run_and_write(session, job, None, "zh")
    assert (done.sums[0].total, written, list(tmp_path.iterdir())) == (7, (), [path])


def test_a_workbook_keeps_every_digit_and_says_how_it_was_made(
    session: Session, tmp_path: Path
) -> None:
    # A spreadsheet computes with 15 digits: 16 of them are written as a text.
    wide = Input("n", words("数量"), Type("int"), "public", words("s"), None, Decimal(10**17))
    found = Library(Definitions(inputs=(wide,), rules=(rule("same", "数量", "int", "n"),)))
    path = file_of(tmp_path, "id,n", "a,1234567890123456", "b,123456789012345")
    request = Request(Files(path), ("same",), notes=(("制表人", "张三"),))
    output = tmp_path / "out.xlsx"
    run_and_write(
        session, lambda target: run_file(session, found, DAY, request, target), output, "zh"
    )
    book = openpyxl.load_workbook(output)
    values = [row[1] for row in book["结果"].iter_rows(min_row=2, values_only=True)]
    assert values == ["1234567890123456", 123456789012345]
    made = dict(book["说明"].iter_rows(max_col=2, values_only=True))
    assert (made["制表人"], made["same"]) == ("张三", "law1 第二条")


def test_a_note_of_each_rule_in_english(session: Session, tmp_path: Path) -> None:
    done = run(session, file_of(tmp_path, "id,数量", "a,3"), "same")
    lines = list(notes(done, "en"))
    assert lines[0] == ["day", DAY]
    assert lines[-1] == ["same", "law1 第二条"]


def test_a_budget_whose_rule_has_ended_is_not_shared(tmp_path: Path) -> None:
    base = Definitions(
        inputs=(given("asked", "申请额", "money(CNY)"),),
        parameters=(amount("limit", "money(CNY)", "5"),),
        rules=(replace(rule("claim", "申报额", "money(CNY)", "asked"), valid_to=ENDED),),
        budgets=(Budget("fund", words("年度预算"), "claim", "limit", CITE),),
    )
    with pytest.raises(CoreError, match="“claim” is not in force on 2016-10-14") as caught:
        budget_of(Library(base), "fund", DAY)
    assert caught.value.code == "budget_rule"
    assert budget_of(Library(base), "fund", ENDED)[1].value == 5


def test_the_table_of_a_shared_budget_in_english() -> None:
    assert award_head("en") == [
        "budget", "label", "claims", "budget amount", "awarded", "unknown claims",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "power"),
    [("人", 0), ("people", 0), (" 人 ", 0), ("万人", None), ("家", None), ("", None)],
)
def test_units_of_what_is_counted(unit: str, power: int | None) -> None:
    staff = replace(BOOK.inputs[2], type=Type("int", unit="人"))
    assert power_of(unit, staff) == power


def test_a_plain_number_has_no_unit() -> None:
    assert power_of("人", BOOK.inputs[2]) is None
