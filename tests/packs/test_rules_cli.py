"""`fumao rules` as a policy officer meets it."""

import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from fumao.cli import app
from tests.packs.conftest import WritePack

runner = CliRunner()
HEAD = (
    "key: grants\nversion: 1.2.0\nkind: rules\ntitle_zh: 补助\ntitle_en: Grants\n"
    "licence: CC0-1.0\nsource_zh: 测试\nsource_en: Test\n"
)
FILES = {
    "laws": "- {key: law1, title_zh: 补助办法, title_en: Grant rules}\n",
    "inputs": """
- {name: in_city, label_zh: 本市企业, label_en: City firm, type: bool, purpose: administration,
   source_zh: 执照, source_en: licence}
- {name: staff, label_zh: 职工总数, label_en: Staff, type: int, unit: 人, purpose: administration,
   source_zh: 社保, source_en: payroll, least: 0, most: 100000, question_zh: 多少人？,
   question_en: How many?}
""",
    "parameters": """
- name: per_head
  label_zh: 每人标准
  label_en: Amount a head
  type: money(CNY)
  values:
    - {from: 2010-01-01, to: 2015-12-31, value: 4000, document: law1, clause: 第二条}
    - {from: 2016-01-01, value: 4500, document: law1, clause: 第三条, confidence: medium}
""",
    "rules": """
- name: head_grant
  label_zh: 人头补助
  label_en: Head grant
  kind: grant
  type: money(CNY)
  document: law1
  clause: 第二条
  from: 2010-01-01
  text: case when in_city then staff * per_head else 0 end
""",
    "cases": """
- name: two
  label_zh: 两人
  label_en: Two
  on: 2016-10-14
  facts: {in_city: true, staff: 2}
  expect: {head_grant: 9000}
  working: 2 x 4500
""",
}


@pytest.fixture
def root(write_pack: WritePack) -> str:
    """A folder with one rule pack."""
    return str(write_pack("grants", pack=HEAD, **FILES).parent)


def call(*arguments: object, code: int = 0, lang: str = "zh") -> str:
    result = runner.invoke(
        app, ["rules", *map(str, arguments), "--lang", lang], env={"COLUMNS": "200"}
    )
    assert result.exit_code == code, result.output
    return result.output


def test_the_shipped_rules_pass_their_own_checks() -> None:
    assert "0 个算例有出入" in call("test")
    assert "0 errors" in call("lint", lang="en")


def test_golden_cases_are_counted_and_a_difference_fails(root: str, tmp_path: Path) -> None:
    assert "1 cases with 1 answers, 0 cases differ" in call("test", "--root", root, lang="en")
    cases = tmp_path / "grants" / "cases.yaml"
    cases.write_text(cases.read_text("utf-8").replace("9000", "9001"), "utf-8")
    shown = call("test", "grants", "--root", root, code=1)
    assert "head_grant 应为 9001，算得 9000.00" in shown
    assert "1 个算例有出入" in shown
    assert "1 处错误" in call("lint", "grants", "--root", root, code=1)


def test_an_answer_is_explained_with_its_sources(root: str, tmp_path: Path) -> None:
    facts = tmp_path / "firm.yaml"
    facts.write_text("本市企业: 是\nStaff: 2\n", encoding="utf-8")
    shown = call("explain", "人头补助", "--facts", facts, "--on", "2016-10-14", "--root", root)
    assert "人头补助  9,000.00元" in shown
    assert "依据：补助办法 第二条" in shown
    assert "每人标准 = 4,500.00元（2016-01-01 – …；补助办法 第三条）  待法律顾问确认" in shown
    earlier = call(
        "explain", "head_grant", "--facts", facts, "--on", "2015-12-31", "--root", root, lang="en"
    )
    assert "Head grant  CNY 8,000.00" in earlier
    assert "counsel" not in earlier


def test_what_is_missing_is_asked_for(root: str, tmp_path: Path) -> None:
    facts = tmp_path / "firm.json"
    facts.write_text('{"facts": {"in_city": true}}', encoding="utf-8")
    arguments = ("explain", "head_grant", "--facts", facts, "--on", "2016-10-14", "--root", root)
    assert "职工总数（staff）多少人？" in call(*arguments)
    data = json.loads(call(*arguments, "--format", "json"))
    assert data["status"] == "needs_information"
    assert data["missing"] == [{"name": "staff", "label": "职工总数"}]
    assert data["parameters"][0]["confidence"] == "medium"


@pytest.mark.parametrize(
    ("text", "rule", "told"),
    [
        ("in_city: perhaps", "head_grant", "应为“是”或“否”"),
        ("colour: red", "head_grant", "没有输入“colour”"),
        ("in_city: true", "hed_grant", "相近的有 head_grant"),
        ("- 1", "head_grant", "文件应是一个映射"),
    ],
)
def test_faulty_cases_are_told(root: str, tmp_path: Path, text: str, rule: str, told: str) -> None:
    facts = tmp_path / "firm.yaml"
    facts.write_text(text, encoding="utf-8")
    assert told in call("explain", rule, "--facts", facts, "--root", root, code=2)


def test_a_file_is_run_and_told(root: str, tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_bytes(
        "id,本市企业,职工总数（人）,备注\na,是,2,x\nb,是,两,x\nc,否,,x\n".encode("gb18030")
    )
    output = tmp_path / "out.xlsx"
    shown = call("run", path, "--on", "2016-10-14", "--root", root, "-o", output)
    assert "2016-10-14：算 2 行，退回 1 行" in shown
    assert "9,000.00" in shown
    assert "“firms.csv”中不认识的列：备注" in shown
    assert "应为整数" in shown
    rows = list(openpyxl.load_workbook(output)["结果"].iter_rows(min_row=2, values_only=True))
    assert rows == [("a", 9000, None), ("c", 0, "不符合：本市企业")]
    notes = dict(openpyxl.load_workbook(output)["说明"].iter_rows(max_col=2, values_only=True))
    assert notes["内容包"] == "grants 1.2.0"


def test_a_run_says_in_english_what_no_column_holds(root: str, tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text("in_city\nyes\n", encoding="utf-8")
    arguments = ("run", path, "--on", "2016-10-14", "--root", root)
    shown = call(*arguments, "--rules", "head_grant", lang="en")
    assert "inputs that no column holds: Staff" in shown
    assert "There is no key column" in shown
    assert "1 more rules decide no row" in call(*arguments, lang="en")


@pytest.mark.parametrize(
    ("name", "content", "more", "told"),
    [
        ("firms.ods", b"x", (), "不能读取“firms.ods”"),
        ("firms.xlsx", b"PK\x03\x04 broken", (), "已损坏"),
        ("firms.csv", b"", (), "没有数据"),
        ("firms.csv", b"in_city\n1\n", ("--on", "14.10.2016"), "不是 2016-10-14 样的日期"),
        ("firms.csv", b"in_city\n1\n", ("--child", "invoices"), "子表=文件"),
        ("firms.csv", b"in_city\n1\n", ("--memory", "much"), "2GB"),
        ("firms.csv", b"in_city\n1\n", ("--on", "2009-01-01"), "没有有效的规则"),
        ("firms.csv", b"in_city\n1\n", ("-o", "/nowhere/out.csv"), "无法写入"),
        ("firms.csv", b"in_city\n1\n", ("-o", "out.pdf"), "不能写"),
        ("firms.csv", b"in_city\n1\n", ("--engine", "local[1]x"), "Spark"),
    ],
)
def test_what_cannot_be_run_says_why_and_leaves_with_2(  # noqa: PLR0917
    root: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    content: bytes,
    more: tuple[str, ...],
    told: str,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyspark", None)
    path = tmp_path / name
    path.write_bytes(content)
    day = () if "--on" in more else ("--on", "2016-10-14")
    assert told in call("run", path, "--root", root, *day, *more, code=2)


def test_a_reform_is_compared(root: str, tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text("id,区,in_city,staff\na,湖里,是,2\nb,思明,是,4\nc,思明,否,\n", encoding="utf-8")
    reform = tmp_path / "reform.yaml"
    reform.write_text(
        "title_zh: 提高标准\ntitle_en: More\nparameters:\n"
        "  - {name: per_head, values: [{from: 2016-07-01, value: 5000}]}\n",
        encoding="utf-8",
    )
    output = tmp_path / "out.xlsx"
    shown = call(
        "compare", reform, path, "--by", "区", "--on", "2016-10-14", "--root", root, "-o", output
    )
    # 2 x 4500 + 4 x 4500 = 27000; 2 x 5000 + 4 x 5000 = 30000
    assert "27,000.00" in shown
    assert "30,000.00" in shown
    assert "3,000.00" in shown
    groups = list(openpyxl.load_workbook(output)["分组"].iter_rows(min_row=2, values_only=True))
    assert [row[:6] for row in groups] == [
        ("思明", "head_grant", "人头补助", 18000, 20000, 2000),
        ("湖里", "head_grant", "人头补助", 9000, 10000, 1000),
    ]
    notes = dict(openpyxl.load_workbook(output)["说明"].iter_rows(max_col=2, values_only=True))
    assert notes["内容包"] == "grants 1.2.0"
    assert "per_head" in notes["reform.yaml:4"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("parameters:\n  - {name: lid, values: [{value: 1}]}\n", "缺少字段“type”"),
        ("parameters:\n  - {name: per_head, values: [{value: many}]}\n", "“many”不是 money(CNY)"),
        ("rules:\n  - {name: head_grant, text: staff +}\n", "reform.yaml:2"),
        ("rule:\n  - {name: head_grant}\n", "不认识字段“rule”"),
        ("parameters: []\n", "没有改变任何规则"),
    ],
)
def test_a_faulty_reform_names_its_place(root: str, tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "firms.csv"
    path.write_text("in_city\n1\n", encoding="utf-8")
    reform = tmp_path / "reform.yaml"
    reform.write_text(text, encoding="utf-8")
    day = ("--on", "2016-10-14")
    assert told in call("compare", reform, path, "--root", root, *day, code=2)


def test_a_rule_and_an_input_may_be_added(root: str, tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text("id,staff,面积\na,2,10\n", encoding="utf-8")
    reform = tmp_path / "reform.yaml"
    reform.write_text(
        "inputs:\n  - {name: area, label_zh: 面积, label_en: Area, type: int,"
        " purpose: administration, source_zh: 表, source_en: form, least: 0}\n"
        "rules:\n  - {name: rent, label_zh: 房租, label_en: Rent, kind: grant, type: money(CNY),"
        " text: area * per_head}\n",
        encoding="utf-8",
    )
    shown = call("compare", reform, path, "--on", "2016-10-14", "--root", root)
    assert "45,000.00" in shown


def test_invented_rows_are_timed(root: str) -> None:
    shown = call("bench", "--rows", 1000, "--on", "2016-10-14", "--root", root, lang="en")
    assert "1 rules, 2 inputs: 1,000 rows" in shown


FUND = """
- name: fund
  label_zh: 2016 年人头补助预算
  label_en: Budget of head grants 2016
  type: money(CNY)
  values: [{from: 2016-01-01, to: 2016-12-31, value: 9000.00, document: law1, clause: 第五条}]
"""
BUDGETS = """
- name: head_budget
  label_zh: 人头补助预算
  label_en: Budget of head grants
  rule: head_grant
  parameter: fund
  document: law1
  clause: 第五条
"""


def test_a_budget_is_shared_out_and_told(write_pack: WritePack, tmp_path: Path) -> None:
    files = FILES | {"parameters": FILES["parameters"] + FUND, "budgets": BUDGETS}
    root = write_pack("grants", pack=HEAD, **files).parent
    assert "0 errors" in call("lint", "grants", "--root", root, lang="en")
    path = tmp_path / "firms.csv"
    # 1 x 4500 and 3 x 4500 are claimed, 9000 is there: half of each; of c nobody knows the staff
    path.write_text("id,in_city,staff\na,yes,1\nb,yes,3\nc,yes,\n", encoding="utf-8")
    output = tmp_path / "out.csv"
    run = ("run", path, "--on", "2016-10-14", "--root", root, "--budget", "head_budget")
    shown = call(*run, "-o", output, lang="en")
    assert ["18,000.00", "9,000.00", "9,000.00", "1"] in [
        [cell.strip() for cell in line.split("│")[3:7]] for line in shown.splitlines()
    ]
    assert "1 claims are unknown and got no part" in shown
    assert output.read_text("utf-8-sig").splitlines() == [
        "id,head_grant,head_grant_award", "a,4500.00,2250.00", "b,13500.00,6750.00", "c,,",
    ]  # fmt: skip
    assert "没有预算“no”。现有：head_budget" in call(*run[:-1], "no", code=2)


def test_a_faulty_budget_is_told_with_its_place(write_pack: WritePack) -> None:
    root = write_pack("grants", pack=HEAD, **FILES, budgets=BUDGETS).parent
    shown = call("lint", "grants", "--root", root, code=1, lang="en")
    assert "grants/budgets.yaml:2" in shown
    assert 'there is no parameter "fund"' in shown
