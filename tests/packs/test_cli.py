"""`fumao packs lint` and `fumao packs list` as a user meets them."""

from pathlib import Path

from typer.testing import CliRunner

from fumao.packs.cli import app
from tests.packs.conftest import WritePack

runner = CliRunner()


def test_lint_of_the_shipped_packs_is_clean() -> None:
    result = runner.invoke(app, ["lint"])
    assert result.exit_code == 0
    assert "0 处错误" in result.stdout


def test_lint_names_the_place_and_fails(write_pack: WritePack, tmp_path: Path) -> None:
    write_pack(areas='- {code: "1", name_zh: 甲, name_en: A, kind: city}\n')
    result = runner.invoke(app, ["lint", "--root", str(tmp_path), "--language", "en"])
    assert result.exit_code == 1
    assert "error town/areas.yaml:1: area 1 has no parent; add parent" in result.stdout
    assert "1 errors, 0 warnings" in result.stdout


def test_lint_of_one_pack_takes_its_name() -> None:
    assert runner.invoke(app, ["lint", "xiamen-2016"]).exit_code == 0
    unknown = runner.invoke(app, ["lint", "atlantis"])
    assert unknown.exit_code == 1
    assert "atlantis" in unknown.stdout


def test_list_shows_every_pack_with_its_counts() -> None:
    result = runner.invoke(app, ["list", "-l", "en"], env={"COLUMNS": "160"})
    assert result.exit_code == 0
    row = next(line for line in result.stdout.splitlines() if "wuhan-2016" in line)
    assert [cell.strip() for cell in row.split("│")[4:8]] == ["", "72", "40", "74"]


def test_list_of_broken_packs_says_why(write_pack: WritePack, tmp_path: Path) -> None:
    write_pack(areas="- {code: 1}\n")
    result = runner.invoke(app, ["list", "--root", str(tmp_path)])
    assert result.exit_code == 2
    assert "town/areas.yaml:1" in result.stdout
