"""A file of reports says what the form says of each, NULLs, odd spellings and all."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fumao.core.periods import Month, Period
from fumao.forms.cells import text_of
from fumao.forms.fields import Field
from fumao.packs.codes import is_code
from fumao.packs.procedures import pack_rules
from fumao.packs.surveys import load_surveys, read_survey
from fumao.rules.types import Value
from fumao.surveys.bulk.examine import Examination
from fumao.surveys.bulk.kept import data_sql
from fumao.surveys.bulk.layout import Layout, layout_of, total_rule
from fumao.surveys.examine import SurveyForm

MAY, ON = Month(2022, 5), date(2022, 6, 2)
type Line = Mapping[str, str | None]

FLAT = """
key: flat-figures
version: "1"
title_zh: 平表
title_en: Flat
summary_zh: 测试
summary_en: Test
kind: register
purpose: administration
period: month
basis: [{document: own-terms, clause: 数据审核}]
due: {within: 5cd}
dated: done_on
windows:
  - {until: 03-31, since: 07-01, years_back: 1}
  - {until: 12-31, since: 01-01}
levels: []
roster: respondent_active
form:
  - key: kind
    label_zh: 类别
    label_en: Kind
    type: choice
    required: always
    options: [{key: a, name_zh: 甲, name_en: A}, {key: b, name_zh: 乙, name_en: B}]
  - key: number
    label_zh: 数
    label_en: Number
    type: int
    least: 0
    most: 1000
    visible: kind = 'a'
    required: done_on > period_start
    check: number <> 1
  - {key: share, label_zh: 比例, label_en: Share, type: dec(3), visible: number > 0}
  - {key: done_on, label_zh: 日期, label_en: Day, type: date}
  - {key: shore, label_zh: 国别, label_en: Country, type: code(country)}
  - {key: words, label_zh: 文字, label_en: Words, type: longtext}
  - {key: yes, label_zh: 是否, label_en: Yes, type: bool, check: yes or number > 1}
checks:
  - key: odd-number
    severity: soft
    when: number > 1 and share < 1
    words_zh: 怪
    words_en: Odd
    cells: [shore, share, number]
  - {key: home, severity: hard, when: shore = 'CN' and yes, words_zh: 境内, words_en: Home}
reasons: []
"""


@cache
def form(key: str) -> SurveyForm:
    if key == "flat":
        return SurveyForm(read_survey(FLAT), pack_rules(), is_code)
    (survey,) = [one.survey for one in load_surveys() if one.survey.key == key]
    return SurveyForm(survey, pack_rules(), is_code)


def meant(_one: Field, text: str, _day: date) -> str:
    return text.strip()


def examination(
    of: SurveyForm, rows: Sequence[Line], period: Period = MAY, on: date = ON
) -> Examination:
    """The rows as a file that has been read; a row may name its respondent as `code`."""
    layout = layout_of(of.survey)
    assert layout is not None
    connection = duckdb.connect()
    keys = [one.key for one in layout.columns]
    columns = ", ".join(f'"{key}" TEXT' for key in keys)
    connection.execute(f"CREATE TABLE raw (n BIGINT, code TEXT, told TEXT, {columns})")
    marks = ", ".join("?" * (len(keys) + 3))
    for number, row in enumerate(rows, 2):
        cells = [row.get(key) or None for key in keys]
        connection.execute(
            f"INSERT INTO raw VALUES ({marks})", [number, row.get("code"), None, *cells]
        )
    found = Examination(connection, of, layout, period, on)
    found.read(meant)
    return found


def tell(found: Examination, about: Mapping[str, Value]) -> None:
    names = ", ".join(f'? AS "{name}"' for name in about)
    found.connection.execute(
        f"CREATE TABLE about AS SELECT k, {names} FROM cases" if about else "SELECT 1",
        [text_of(value) for value in about.values()],
    )


def said(found: Examination) -> dict[int, tuple[Any, set[tuple[str, str]], list[str]]]:
    """What was found of each report: its data, faults by column, findings."""
    figures = [one for one in found.form.fields if not one.is_table]
    ask = found.connection.execute
    told = {
        k: (json.loads(data), set[tuple[str, str]](), list[str]())
        for k, data in ask(data_sql(found.layout, figures, canonical=False)).fetchall()
    }
    exact = dict(ask(data_sql(found.layout, figures, canonical=True)).fetchall())
    for k, (data, _faults, _findings) in told.items():
        plain = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert exact[k] == plain
    for k, key, zh in ask("SELECT k, key, zh FROM faults").fetchall():
        told[k][1].add((key, zh))
    for k, name in ask("SELECT k, name FROM found").fetchall():
        told[k][2].append(name)
    return told


def by_form(
    of: SurveyForm, data: Mapping[str, object], about: Mapping[str, Value], known: Any = None
) -> tuple[Any, set[tuple[str, str]], list[str]]:
    seen = of.examine(data, MAY, ON, about, known=known)
    faults = {(one.key.rpartition(".")[2], one.words.zh) for one in seen.faults}
    return seen.reading.data, faults, sorted(one.check.key for one in seen.findings)


def compare(found: Examination, expected: Mapping[int, Any]) -> None:
    for k, (data, faults, findings) in said(found).items():
        assert (data, faults, sorted(findings)) == expected[k]
    assert set(said(found)) == set(expected)


ODD = ["", " ", "１２", "1e2", "-0", "-0.5", "+3", "1,000", "0012", "\u3000CN", "a\\b", 'say "hi"',
       "nul", "#N/A", "是", "2022/5/3", "2022-05-03", "2021-06-30", "2022-06-03", "9" * 40,
       "x" * 201,
       "𠮷田", "tab\there", "12.345", "12.50", ".5", "5.", "TRUE", "行\r\n二"]  # fmt: skip
FLAT_ROWS = st.fixed_dictionaries({
    "kind": st.sampled_from(["a", "b", "a", "c", ""]),
    "number": st.sampled_from(["0", "1", "7", "150", "1001", *ODD]),
    "share": st.sampled_from(["0.500", "2", "0.1234", *ODD]),
    "done_on": st.sampled_from(["2022-01-01", "2022-05-03", *ODD]),
    "shore": st.sampled_from(["CN", "US", "XX", *ODD]),
    "words": st.sampled_from(["一", *ODD]),
    "yes": st.sampled_from(["true", "否", *ODD]),
})  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(st.lists(FLAT_ROWS, min_size=4, max_size=24))
def test_a_flat_file_says_what_the_form_says(rows: list[dict[str, str]]) -> None:
    of = form("flat")
    stripped = [{key: text.strip() or None for key, text in row.items()} for row in rows]
    found = examination(of, stripped)
    tell(found, {})
    found.examine([])
    compare(found, {n: by_form(of, row, {}) for n, row in enumerate(rows, 2)})


CONTRACTS = st.fixed_dictionaries({
    "contract_no": st.sampled_from(["C-1", "C-2", ""]),
    "title": st.sampled_from(["甲", "乙 “丙”", ""]),
    "register_kind": st.sampled_from(["outsourcing", "?"]),
    "doc_type": st.sampled_from(["contract", "framework", "order", ""]),
    "frame_no": st.sampled_from(["C-1", "F-1", ""]),
    "client_name": st.just("客户"),
    "client_country": st.sampled_from(["CN", "US", "HK", "ZZZ", ""]),
    "client_kind": st.just("enterprise"),
    "related_party": st.sampled_from(["是", "否", ""]),
    "end_client_country": st.sampled_from(["CN", "US", ""]),
    "shore": st.sampled_from(["offshore", "onshore", ""]),
    "service_class": st.just("WB.ITO.L01"),
    "currency": st.sampled_from(["USD", "XXX"]),
    "agreed": st.sampled_from(["100", "0", "-1", "20000000", ""]),
    "agreed_usd": st.sampled_from(["100", "10000000", "9999999.99", ""]),
    "signed_on": st.sampled_from(["2022-05-01", "2022-06-09", ""]),
    "valid_from": st.sampled_from(["2022-05-01", "2022-04-01", ""]),
    "valid_to": st.sampled_from(["2022-04-30", "2032-05-01", ""]),
})  # fmt: skip
WORK = st.lists(
    st.tuples(st.sampled_from(["50", "60", None]), st.sampled_from(["40", None])), max_size=3
)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(CONTRACTS, WORK), min_size=4, max_size=16))
def test_a_file_of_contracts_says_what_the_form_says(
    rows: list[tuple[dict[str, str], Any]],
) -> None:
    of = form("outsourcing-contract")
    found = examination(of, [row for row, _work in rows])
    about: dict[str, Value] = {"first_executed_on": date(2022, 5, 2), "respondent_code": "X"}
    tell(found, about)
    found.connection.execute(
        "CREATE TABLE known_executions (k BIGINT, executed_on TEXT, amount TEXT, amount_usd TEXT, "
        "receipt_no TEXT, receipt_usd TEXT)"
    )
    expected = {}
    for n, (row, works) in enumerate(rows, 2):
        work = [{"executed_on": None, "amount": amount, "amount_usd": amount, "receipt_no": None,
                 "receipt_usd": receipt} for amount, receipt in works]  # fmt: skip
        for one in work:
            found.connection.execute("INSERT INTO known_executions VALUES (?, ?, ?, ?, ?, ?)",
                                     [n, *(v and f"{v}.00" for v in one.values())])  # fmt: skip
        known = {"first_executed_on": "2022-05-02", "executions": work}
        expected[n] = by_form(of, row, {"respondent_code": "X"}, known)
    found.examine(about, ["executions"])
    compare(found, expected)


LINES = st.fixed_dictionaries({
    "code": st.sampled_from(["A", "B"]),
    "contract_no": st.sampled_from(["C-1", ""]),
    "executed_on": st.sampled_from(["2022-05-12", "2021-12-31", ""]),
    "service_class": st.sampled_from(["WB.ITO.L01", ""]),
    "country": st.sampled_from(["CN", "JP", "HK", "ZZZ", ""]),
    "shore": st.sampled_from(["offshore", "onshore", ""]),
    "amount_usd": st.sampled_from(["100", "0", "-5", "10000000", "", "x"]),
    "amount_cny": st.sampled_from(["1", ""]),
    "receipt_no": st.sampled_from(["R-1", ""]),
    "receipt_usd": st.sampled_from(["50", "200", "-1", ""]),
})  # fmt: skip
EARLIER = st.sampled_from([None, "0.00", "100.00"])


@settings(max_examples=20, deadline=None)
@given(st.lists(LINES, min_size=4, max_size=24), EARLIER, EARLIER)
def test_a_file_of_work_says_what_the_form_says(
    rows: list[dict[str, str]], year_ago: str | None, previous: str | None
) -> None:
    of = form("outsourcing-execution")
    found = examination(of, rows)
    about = of.earlier(
        {"year_ago": {"executed_usd": year_ago}, "previous": {"executed_usd": previous}}
    )
    tell(found, about)
    found.examine(about)
    expected = {}
    for code in ("A", "B"):
        own = [(n, row) for n, row in enumerate(rows, 2) if row["code"] == code]
        if own:
            data = whole(of, found.layout, [row for _n, row in own])
            expected[own[0][0]] = by_form(of, data, about)
    compare(found, expected)


def whole(of: SurveyForm, layout: Layout, rows: Sequence[Line]) -> dict[str, object]:
    """The report of one respondent's rows, with its totals worked out by the rules one by one."""
    assert layout.table is not None
    keys = [one.key for one in layout.table.columns]
    lines = [{key: row.get(key) or None for key in keys} for row in rows]
    reading = of.examine({layout.table.key: lines}, MAY, ON, {}).reading
    names = {key: total_rule(key) for key in layout.totals}
    answers = of.on(MAY.end).answers({}, dict(reading.rows), names.values())
    totals = {key: text_of(answers[name].value) for key, name in names.items()}
    return {layout.table.key: lines, **totals}


def test_more_lines_than_a_form_takes_are_a_fault() -> None:
    row = {
        "code": "A", "contract_no": "C-1", "executed_on": "2022-05-12",
        "service_class": "WB.ITO.L01", "country": "US", "shore": "offshore", "amount_usd": "1",
        "amount_cny": "7", "receipt_usd": "1",
    }  # fmt: skip
    found = examination(form("outsourcing-execution"), [row] * 501)
    tell(found, {})
    found.examine([])
    assert said(found)[2][1] == {("executions", "最多 500 行")}


def test_the_digest_is_that_of_a_filing() -> None:
    found = examination(form("flat"), [{"kind": "a", "words": 'a "b" \\ c\n二'}])
    (plain,) = found.connection.execute(
        data_sql(found.layout, [o for o in found.form.fields if not o.is_table], canonical=True)
        .replace("SELECT f.k,", "SELECT")
    ).fetchone() or ("",)  # fmt: skip
    (digest,) = found.connection.execute("SELECT sha256(?)", [plain]).fetchone() or ("",)
    assert (
        digest
        == hashlib.sha256('{"kind":"a","words":"a \\"b\\" \\\\ c\\n二"}'.encode()).hexdigest()
    )


@pytest.mark.parametrize(
    "key", ["district-counts", "outsourcing-monthly", "outsourcing-enterprise"]
)
def test_what_rows_cannot_hold_takes_no_file(key: str) -> None:
    assert layout_of(form(key).survey) is None
