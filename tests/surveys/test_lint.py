"""Every fault of a survey is found at its place, and the shipped ones have none."""

import pytest

from fumao.packs.lint import lint_folder
from fumao.packs.load import SHIPPED
from fumao.packs.problem import PackError
from fumao.packs.procedures import pack_rules
from fumao.packs.surveys import load_surveys, read_survey
from fumao.surveys.lint import lint

TEXT = """\
key: head-count
version: "1"
title_zh: 从业人员
title_en: Staff
summary_zh: 每年报
summary_en: Once a year
kind: survey
purpose: statistics
period: year
marks: {table: 服外1表, authority_zh: 商务部, authority_en: Commerce, approval: 国统制〔2020〕1号, valid_from: 2020-01-01, valid_to: 2023-12-31}
basis: [{document: some-law, clause: 一}]
due: {within: 15cd}
dated: counted_on
levels: [district, city]
reasons: [{key: figures, name_zh: 数据, name_en: Figures}]
form:
  - {key: staff, label_zh: 人数, label_en: Staff, type: int, required: always}
  - {key: counted_on, label_zh: 日期, label_en: Day, type: date, required: always}
checks:
  - {key: fewer, severity: soft, when: staff < previous_staff, words_zh: 减少, words_en: Fewer, cells: [staff]}
"""  # noqa: E501


def codes(text: str) -> list[str]:
    found = lint(read_survey(text), pack_rules(), frozenset({"some-law"}))
    assert all(one.spot.line >= 1 for one in found)
    return [one.code for one in found]


def test_the_model_is_sound() -> None:
    assert codes(TEXT) == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("marks: {", "note_zh: 无\nnote_en: none\n#", "marks"),
        ("valid_to: 2023-12-31", "valid_to: 2019-12-31", "marks_validity"),
        ("purpose: statistics", "purpose: administration", "purpose"),
        ("kind: survey", "kind: register", "purpose"),
        ("[district, city]", "[city, city]", "levels"),
        ("reasons: [", "#", "reasons"),
        ("dated: counted_on", "dated: staff", "dated"),
        ("dated: counted_on", "dated: nowhere", "dated"),
        ("cells: [staff]", "cells: [stuff]", "cells"),
        (
            "checks:",
            "once: [{key: slip, column: staff, words_zh: 一次, words_en: Once}]\nchecks:",
            "once",
        ),
        ("basis: [{", "#", "basis"),
        ("document: some-law", "document: no-law", "unknown_document"),
        ("approval: 国统制〔2020〕1号, ", "", "marks_unknown"),
        (
            "label_en: Staff, type",
            "label_en: Staff, purpose: administration, type",
            "purpose_mixed",
        ),
        ("label_en: Staff, type", "label_en: Staff, sensitive: true, type", "sensitive"),
        ("dated: counted_on", "dated: counted_on\neach: nowhere", "each"),
        ("dated: counted_on", "dated: counted_on\nroster: respondent_rich", "type"),
        ("staff < previous_staff", "staff < previous_stuff", "type"),
        ("staff < previous_staff", "staff <", "syntax"),
    ],
)
def test_a_fault_is_found(old: str, new: str, code: str) -> None:
    assert old in TEXT
    assert code in codes(TEXT.replace(old, new, 1))


def test_marks_that_nobody_could_look_up_are_left_open_and_said_so() -> None:
    unknown = TEXT.replace("approval: 国统制〔2020〕1号, ", "", 1)
    said = unknown.replace("kind:", "confidence: low\nnote_zh: 待补\nnote_en: Open\nkind:", 1)
    assert codes(said) == []
    survey = read_survey(said)
    assert survey.marks is not None
    assert survey.marks.missing == ("approval",)


def test_a_survey_like_another_says_only_what_differs() -> None:
    like = 'like: district-counts\nkey: mine\nversion: "1"\nlevels: [province]\n'
    survey = read_survey(like)
    (model,) = [one.survey for one in load_surveys() if one.survey.key == "district-counts"]
    assert (survey.key, survey.levels, survey.form) == ("mine", ("province",), model.form)
    with pytest.raises(PackError) as told:
        read_survey(like.replace("district-counts", "nobody"))
    assert "field_like" in {one.code for one in told.value.problems}


CUBE = """\
cube:
  dimensions: [counted_on]
  measures: [staff]
  respondent: [area]
"""


def test_a_sound_cube() -> None:
    assert codes(TEXT + CUBE) == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("measures: [staff]", "measures: []", "cube_measures"),
        ("measures: [staff]", "measures: [stuff]", "cube_field"),
        ("measures: [staff]", "measures: [counted_on]", "cube_measure"),
        ("dimensions: [counted_on]", "dimensions: [nowhere]", "cube_field"),
        ("dimensions: [counted_on]", "dimensions: [staff]", "cube_dimension"),
        ("dimensions: [counted_on]", "dimensions: [counted_on, counted_on]", "cube_twice"),
        ("cube:", "cube:\n  rows: staff", "cube_rows"),
    ],
)
def test_a_fault_of_the_cube_is_found(old: str, new: str, code: str) -> None:
    assert code in codes((TEXT + CUBE).replace(old, new, 1))


def test_what_is_for_statistics_stays_out_of_a_register() -> None:
    text = TEXT.replace("kind: survey", "kind: register").replace(
        "purpose: statistics", "purpose: administration"
    )
    assert codes(text) == []
    leak = text.replace("label_en: Staff, type", "label_en: Staff, purpose: statistics, type", 1)
    assert codes(leak) == ["purpose_leak"]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("due: {within: 15cd}\n", "", "field_due"),
        ("[district, city]", "[village]", "field_levels"),
        ("levels:", "windows: [{until: 03-31, since: 01-01}]\nlevels:", "field_windows"),
        ("levels:", "windows: [{until: March, since: 01-01}]\nlevels:", "field_until"),
        ("severity: soft", "severity: mild", "field_severity"),
        ("period: year", "period: week", "field_period"),
        ("levels:", "cube: {measures: [staff], respondent: [mood]}\nlevels:", "field_respondent"),
    ],
)
def test_a_fault_of_form_is_told_with_its_line(old: str, new: str, field: str) -> None:
    with pytest.raises(PackError) as told:
        read_survey(TEXT.replace(old, new, 1))
    assert field in {one.code for one in told.value.problems}


def test_an_empty_file_is_told() -> None:
    with pytest.raises(PackError):
        read_survey("")


def test_the_shipped_surveys_are_sound() -> None:
    assert load_surveys()
    assert [one for one in lint_folder(SHIPPED) if one.code.startswith("survey")] == []
