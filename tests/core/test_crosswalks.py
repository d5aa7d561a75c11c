"""Crosswalks and groups: kinds, coverage, membership at a date."""

from datetime import date

import pytest

from fumao.core.crosswalks import Link, parse_crosswalk, parse_groups
from fumao.core.errors import CoreError
from fumao.core.schemes import CodeScheme, parse_scheme


def scheme(*rows: str) -> CodeScheme:
    head = '---\nscheme: s\nversion: "1"\ntitle: {zh: 表, en: List}\n---\ncode,parent,zh,en\n'
    return parse_scheme(head + "".join(f"{row},名,name\n" for row in rows), "s.csv")


HEADER = "---\ncrosswalk: x\nfrom: old 1\nto: new 1\nconfidence: derived\n---\n"
COLUMNS = "source,target,kind,confidence,note\n"
GROUPS = """---
groups_of: g
scheme: country
names:
  EU: {zh: 欧盟, en: European Union}
---
group,member,valid_from,valid_to,confidence,note
EU,FR,1958-01-01,,,
EU,GB,1973-01-01,2020-01-31,memory,
"""


def test_links_keep_their_kind() -> None:
    found = parse_crosswalk(
        HEADER + COLUMNS + "a,x,exact,seen,同名\nb,y,split,,\nb,z,split,,\n", "f"
    )
    assert found.targets("a") == [Link("a", "x", "exact", "seen", "同名")]
    assert [link.target for link in found.targets("b")] == ["y", "z"]
    assert found.targets("b")[0].confidence == "derived"
    assert found.targets("q") == []
    assert [link.source for link in found.sources("z")] == ["b"]
    assert (found.source, found.target) == ("old 1", "new 1")


def test_coverage_names_what_is_open() -> None:
    source = scheme("a,", "a1,a", "b,", "c,")
    target = scheme("x,", "x1,x", "y,", "z,")
    text = HEADER + COLUMNS + "a,x,exact,,\nb,y,exact,,\nq,w,exact,,\n"
    found = parse_crosswalk(text, "f").coverage(source, target)
    assert found.unknown_sources == ("q",)
    assert found.unknown_targets == ("w",)
    assert found.unmapped == ("c",)  # a1 is covered by its parent a
    assert found.unreached == ("z",)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("a,x,same,,\n", "needs source, target and kind"),
        ("a,,exact,,\n", "f:8: needs source"),
        ("a,x,split,,\n", "splits into one only"),
        ("a,x,exact,,\na,y,exact,,\n", "several targets"),
        ("a,x,split,,\na,x,split,,\n", "twice"),
    ],
)
def test_contradictions_are_refused(rows: str, says: str) -> None:
    with pytest.raises(CoreError, match=says):
        parse_crosswalk(HEADER + COLUMNS + rows, "f")


def test_membership_depends_on_the_day() -> None:
    groups = parse_groups(GROUPS, "g.csv")
    assert groups.members("EU", date(2020, 1, 31)) == ["FR", "GB"]
    assert groups.members("EU", date(2020, 2, 1)) == ["FR"]
    assert groups.groups_of("GB", date(2019, 1, 1)) == ["EU"]
    assert groups.groups_of("GB", date(1972, 1, 1)) == []
    assert groups.names["EU"].say("zh") == "欧盟"
    with pytest.raises(CoreError, match="no group RCEP"):
        groups.members("RCEP", date(2020, 1, 1))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (GROUPS + "EU,FR,2000-01-01,,,\n", "FR is in EU twice"),
        (GROUPS + "G7,FR,,,,\n", "G7 has no name"),
        (GROUPS + "EU,,,,,\n", "g.csv:10: needs group and member"),
        (GROUPS.replace("names", "labels"), "names is missing"),
    ],
)
def test_faulty_groups_are_refused(text: str, says: str) -> None:
    with pytest.raises(CoreError, match=says):
        parse_groups(text, "g.csv")
