"""`fumao rules run --from-database`: the register through the rules, as a file of it would be."""

from pathlib import Path

import openpyxl
import pytest
from pytest_django import Settings
from typer.testing import CliRunner

from fumao.apps.enterprises.actions.record_fact import record_fact
from fumao.apps.enterprises.stating import Statement
from fumao.cli import app
from tests.grants.test_screening_rows import FACTS, HIRES
from tests.grants.test_screening_rows import town as town  # noqa: PLC0414 - the same fixture
from tests.grants.wenzhou import AS_OF, Wenzhou

pytestmark = pytest.mark.django_db
GRANT, SUBSIDY = "fund_hire_grant", "wz_platform_fee_subsidy"


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["rules", "run", *arguments, "--lang", "zh"])
    return done.exit_code, done.output


def sheet(path: Path, name: str) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(path)[name].iter_rows(values_only=True))


def test_results_with_reasons_as_from_a_file(town: Wenzhou, tmp_path: Path) -> None:
    out = tmp_path / "结果.xlsx"
    code, said = run(
        "--from-database", "--area", "330300", "--on", "2014-12-31", "--rules", GRANT,
        "-o", str(out),
    )  # fmt: skip
    assert code == 0, said
    head, *rows = sheet(out, "结果")
    assert head[0] == "统一社会信用代码"
    found = {row[0]: row[1:] for row in rows}
    # two hires count: 2 x 4 500; none told is none; nobody told is unknown; 远帆 is elsewhere
    assert found[town.bridge.code][0] == 9000
    assert found[town.stone.code][0] == 0
    assert found[town.leaf.code][0] is None
    assert "新录用人员" in str(found[town.leaf.code][1])
    assert town.sail.code not in found
    assert len(sheet(out, "退回")) == 1


def test_all_areas_on_the_business_date_without_statistics(town: Wenzhou, tmp_path: Path) -> None:
    said = Statement("5000", "统计报表", AS_OF, purpose="statistics")
    record_fact(town.office, town.stone, "wz_platform_fee", said)
    out = tmp_path / "out.xlsx"
    code, words = run("--from-database", "--rules", SUBSIDY, "-o", str(out))
    assert code == 0, words
    assert "2016-10-14" in words  # the business date, not the machine's
    found = {row[0]: row[1] for row in sheet(out, "结果")[1:]}
    assert found[town.bridge.code] == 100_000
    assert found[town.sail.code] == 100_000  # a file says nothing of places either
    assert found[town.stone.code] is None  # what was given for statistics is not read


def test_a_file_written_by_hand_gives_the_same(town: Wenzhou, tmp_path: Path) -> None:
    """The same facts typed into two CSV files, for the one enterprise that told its rows."""
    cases, hires = tmp_path / "cases.csv", tmp_path / "hires.csv"
    cases.write_text(
        f"统一社会信用代码,{','.join(FACTS)}\n{town.bridge.code},{','.join(FACTS.values())}\n"
    )
    lines = [f"{town.bridge.code},{','.join(row.values())}" for row in HIRES]
    hires.write_text(f"统一社会信用代码,{','.join(HIRES[0])}\n" + "\n".join(lines) + "\n")
    results = []
    for way in ([str(cases), "--child", f"fund_hires={hires}"], ["--from-database"]):
        out = tmp_path / f"{len(results)}.xlsx"
        code, words = run(*way, "--on", "2014-12-31", "--rules", GRANT, "-o", str(out))
        assert code == 0, words
        head, *rows = sheet(out, "结果")
        results.append((head, next(row for row in rows if row[0] == town.bridge.code)))
    assert results[0] == results[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "请给一个文件"),
        (["a.csv", "--from-database"], "请给一个文件"),
        (["--from-database", "--key", "id"], "不写 --key"),
        (["a.csv", "--area", "330300"], "--area 只用于"),
        (["--from-database", "--area", "999999"], "没有代码为“999999”的地区"),
        (["--from-database", "--area", "330000", "--on", "soon"], "不是 2016-10-14 样的日期"),
    ],
)
def test_what_does_not_go_together(town: Wenzhou, arguments: list[str], words: str) -> None:
    code, said = run(*arguments)
    assert code == 2
    assert words in said.replace("\n", "")


def test_no_enterprise_yet(settings: Settings) -> None:
    code, said = run("--from-database")
    assert (code, "还没有登记存续的企业" in said) == (2, True)
