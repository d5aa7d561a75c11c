"""The commands on procedures: lint, show, new, test."""

from pathlib import Path
from typing import get_args

import pytest
from typer.testing import CliRunner

from fumao.packs.load import SHIPPED
from fumao.packs.procedures import pack_rules, read_procedure
from fumao.packs.procedures_cli import app
from fumao.procedures.definitions import ProcedureKind
from fumao.procedures.lint import lint
from fumao.procedures.lint_notes import Known
from fumao.procedures.scaffold import scaffold
from tests.procedures import registration

RUN = CliRunner()


def said(*arguments: str, code: int = 0) -> str:
    result = RUN.invoke(app, [*arguments, "--lang", "en"])
    assert result.exit_code == code, result.output
    return result.output


@pytest.mark.parametrize("kind", get_args(ProcedureKind))
def test_a_new_procedure_lints_clean(kind: str) -> None:
    text = scaffold("fresh", kind, "own-terms", "总则")
    known = Known(
        frozenset({"commerce", "science", "tax"}),
        frozenset(),
        laws=frozenset({"own-terms", "licence-law"}),
    )
    notes = lint(read_procedure(text), pack_rules(), known)
    # A funding procedure wants the rule that computes its money; all else is in order.
    wanted = ["money"] if kind == "funding" else []
    assert [note.problem.code for note in notes] == wanted
    assert all(note.warning for note in notes)


def test_a_new_procedure_is_written_once_and_lints_against_all_packs(tmp_path: Path) -> None:
    path = tmp_path / "fresh.yaml"
    said("new", "fresh", "--kind", "filing", "-o", str(path))
    assert "checked: 0 errors, 0 warnings" in said("lint", str(path))
    assert "exists already" in said("new", "fresh", "--kind", "filing", "-o", str(path), code=2)


def test_faults_are_told_by_line_and_leave_with_1(tmp_path: Path) -> None:
    path = tmp_path / "registration.yaml"
    path.write_text(registration.text().replace("until: ends", "until: finish"), "utf-8")
    told = said("lint", str(path), code=1)
    assert "registration.yaml:" in told
    assert 'there is no field "finish"' in told
    assert "there is no procedure" in said("lint", "no-such", code=2)


def test_what_is_no_yaml_has_one_fault(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("key: broken\nform: [unclosed\n", "utf-8")
    told = said("lint", str(path), code=2)
    assert told.startswith("broken.yaml:3: the YAML is broken")
    assert "the file must be one mapping" not in told
    path.write_text("- a list\n", "utf-8")
    assert "the file must be one mapping" in said("lint", str(path), code=2)


def test_show_prints_a_procedure_and_writes_its_drawing(tmp_path: Path) -> None:
    path, svg = tmp_path / "registration.yaml", tmp_path / "route.svg"
    path.write_text(registration.text(), "utf-8")
    told = said("show", str(path), "--svg", str(svg))
    for part in ("3 working days", "(review)", "mofcom-2009-3 第六条", "refuses"):
        assert part in told
    assert svg.read_text("utf-8").startswith("<svg ")


def packed(folder: Path, text: str, cases: str) -> Path:
    """Return a root with one pack that holds a procedure and its cases."""
    (folder / "own" / "procedures").mkdir(parents=True)
    (folder / "own" / "procedure-cases").mkdir()
    head = (
        "key: own\nversion: 1.0.0\nkind: rules\ntitle_zh: 本市\ntitle_en: Own\nlicence: CC0-1.0\n"
    )
    (folder / "own" / "pack.yaml").write_text(
        head + "requires: [national]\nsource_zh: 自拟\nsource_en: Our own\n", "utf-8"
    )
    law = "- {key: LAW, title_zh: 办法, title_en: Measures}\n"
    laws = [law.replace("LAW", key) for key in ("xiamen-2020", "mofcom-2009-3")]
    (folder / "own" / "laws.yaml").write_text("".join(laws), "utf-8")
    (folder / "own" / "procedures" / "registration.yaml").write_text(text, "utf-8")
    (folder / "own" / "procedure-cases" / "registration.yaml").write_text(cases, "utf-8")
    (folder / "national").symlink_to(SHIPPED / "national")
    return folder


def test_a_city_adds_a_procedure_by_a_file_and_no_code(tmp_path: Path) -> None:
    cases = (registration.WRITTEN / "registration-cases.yaml").read_text("utf-8")
    root = packed(tmp_path, registration.text(), cases)
    assert "checked: 0 errors, 0 warnings" in said("lint", "--root", str(root))
    assert "6 golden cases, 0 differ" in said("test", "--root", str(root))


def test_a_wrong_case_fails_lint_and_test_at_its_line(tmp_path: Path) -> None:
    cases = (registration.WRITTEN / "registration-cases.yaml").read_text("utf-8")
    wrong = cases.replace("service_due: 2022-06-23", "service_due: 2022-06-22")
    root = packed(tmp_path, registration.text(), wrong)
    for command in ("lint", "test"):
        told = said(command, "--root", str(root), code=1)
        assert "own/procedure-cases/registration.yaml:2" in told
        assert "service_due should be 2022-06-22, is 2022-06-23" in told


def test_a_pack_names_its_files_by_its_procedures(tmp_path: Path) -> None:
    root = packed(tmp_path, registration.text().replace("key: registration", "key: other"), "[]")
    told = said("lint", "--root", str(root), code=1)
    assert 'the key "other" is not the name of the file' in told
    assert 'there is no procedure "registration"' in told
