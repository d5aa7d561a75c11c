"""What can be known to be wrong with a survey before its first period.

problems = lint(survey, packs, known_clauses)
"""

from collections.abc import Container, Iterable, Iterator

from fumao.forms.fields import Field
from fumao.rules.definitions import Citation, Definitions
from fumao.rules.problem import RuleError, RuleProblem, Spot
from fumao.surveys.bulk.layout import bulk_faults
from fumao.surveys.cubes import cube_faults
from fumao.surveys.definitions import Survey
from fumao.surveys.examine import SurveyForm
from fumao.surveys.fault import fault


def lint(
    survey: Survey, packs: Definitions, documents: Container[str] | None = None
) -> tuple[RuleProblem, ...]:
    """Return every fault by its place; `documents` are the keys a clause may lie in."""
    found = [
        *_marks(survey), *_purposes(survey), *_review(survey), *_places(survey),
        *_clauses(survey, documents), *cube_faults(survey),
        *bulk_faults(survey),
    ]  # fmt: skip
    try:
        SurveyForm(survey, packs)
    except RuleError as error:
        found += error.problems
    return tuple(sorted(found, key=lambda one: (one.spot.file, one.spot.line, one.spot.column)))


def _marks(survey: Survey) -> Iterator[RuleProblem]:
    """统计法 art. 17: a respondent may refuse a form without its marks, or past them."""
    marks = survey.marks
    if survey.kind == "survey" and marks is None:
        yield fault(
            "marks", survey.spot,
            ("统计调查没有表号、制定机关、批准文号和有效期（统计法第17条）",
             "a survey needs table number, authority, approval and validity (统计法 art. 17)"),
            ("写 marks", "write `marks`"),
        )  # fmt: skip
    if marks is None:
        return
    if marks.missing and (survey.confidence != "low" or survey.note is None):
        yield fault(
            "marks_unknown", marks.spot,
            (f"标识不全（{'、'.join(marks.missing)}），又没有说明",
             f"marks are missing ({', '.join(marks.missing)}) and nothing says so"),
            ("补全；查不到的写 confidence: low 和 note，不得编造文号",
             "complete them; where unknown write confidence: low and `note`, never invent one"),
        )  # fmt: skip
    if marks.valid_from and marks.valid_to and marks.valid_to <= marks.valid_from:
        yield fault(
            "marks_validity", marks.spot,
            ("有效期的截止日应晚于起始日", "the validity ends before it begins"),
            ("核对 valid_from 和 valid_to", "check valid_from and valid_to"),
        )  # fmt: skip


def _purposes(survey: Survey) -> Iterator[RuleProblem]:
    """统计法 art. 28: what is given for statistics stays out of a register of administration."""
    if survey.kind == "survey" and survey.purpose != "statistics":
        yield fault(
            "purpose", survey.spots.get("purpose", survey.spot),
            ("统计调查的用途只能是 statistics（统计法第28条）",
             "the purpose of a survey is statistics and nothing else (统计法 art. 28)"),
            ("写 purpose: statistics，或改为 kind: register", "write it, or make it a register"),
        )  # fmt: skip
    if survey.kind == "register" and survey.purpose == "statistics":
        yield fault(
            "purpose", survey.spots.get("purpose", survey.spot),
            ("业务台账不能只用于统计", "a register is not for statistics alone"),
            ("写 purpose: administration，或改为 kind: survey", "write administration"),
        )  # fmt: skip
    for one in _every(survey.form):
        if survey.kind == "survey" and one.purpose == "administration":
            yield fault(
                "purpose_mixed", one.spot,
                (f"统计调查中的“{one.label.zh}”用于管理：统计资料只能用于统计（统计法第28条）",
                 f'"{one.label.en}" of a survey is for administration: what a survey asks is for '
                 "statistics alone (统计法 art. 28)"),
                ("删去 purpose，或改为台账中的字段", "leave `purpose` out, or ask in a register"),
            )  # fmt: skip
        if one.sensitive and one.hint is None:
            yield fault(
                "sensitive", one.spot,
                (f"没有说明为何收集“{one.label.zh}”（个人信息保护法第17条）",
                 f'nothing says what "{one.label.en}" is collected for (个人信息保护法 art. 17)'),
                ("写 hint", "write `hint`"),
            )  # fmt: skip
        if survey.kind == "register" and one.purpose == "statistics":
            yield fault(
                "purpose_leak", one.spot,
                (f"台账中的“{one.label.zh}”只用于统计，不能进入业务台账（统计法第28条）",
                 f'"{one.label.en}" is for statistics alone and may not be in a register '
                 "(统计法 art. 28)"),
                ("改为统计调查中的字段", "ask for it in a survey"),
            )  # fmt: skip


def _every(fields: Iterable[Field]) -> Iterator[Field]:
    for one in fields:
        yield one
        yield from one.columns


def _review(survey: Survey) -> Iterator[RuleProblem]:
    spot = survey.spots.get("levels", survey.spot)
    if len(set(survey.levels)) != len(survey.levels):
        yield fault(
            "levels", spot, ("审核层级重复", "a level is named twice"),
            ("每级只写一次", "name each level once"),
        )  # fmt: skip
    if survey.levels and not survey.reasons:
        yield fault(
            "reasons", spot, ("没有退回原因：退回必须说明原因", "no reasons: a return gives one"),
            ("写 reasons", "write `reasons`"),
        )  # fmt: skip


def _places(survey: Survey) -> Iterator[RuleProblem]:
    """Check that `dated`, `each` and the cells of checks lead to fields."""
    columns = {f"{table.key}.{one.key}": one for table in survey.form for one in table.columns}
    places = {one.key: one for one in survey.form} | columns
    if survey.dated:
        held = places.get(survey.dated)
        if held is None or held.type is None or held.type.kind != "date":
            yield fault(
                "dated", survey.spots.get("dated", survey.spot),
                (f"“{survey.dated}”不是日期字段", f'"{survey.dated}" is no field with a day'),
                ("写一个日期字段，或 表.列", "write a field of type date, or table.column"),
            )  # fmt: skip
    if survey.each and survey.each not in {one.key for one in survey.form if not one.is_table}:
        yield fault(
            "each", survey.spots.get("each", survey.spot),
            (f"没有字段“{survey.each}”", f'there is no field "{survey.each}"'),
            ("写区分各份报送的字段，如合同号", "write the field that tells filings apart"),
        )  # fmt: skip
    for one in survey.once:
        if one.column not in columns:
            yield fault(
                "once", one.spot,
                (f"没有表的列“{one.column}”", f'there is no column "{one.column}" of a table'),
                ("写 表.列", "write table.column"),
            )  # fmt: skip
    for check in survey.checks:
        for cell in check.cells:
            if cell not in places:
                yield fault(
                    "cells", check.spots.get("cells", check.spot),
                    (f"没有字段“{cell}”", f'there is no field "{cell}"'),
                    ("写字段名，或 表.列", "write a field, or table.column"),
                )  # fmt: skip


def _clauses(survey: Survey, documents: Container[str] | None) -> Iterator[RuleProblem]:
    if not survey.basis:
        yield fault(
            "basis", survey.spot, ("没有依据", "it rests on no clause"),
            ("写 basis", "write `basis`"),
        )  # fmt: skip
    cited: list[tuple[Citation, Spot]] = [
        *((one, survey.spot) for one in survey.basis),
        *((one.cite, one.spot) for one in survey.checks),
        *((one.cite, one.spot) for one in survey.once),
        *((dated.cite, dated.spot) for one in survey.parameters for dated in one.values),
    ]
    for cite, spot in cited:
        if documents is not None and cite.document not in documents:
            yield fault(
                "unknown_document", spot,
                (f"没有文件“{cite.document}”", f'there is no document "{cite.document}"'),
                ("改正，或在内容包中登记该文件", "correct it, or add the document to a pack"),
            )  # fmt: skip
