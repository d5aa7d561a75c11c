"""Forms: what is hidden is dropped and asked of nobody, whatever is filled in; papers; promises."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumao.packs.procedures import read_procedure
from fumao.procedures.form import Form
from fumao.procedures.intake import Filing, amount_of, examine
from tests.procedures import registration

DAY = date(2022, 6, 20)
ABOUT = {"applicant_active": True}
_FORM = """\
form:
  - {key: a, label_zh: 甲, label_en: A, type: bool, required: always}
  - {key: b, label_zh: 乙, label_en: B, type: bool, visible: a, required: always}
  - {key: c, label_zh: 丙, label_en: C, type: bool, visible: b, required: always,
     check: c, check_zh: 须为是, check_en: must be true}
  - {key: d, label_zh: 丁, label_en: D, type: text, visible: not a, required: b}
  - key: rows
    label_zh: 明细
    label_en: Rows
    type: table
    visible: c
    required: always
    columns:
      - {key: sum, label_zh: 金额, label_en: Amount, type: money(CNY), required: always}
"""


def layered() -> Form:
    """Return a form in which each field shows by the one above it."""
    head, _, rest = registration.text().partition("form:\n")
    _, _, tail = rest.partition("evidence:\n")
    tail = tail.partition("parameters:\n")[2].partition("checks:\n")
    route = tail[2].partition("route:\n")[2].partition("promise:")[0]
    return Form(read_procedure(f"{head}{_FORM}route:\n{route}"))


FORM = layered()
_VALUES = st.sampled_from(["true", "false", "", "nonsense", None])
_ROWS = st.lists(st.fixed_dictionaries({"sum": st.sampled_from(["1", "", "x"])}), max_size=2)


@given(st.fixed_dictionaries({key: _VALUES for key in "abcd"}), _ROWS)
def test_hidden_fields_are_dropped_and_asked_of_nobody(
    raw: dict[str, str | None], rows: list[dict[str, str]]
) -> None:
    """Invariant 16, with the rules of showing written out by hand."""
    read = FORM.read({**raw, "rows": rows}, ABOUT, DAY)
    shown = {"a"}
    if raw["a"] == "true":
        shown.add("b")
        if raw["b"] == "true":
            shown.add("c")
            if raw["c"] == "true":
                shown.add("rows")
    elif raw["a"] == "false":
        shown.add("d")
    assert read.visible == shown
    assert set(read.data) <= shown
    assert {key for key, value in read.values.items() if value is not None} <= shown
    assert {fault.key.split(".")[0] for fault in read.faults} <= shown
    assert read.required <= shown
    # What is hidden cannot unlock anything: the same answers without it say the same.
    kept = {key: value for key, value in raw.items() if key in shown}
    again = FORM.read({**kept, "rows": rows if "rows" in shown else []}, ABOUT, DAY)
    assert (again.data, again.faults, again.visible) == (read.data, read.faults, read.visible)


@given(st.dictionaries(st.sampled_from(["a", "b", "c", "d", "rows", "z"]), st.text(max_size=8)))
def test_nothing_that_is_typed_breaks_a_form(raw: dict[str, str]) -> None:
    FORM.read(raw, ABOUT, DAY)


def test_rows_are_read_each_with_its_own_faults() -> None:
    raw = {"a": "是", "b": "是", "c": "是", "rows": [{"sum": "1,000.5"}, {"sum": "x"}, {}]}
    read = FORM.read(raw, ABOUT, DAY)
    assert [fault.key for fault in read.faults] == ["rows.1.sum"]
    assert read.data["rows"] == [{"sum": "1000.50"}, {"sum": None}]


def filing(**more: object) -> Filing:
    case = registration.cases()["granted"]
    raw = {**case.form, **more.pop("form", {})}  # type: ignore[dict-item]
    given = {"papers": frozenset(case.papers), "about": ABOUT, **more}
    return Filing(raw, case.on, **given)  # type: ignore[arg-type]


def faults(**more: object) -> list[str]:
    return [one.key for one in examine(registration.form(), filing(**more), DAY).faults]


def test_who_is_known_not_to_qualify_is_turned_away_and_nobody_else() -> None:
    assert faults(about={"applicant_active": False}) == ["need"]
    assert faults(about={}) == []  # the register does not know: no fault of the applicant


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({}, []),
        ({"papers": frozenset({"contract"})}, ["identity"]),
        ({"papers": frozenset({"contract"}), "promised": frozenset({"identity"})}, []),
        ({"papers": frozenset({"identity"}), "promised": frozenset({"contract"})}, ["contract"]),
        ({"form": {"chinese": "否"}}, ["translation"]),
    ],
)
def test_papers_are_attached_or_promised(more: dict[str, object], wanted: list[str]) -> None:
    assert faults(**more) == wanted


def test_what_is_found_is_told_and_what_is_missing_is_not_guessed() -> None:
    found = examine(registration.form(), filing(form={"effective": "2022-01-01"}), DAY)
    assert found.findings == ("sixty-days",)
    unsure = examine(registration.form(), filing(form={"catalogue": ""}), DAY)
    assert (unsure.findings, unsure.unsure) == ((), ("free-only",))


def test_money_is_asked_only_of_procedures_that_pay() -> None:
    assert amount_of(registration.form(), filing(), DAY) is None


def test_a_code_must_stand_in_its_list() -> None:
    form = Form(
        registration.procedure(),
        codes=lambda scheme, code, _day: (scheme, code) == ("country", "GB"),
    )
    read = form.read({"country": "GB"}, ABOUT, DAY)
    assert read.data["country"] == "GB"
    read = form.read({"country": "XX"}, ABOUT, DAY)
    assert "country" not in read.data
    assert any(one.key == "country" and "XX" in one.words.en for one in read.faults)
