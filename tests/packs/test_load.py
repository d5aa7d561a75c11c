"""Reading pack folders: what is accepted, and how a fault is told."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fumao.packs.load import list_packs, load_pack, load_packs
from fumao.packs.problem import PackError
from tests.packs.conftest import WritePack


def problems_of(folder: Path) -> list[tuple[str, int, str]]:
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    return [(p.place.file, p.place.line, p.code) for p in caught.value.problems]


def test_yaml_1_2_keeps_words_and_exact_numbers(write_pack: WritePack) -> None:
    """In YAML 1.2 `no`, `on` and `12:30` are words; 0.1 must stay 0.1."""
    folder = write_pack(
        areas="- {code: 0350, name_zh: no, name_en: on, kind: nation}\n",
        targets_csv="document,code,clause,series,indicator_zh,indicator_en,comparator,value,unit,year\n"
        "d,T1,一,s,指标,Figure,=,0.10,%,2020\n",
    )
    pack = load_pack(folder)
    assert (pack.areas[0].code, pack.areas[0].name.zh, pack.areas[0].name.en) == (
        "0350",
        "no",
        "on",
    )
    assert pack.targets[0].value == Decimal("0.10")
    assert str(pack.targets[0].value) == "0.10"
    assert pack.targets[0].baseline is None
    assert pack.targets[0].place.line == 2


def test_a_fault_names_file_line_and_mend_in_both_languages(write_pack: WritePack) -> None:
    folder = write_pack(
        departments="- key: a\n  area: x\n  kind: bureau\n  name_zh: 甲局\n  name_en: A\n"
        "- key: b\n  area: x\n  kind: ministry\n  name_zh: 乙局\n",
    )
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    by_code = {p.code: p for p in caught.value.problems}
    assert by_code["field_kind"].place.line == 8
    assert by_code["field_name_en"].place.line == 6
    zh, en = (by_code["field_kind"].sentence(language) for language in ("zh", "en"))
    assert zh.startswith("town/departments.yaml:8：") and "bureau" in zh and "应为" in zh
    assert en.startswith("town/departments.yaml:8: ") and "it must be" in en
    assert caught.value.message("zh").count("\n") == len(caught.value.problems) - 1


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("- {code: 1, code: 2, name_zh: 甲, name_en: A, kind: nation}\n", 1),
        ("- code: &x 1\n  name_zh: *x\n  name_en: A\n  kind: nation\n", 1),
        ("- code: !!python/name:os.system 1\n  name_zh: 甲\n  name_en: A\n  kind: nation\n", 1),
        ("- code: 1\n   name_zh: 甲\n", 2),
        ("code: 1\n", 1),
        ("- code: 1\n  name_zh: 甲\n  name_en: A\n  kind: nation\n  colour: red\n", 5),
        ("- code: 1\n  name_zh: [甲]\n  name_en: A\n  kind: nation\n", 2),
        ("- code: 1\n  name_zh: 甲\n  name_en: A\n  kind: nation\n  from: 2019-02-30\n", 5),
    ],
    ids=[
        "doubled key",
        "anchor",
        "tag",
        "indentation",
        "no list",
        "unknown field",
        "list for a text",
        "no such day",
    ],
)
def test_what_is_refused(write_pack: WritePack, text: str, line: int) -> None:
    assert ("town/areas.yaml", line) in [p[:2] for p in problems_of(write_pack(areas=text))]


def test_a_ragged_csv_row_is_refused(write_pack: WritePack) -> None:
    folder = write_pack(areas_csv='code,name_zh,name_en,kind\n1,"甲\n乙",A,nation\n2,丙,C\n')
    assert problems_of(folder) == [("town/areas.csv", 4, "form")]


def test_text_that_is_not_utf8_is_refused(write_pack: WritePack) -> None:
    folder = write_pack()
    (folder / "areas.yaml").write_bytes("- code: 1\n  name_zh: 甲".encode("gb18030"))
    assert ("town/areas.yaml", 2, "form") in problems_of(folder)


def test_the_key_is_the_folder(write_pack: WritePack, tmp_path: Path) -> None:
    folder = write_pack()
    folder.rename(tmp_path / "city")
    assert problems_of(tmp_path / "city") == [("city/pack.yaml", 1, "field_key")]


def test_a_folder_without_pack_yaml_says_so(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert problems_of(tmp_path / "empty") == [("empty/pack.yaml", 1, "no_pack")]


HEAD = (
    "key: {key}\nversion: 1.0.0\nkind: plan\ntitle_zh: 某市\ntitle_en: Town\n"
    "requires: [{requires}]\nlicence: CC0-1.0\nsource_zh: 测试\nsource_en: Test\n"
)


def test_required_packs_come_first(write_pack: WritePack, tmp_path: Path) -> None:
    for key, requires in (("a", "c"), ("b", "a, c"), ("c", "")):
        write_pack(key, pack=HEAD.format(key=key, requires=requires))
    assert [p.head.key for p in load_packs(["b"], tmp_path)] == ["c", "a", "b"]
    assert [h.key for h in list_packs(tmp_path)] == ["a", "b", "c"]


def test_a_circle_of_requirements_is_refused(write_pack: WritePack, tmp_path: Path) -> None:
    for key, requires in (("a", "b"), ("b", "a")):
        write_pack(key, pack=HEAD.format(key=key, requires=requires))
    with pytest.raises(PackError) as caught:
        load_packs(["a"], tmp_path)
    assert [p.code for p in caught.value.problems] == ["requires_circle"]


def test_an_unknown_pack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError) as caught:
        load_packs(["atlantis"], tmp_path)
    assert [p.code for p in caught.value.problems] == ["unknown_pack"]


def test_a_document_without_date_needs_as_of(write_pack: WritePack) -> None:
    text = (
        "- key: d\n  code: D\n  title_zh: 文件\n  title_en: Document\n  area: 1\n"
        "  source_zh: 测试\n  source_en: Test\n"
    )
    folder = write_pack(documents=text)
    assert problems_of(folder) == [("town/documents.yaml", 1, "field_as_of")]
    (folder / "documents.yaml").write_text(text + "  printed: 2016-08-10\n", encoding="utf-8")
    document = load_pack(folder).documents[0]
    assert (document.dated, document.as_of) == (None, date(2016, 8, 10))


def test_clauses_know_their_parent_and_level(write_pack: WritePack) -> None:
    folder = write_pack(
        clauses="- {document: d, ref: 三/（一）/4, kind: item, title_zh: 四, title_en: Four}\n"
    )
    clause = load_pack(folder).clauses[0]
    assert (clause.parent, clause.level, clause.label) == ("三/（一）", 2, "4")
