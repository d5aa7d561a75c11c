"""The command `fumao read`: forms, languages, exit codes, whole files or none."""

import csv
import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from ruamel.yaml import YAML
from typer.testing import CliRunner

from fumao.cli import app

PLAN = (
    "青岚市数字服务实施方案\n一、主要任务\n"
    "1.=1+1建设平台。（市商务局牵头，市财政局配合；2027年底前完成）\n"
    "2.培育企业。（市科技局负责）\n3.到2027年，服务出口额达到12.5亿美元。（市统计局负责）\n"
)
run = CliRunner()


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A small plan."""
    path = tmp_path / "方案.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_table_in_both_languages(plan: Path) -> None:
    chinese = run.invoke(app, ["read", str(plan), "--lang", "zh"], env={"COLUMNS": "160"})
    english = run.invoke(app, ["read", str(plan), "--lang", "en"], env={"COLUMNS": "160"})
    assert chinese.exit_code == english.exit_code == 0
    assert "任务 3" in chinese.output and "Tasks 3" in english.output
    assert "市科技局" in chinese.output and "2027-12-31" in english.output


def test_json_holds_what_the_score_tool_reads(plan: Path) -> None:
    result = run.invoke(app, ["read", str(plan), "--format", "json"])
    value = json.loads(result.stdout)
    task = value["tasks"][0]
    assert task["lead"] == ["市商务局"] and task["cooperating"] == ["市财政局"]
    assert task["schedule"]["text"] == "2027年底前完成"
    assert value["text"][task["start"] : task["end"]].startswith("=1+1")
    assert value["targets"][0]["value"] == 12.5
    assert {"meta", "clauses", "incentives", "findings"} <= set(value)


def test_yaml_is_the_same_as_json(plan: Path) -> None:
    as_json = json.loads(run.invoke(app, ["read", str(plan), "--format", "json"]).stdout)
    as_yaml = run.invoke(app, ["read", str(plan), "--format", "yaml"]).stdout
    assert YAML(typ="safe").load(as_yaml) == as_json


def test_csv_and_xlsx_neutralise_formulas(plan: Path, tmp_path: Path) -> None:
    text = run.invoke(app, ["read", str(plan), "--format", "csv"]).stdout
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[1][2].startswith("'=1+1")
    out = tmp_path / "out.xlsx"
    assert run.invoke(app, ["read", str(plan), "--format", "xlsx", "-o", str(out)]).exit_code == 0
    sheet = load_workbook(out)["任务"]
    cell = sheet["C2"]
    assert cell.data_type == "s" and str(cell.value).startswith("'=1+1")
    assert sheet["D3"].value == "市科技局"


@pytest.mark.parametrize("form", ["json", "xlsx", "table"])
def test_bad_input_exits_2_with_one_sentence_and_writes_nothing(form: str, tmp_path: Path) -> None:
    bad = tmp_path / "程序.docx"
    bad.write_bytes(b"MZ" + b"\0" * 300)
    out = tmp_path / "out"
    result = run.invoke(app, ["read", str(bad), "--format", form, "-o", str(out), "--lang", "zh"])
    assert result.exit_code == 2
    assert result.stderr.strip().count("\n") == 0 and "可执行程序" in result.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["程序.docx"]


def test_a_failed_write_leaves_the_old_file(plan: Path, tmp_path: Path) -> None:
    folder = tmp_path / "没有"
    result = run.invoke(app, ["read", str(plan), "-o", str(folder / "x.json"), "--lang", "en"])
    assert result.exit_code == 2 and "Cannot write" in result.stderr


def test_the_language_follows_the_environment(tmp_path: Path) -> None:
    for language, word in (("zh_CN.UTF-8", "打不开"), ("en_US.UTF-8", "Cannot open")):
        result = run.invoke(app, ["read", "无.txt"], env={"LANG": language, "LC_ALL": language})
        assert result.exit_code == 2 and word in result.stderr
