"""Publications of the packs: the shipped one is sound, and every fault is found at its place."""

import pytest

from fumao.packs.load import SHIPPED
from fumao.packs.problem import PackError
from fumao.packs.releases import load_publications, read_publication
from fumao.statistics.publication_lint import KnownNames, lint

TEXT = (SHIPPED / "surveys/releases/outsourcing-bulletin.yaml").read_text("utf-8")
KNOWN = KnownNames(
    {"outsourcing-execution": "month"}, {"service-class", "country"},
    {"BRI65", "RCEP", "ASEAN", "EU", "BRICS"}, {"commerce", "statistics"},
    {"statistics-law", "so-survey-2007", "own-terms"},
)  # fmt: skip


def codes(text: str) -> set[str]:
    return {one.code for one in lint(read_publication(text), KNOWN)}


def test_the_shipped_publication_is_sound() -> None:
    assert codes(TEXT) == set()
    assert [one.publication.key for one in load_publications()] == ["outsourcing-bulletin"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("form: outsourcing-execution", "form: nothing", "form"),
        ("period: month", "period: quarter", "period"),
        ("team: [commerce, statistics]", "team: [commerce, police-box]", "team"),
        ("team: [commerce, statistics]", "team: []", "team"),
        ("split: shore", "split: side", "split"),
        ("name: area,", "name: place,", "area"),
        ("scheme: country", "scheme: nothing", "codes"),
        ("measure: executed_cny", "measure: executed_jpy", "measure"),
        ("at: offshore", "at: abroad", "code"),
        ("codes: [offshore, onshore]", "codes: [offshore, abroad]", "code"),
        ("rows: country", "rows: park", "rows"),
        ("rows: area", "rows: service_class", "linked"),
        ("groups: [BRI65,", "groups: [G20,", "group"),
        ("    only: offshore\n", "    only: offshore\n    depth: 1\n", "groups"),
        ("least: 3", "least: 2", "protection"),
        ("document: so-survey-2007, clause: 月报", "document: nothing, clause: 一",
         "unknown_document"),
    ],
)  # fmt: skip
def test_a_fault_is_found(old: str, new: str, code: str) -> None:
    assert old in TEXT
    assert code in codes(TEXT.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('at: "09:00"', "at: nine", "field_at"),
        ("calendar: {", "calender: {", "field_calendar"),
        ("protection: {", "shield: {", "field_protection"),
        ("shows: share", "shows: part", "field_shows"),
        ("period: month", "period: week", "field_period"),
    ],
)
def test_a_fault_of_form_is_told_with_its_line(old: str, new: str, field: str) -> None:
    with pytest.raises(PackError) as told:
        read_publication(TEXT.replace(old, new, 1))
    assert field in {one.code for one in told.value.problems}
