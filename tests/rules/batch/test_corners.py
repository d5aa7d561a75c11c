"""Rarer files and answers: dates in workbooks, two inputs of one label, answers that cannot be."""

from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pytest

from fumao.core.errors import CoreError, Words
from fumao.rules import Definitions, Library
from fumao.rules.batch import Session
from fumao.rules.batch.columns import Names
from fumao.rules.batch.reasons import short_reason
from fumao.rules.batch.reform import combine
from fumao.rules.batch.run import wanted_rules
from fumao.rules.batch.synthetic import measure
from fumao.rules.batch.tables import open_table
from fumao.rules.definitions import Citation, Dated, Parameter
from fumao.rules.overlay import Overlay, RuleChange
from tests.rules.batch.conftest import CITE, given, rule
from tests.rules.nine import type_of

DAY = date(2016, 10, 14)
TIMED = Parameter(
    "fee", Words("费用标准", "Fee"), type_of("money(CNY)"),
    (Dated(Decimal(5), None, date(2015, 12, 31), CITE),),
)  # fmt: skip
RARE = Library(
    Definitions(
        inputs=(given("part", "部分", "int"), given("whole", "总数", "int")),
        parameters=(TIMED,),
        rules=(
            rule("ratio", "比率", "dec(2)", "quotient(part, whole, 2)"),
            rule("fees", "收费", "money(CNY)", "part * fee"),
            rule("fees_twice", "收费之和", "money(CNY)", "fees + fees"),
            replace(
                rule("old", "旧规定", "bool", "part > 0"),
                valid_to=date(2014, 1, 1),
                ended=Words("2014年废止", "Repealed in 2014"),
            ),
            replace(rule("gone", "失效", "bool", "part > 0"), valid_to=date(2014, 1, 1)),
            rule("after_gone", "其后", "bool", "gone and part > 0"),
            rule("minus", "差", "int", "part - whole"),
            rule("deep0", "第0层", "bool", "part < 0"),
            *(
                rule(f"deep{n}", f"第{n}层", "bool", f"deep{n - 1} and part > 0")
                for n in range(1, 9)
            ),
        ),
    )
)


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("ratio", "除数为零，不能计算", "divided by zero"),
        ("fees", "当日没有规定：费用标准", "not in force on the day: Fee"),
        ("fees_twice", "当日没有规定：费用标准", "not in force on the day: Fee"),
        ("old", "2014年废止", "Repealed in 2014"),
        ("gone", "当日没有这条规定", "not in force on the day"),
        ("after_gone", "当日没有规定：失效", "not in force on the day: gone"),
        ("minus", "", ""),
        ("deep5", "不符合：部分（3） < 0", "does not hold: Part (3) < 0"),
        # no reason goes through more than six rules
        ("deep8", "不符合：第2层", "does not hold: deep2"),
    ],
)
def test_why_there_is_no_answer(name: str, zh: str, en: str) -> None:
    rules = RARE.at(DAY)
    answers = rules.answers({"part": 3, "whole": 0})
    assert short_reason(answers[name], answers, rules, "zh") == zh
    assert short_reason(answers[name], answers, rules, "en") == en


def test_a_zero_without_a_failed_condition_says_so() -> None:
    rules = RARE.at(DAY)
    answers = rules.answers({"part": 3, "whole": 3})
    assert short_reason(answers["minus"], answers, rules, "zh") == "按公式算得为零"


def test_dates_and_numbers_of_a_workbook(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "firms.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "空"  # an empty sheet before the one with the rows
    sheet = book.create_sheet("企业")
    sheet["C3"], sheet["D3"], sheet["E3"] = "id", "部分", "总数"
    sheet["C4"], sheet["D4"], sheet["E4"] = datetime(2016, 7, 5), 3, date(2016, 7, 6)  # noqa: DTZ001
    sheet["C5"], sheet["D5"], sheet["E5"] = 0.1 + 0.2, True, time(12, 30)
    sheet["C6"] = datetime(2016, 7, 5, 12, 30)  # noqa: DTZ001
    book.save(path)
    table = open_table(session, path, Names(RARE.definitions.inputs).score)
    assert table.header == ("id", "部分", "总数")
    assert table.first == 4
    rows = session.run(f"FROM {table.relation}")
    assert rows[0] == ("2016-07-05", "3", "2016-07-06")
    assert rows[1][:2] == ("0.3", "true")
    assert rows[2][0] == "2016-07-05 12:30:00"


def test_a_workbook_of_empty_sheets_holds_no_rows(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(CoreError) as caught:
        open_table(session, path, lambda _: 0)
    assert caught.value.code == "empty_file"


def test_a_label_of_two_inputs_must_be_named() -> None:
    names = Names([given("a", "收入", "int"), given("b", "收入", "int")])
    with pytest.raises(CoreError, match="could be a, b"):
        names.match(["id", "收入"])
    assert names.match(["id", "a"])[1] == ("id",)


def test_units_of_money_by_name_and_code() -> None:
    names = Names([given("sum", "金额", "money(CNY)")])
    headers = ["金额（元）", "金额(CNY)", "金额（千元）", "金额【亿元】", "金额（百万元）"]
    powers = [names.match([text])[0]["sum"].power for text in headers]
    assert powers == [0, 0, 3, 8, 6]
    assert names.match(["金额（斤）"]) == ({}, ("金额（斤）",))


def test_a_truth_that_holds_once_is_compared() -> None:
    library = Library(
        Definitions(
            inputs=(given("held", "成立", "bool"),),
            rules=(rule("title", "称号", "bool", "held"),),
        )
    )
    reform = Overlay(
        Words("改", "new"), rules=(RuleChange("title", "not held", Citation("d", "1")),)
    )
    combined = combine(library.at(DAY), reform)
    (pair,) = combined.pairs
    assert pair.before is not None
    assert pair.after is not None
    answers = combined.rules.answers({"held": True})
    assert [answers[name].value for name in (pair.before, pair.after)] == [True, False]


def test_too_many_columns_and_no_known_header(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(",".join(f"c{n}" for n in range(2001)) + "\n", encoding="utf-8")
    with pytest.raises(CoreError) as caught:
        open_table(session, path, lambda _: 0)
    assert caught.value.code == "too_wide_file"
    path.write_text("\nname,place,,\nx,y,,\n", encoding="utf-8")
    table = open_table(session, path, lambda _: 0)
    assert (table.header, table.first) == (("name", "place"), 3)
    assert session.run(f"FROM {table.relation}") == [("x", "y", None)]


def test_invented_rows_are_the_same_for_the_same_seed(session: Session, book: Library) -> None:
    rules = book.at(DAY)
    names, _ = wanted_rules(rules, None)
    pace = measure(session, rules, names, 500, 7)
    assert (pace.rows, pace.rules) == (500, 5)
    assert pace.rate > 0


def test_invented_texts_are_those_that_rules_and_lists_name(session: Session) -> None:
    kinds = Parameter(
        "kinds", Words("类别", "kinds"), type_of("text"),
        (Dated(("书店", "网店"), None, None, CITE),), "list",
    )  # fmt: skip
    rules = Library(
        Definitions(
            inputs=(given("kind", "类型", "text"),),
            parameters=(kinds,),
            rules=(
                rule("shop", "商店", "bool", "kind in ('商店', '厂')"),
                rule("trade", "行业", "bool", "in_list(kind, kinds)"),
            ),
        )
    ).at(DAY)
    names, _ = wanted_rules(rules, None)
    measure(session, rules, names, 2_000, 7)
    *_, results = sorted(session.work.glob("*.parquet"))
    found = duckdb.read_parquet(str(results)).project("shop, trade").distinct().fetchall()
    # a text is in the one or in the other list, or unknown: never in both, never in neither
    assert set(found) == {(True, False), (False, True), (None, None)}
