"""How the reports of a survey stand in a file: which of its fields are columns, what one row is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from fumao.forms.expressions import rule_name
from fumao.forms.fields import ALWAYS, Field
from fumao.rules.problem import RuleProblem
from fumao.surveys.definitions import Survey
from fumao.surveys.fault import fault

# each: a row is a report told apart by a number. rows: a row is a line of the table, the lines of
# one respondent are a report. flat: a row is the report of a respondent.
Kind = Literal["each", "rows", "flat"]
_NUMBERS = ("int", "dec", "money")


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a file, in the order of the form; `table` is the one that rows are lines of.

    `left` are tables that a file of rows cannot carry.
    """

    kind: Kind
    columns: tuple[Field, ...]
    table: Field | None = None
    totals: tuple[str, ...] = ()
    left: tuple[Field, ...] = ()


def total_rule(key: str) -> str:
    """Return the name of the rule that a total of a file of rows becomes."""
    return rule_name("total", key)


def layout_of(survey: Survey) -> Layout | None:
    """Return how reports of a survey stand in a file; None where a file cannot hold them.

    A department's counts are a single report and are not filed by a file of many.
    """
    if survey.respondent != "enterprise":
        return None
    tables = [one for one in survey.form if one.is_table]
    figures = tuple(one for one in survey.form if not one.is_table)
    if survey.bulk is not None:
        table = next(one for one in tables if one.key == survey.bulk.rows)
        totals = tuple(key for key, _text in survey.bulk.totals)
        left = tuple(one for one in tables if one != table)
        return Layout("rows", table.columns, table, totals, left)
    if survey.each and not any(one.required for one in tables):
        return Layout("each", figures, left=tuple(tables))
    return Layout("flat", figures) if figures and not (tables or survey.each) else None


def bulk_faults(survey: Survey) -> Iterator[RuleProblem]:
    """Yield what is wrong with the part `bulk`; types of the totals are those of their rules."""
    bulk = survey.bulk
    if bulk is None:
        return
    fields = {one.key: one for one in survey.form}
    table = fields.get(bulk.rows)
    if table is None or not table.is_table or survey.each:
        yield fault(
            "bulk_rows", bulk.spot,
            (f"“{bulk.rows}”不是本表的明细表，或本表一期报多份",
             f'"{bulk.rows}" is no table of the form, or the form is filed several times a period'),
            ("写明细表的字段名；按编号分份的台账不用写 bulk",
             "write the key of a table; a register told apart by `each` needs no `bulk`"),
        )  # fmt: skip
    for key, _text in bulk.totals:
        one = fields.get(key)
        if one is None or one.type is None or one.type.kind not in _NUMBERS:
            yield fault(
                "bulk_total", bulk.spots.get(key, bulk.spot),
                (f"“{key}”不是表外的数字字段", f'"{key}" is no field with a number'),
                ("写表中合计字段的名字", "write a field of the form that holds a total"),
            )  # fmt: skip
    totals = dict(bulk.totals)
    for one in survey.form:
        if one.required == ALWAYS and one.key not in {*totals, bulk.rows}:
            yield fault(
                "bulk_missing", bulk.spot,
                (f"批量文件中没有必填的“{one.label.zh}”",
                 f'a file of rows has no "{one.label.en}", which is needed'),
                ("在 totals 中写出由各行得出的算式", "write in `totals` how it follows from rows"),
            )  # fmt: skip
