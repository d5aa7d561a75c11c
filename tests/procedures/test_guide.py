"""The guide's worked example is right: it lints clean and its case comes out."""

import re
from functools import cache
from pathlib import Path

from fumao.packs.parts_procedure import procedure as build
from fumao.packs.procedure_cases import check_cases, read_cases
from fumao.packs.procedures import pack_rules, read_procedure
from fumao.packs.row import Row
from fumao.packs.source import Source
from fumao.procedures.definitions import Procedure
from fumao.procedures.lint import lint
from fumao.procedures.lint_notes import Known

_GUIDE = Path(__file__).parents[2] / "docs/guide/procedures-writing.md"


@cache
def blocks() -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", _GUIDE.read_text("utf-8"), re.DOTALL)


def written() -> Procedure:
    return read_procedure(blocks()[0], "contract-filing.yaml")


def test_the_example_lints_clean() -> None:
    known = Known(frozenset({"commerce"}), frozenset(), laws=frozenset({"own-terms"}))
    assert lint(written(), pack_rules(), known) == ()


def test_the_case_of_the_example_comes_out(tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(blocks()[1], "utf-8")
    assert [one.sentence("en") for one in check_cases(written(), read_cases(path))] == []


def test_the_guide_names_every_key_of_a_procedure() -> None:
    """What the reader of the file asks for stands in the guide."""
    guide = _GUIDE.read_text("utf-8")
    for name in asked():
        plain = re.sub(r"_(zh|en)$", "", name)
        assert f"`{plain}`" in guide or f"`{plain}_*`" in guide or f"`{name}" in guide, name


def asked() -> set[str]:
    """Return the keys that reading a procedure asks for."""
    names: set[str] = set()

    class Asked(Row):
        def _value(self, name: str):  # type: ignore[no-untyped-def]
            names.add(name)
            return super()._value(name)

    row = Source(Path("x.yaml"), "x.yaml", []).mapping_of(blocks()[0])
    build(Asked(row.values, row.lines, row.place, []), {})
    return names
