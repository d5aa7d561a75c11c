"""Code schemes: lookups at a date, the tree, and what a faulty file is told."""

from datetime import date

import pytest

from fumao.core.errors import CoreError
from fumao.core.schemes import Code, edition_on, parse_scheme

HEADER = '---\nscheme: s\nversion: "1"\ntitle: {zh: 表, en: List}\n---\n'
COLUMNS = "code,parent,zh,en,role,valid_from,valid_to,confidence,note,kind\n"
TREE = (
    HEADER
    + COLUMNS
    + "\n".join(
        [
            "A,,甲,A,,,,,,x",
            "A1,A,甲一,A one,,,2018-12-31,,,",
            "A1,A,甲一新,A one renamed,,2019-01-01,,memory,已改名,",
            "A2,A,甲二,A two,,2010-01-01,2015-12-31,,,",
            "A9,A,其中,of which,of_which,,,,,",
            'A21,A2,"甲二，一",A two one,,,,,,',
            "B,,乙,B,,,,,,",
        ]
    )
    + "\n"
)
SCHEME = parse_scheme(TREE, "tree.csv")


def codes(entries: list[Code]) -> list[str]:
    return [entry.code for entry in entries]


def test_a_code_is_found_at_a_date() -> None:
    assert SCHEME.get("A1", date(2018, 12, 31)).label.zh == "甲一"
    assert SCHEME.get("A1", date(2019, 1, 1)).label.en == "A one renamed"
    assert SCHEME.get("A1").label.zh == "甲一新"
    assert SCHEME.find("A2", date(2016, 1, 1)) is None
    assert "A1" in SCHEME
    assert "C" not in SCHEME


def test_a_missing_code_says_whether_it_is_the_date() -> None:
    with pytest.raises(CoreError) as caught:
        SCHEME.get("A2", date(2016, 1, 1))
    assert caught.value.code == "code_not_valid"
    assert caught.value.message("en") == "List (1) has no code A2 on 2016-01-01"
    with pytest.raises(CoreError) as caught:
        SCHEME.get("C")
    assert (caught.value.code, caught.value.message("zh")) == (
        "code_unknown",
        "“表”（1）中没有代码 C",
    )


def test_the_tree() -> None:
    assert codes(SCHEME.roots()) == ["A", "B"]
    assert codes(SCHEME.children("A", date(2012, 1, 1))) == ["A1", "A2"]
    assert codes(SCHEME.children("A", date(2020, 1, 1), parts=False)) == ["A1", "A9"]
    assert codes(SCHEME.descendants("A", date(2012, 1, 1))) == ["A1", "A2", "A21"]
    assert codes(SCHEME.ancestors("A21", date(2012, 1, 1))) == ["A2", "A"]
    assert codes(SCHEME.leaves(date(2012, 1, 1))) == ["A1", "A21", "B"]
    assert codes(SCHEME.valid(date(2020, 1, 1))) == ["A", "A1", "A9", "A21", "B"]


def test_cells_reach_the_entry() -> None:
    entry = SCHEME.get("A1", date(2020, 1, 1))
    assert (entry.confidence, entry.note, entry.role) == ("memory", "已改名", "part")
    assert SCHEME.get("A").extra == {"kind": "x"}
    assert SCHEME.get("A21").label.zh == "甲二，一"
    assert SCHEME.get("A").confidence == "seen"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("A,,甲,,,,,,,", '"en" is missing'),
        ("A,Z,甲,A,,,,,,", "Z, the parent of A, does not exist"),
        ("A,,甲,A,,,,,,\nA,,甲,A,,,,,,", "the dates of A overlap"),
        ("A,,甲,A,,,2019-01-01,,,\nA,,甲,A,,2019-01-01,,,,", "overlap"),
        ("A,B,甲,A,,,,,,\nB,A,乙,B,,,,,,", "its own ancestor"),
        ("A,,甲,A,half,,,,,", 'unknown role "half"'),
        ("A,,甲,A,,,,sure,,", 'unknown confidence "sure"'),
        ("A,,甲,A,,2019,,,,", "no date like"),
        ("A,,甲,A,,2019-01-02,2019-01-01,,,", "before valid_from"),
        ("A,,甲,A", "must have 10 columns, has 4"),
        ('A,,"甲,A', "broken CSV"),
    ],
)
def test_a_faulty_row_is_refused_with_its_place(rows: str, says: str) -> None:
    with pytest.raises(CoreError, match=says):
        parse_scheme(HEADER + COLUMNS + rows + "\n", "bad.csv")


def test_the_place_is_file_and_line() -> None:
    with pytest.raises(CoreError) as caught:
        parse_scheme(HEADER + COLUMNS + "A,,甲,A,,,,,,\nB,,,B,,,,,,\n", "bad.csv")
    assert caught.value.message("zh") == "数据文件 bad.csv:8：缺少“zh”"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("code,zh\n", "YAML header"),
        (HEADER, "column names"),
        ("---\nscheme: s\n---\ncode,zh,en\n", '"version" must be a text'),
        ('---\nscheme: s\nversion: "1"\n---\ncode,zh,en\n', '"title" must have zh and en'),
    ],
)
def test_a_faulty_header_is_refused(text: str, says: str) -> None:
    with pytest.raises(CoreError, match=says):
        parse_scheme(text, "bad.csv")


def test_windows_line_ends_are_read() -> None:
    assert codes(list(parse_scheme(TREE.replace("\n", "\r\n"), "tree.csv").codes)) == codes(
        list(SCHEME.codes)
    )


def test_editions_follow_each_other() -> None:
    old = parse_scheme(TREE.replace('version: "1"', 'version: "1"\nvalid_to: 2018-12-31'), "a")
    new = parse_scheme(TREE.replace('version: "1"', 'version: "2"\nvalid_from: 2019-01-01'), "b")
    assert edition_on([old, new], "s", date(2018, 12, 31)) is old
    assert edition_on([old, new], "s", date(2019, 1, 1)) is new
    with pytest.raises(CoreError, match="0 editions of t"):
        edition_on([old, new], "t", date(2019, 1, 1))
    with pytest.raises(CoreError, match="2 editions of s"):
        edition_on([SCHEME, new], "s", date(2019, 1, 1))
