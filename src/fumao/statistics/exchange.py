"""Data sets that departments exchange: what each column is, why it is needed, in which clause.

An exchange for statistics holds aggregates alone: what a single respondent declared stays with the
authority that collected it (国际收支统计申报办法; 统计法 art. 28).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from fumao.core.errors import Words
from fumao.core.periods import HalfYear, Month, Period, Quarter, Year
from fumao.rules.definitions import Citation, Confidence

ColumnKind = Literal["code", "choice", "name", "credit_code", "count", "amount"]
Purpose = Literal["statistics", "administration"]
PeriodKind = Literal["month", "quarter", "half_year", "year"]
# Who may give data; what the unit is by its functions in the register of departments.
Provider = Literal["customs", "foreign_exchange", "tax", "statistics", "commerce"]

PERIODS: dict[PeriodKind, type[Period]] = {
    "month": Month, "quarter": Quarter, "half_year": HalfYear, "year": Year,
}  # fmt: skip
FIGURES = frozenset({"count", "amount"})
OF_ONE = frozenset({"name", "credit_code"})  # what names a single respondent


@dataclass(frozen=True, slots=True)
class Choice:
    """One value a column may have, with its words."""

    key: str
    name: Words


@dataclass(frozen=True, slots=True)
class DataColumn:
    """A column; `purpose` says why it is asked for, `unit` what its figures count.

    Codes are those of `scheme` in the edition of the period; `crosswalk` leads them to another
    list. `least` bounds a figure, in its own unit.
    """

    key: str
    label: Words
    kind: ColumnKind
    purpose: Words
    required: bool = False
    unit: Words | None = None
    places: int = 0
    least: int | None = None
    scheme: str = ""
    crosswalk: str = ""
    choices: tuple[Choice, ...] = ()
    line: int = 0  # of the file


@dataclass(frozen=True, slots=True)
class Source:
    """Where the figures of a data set that leaves come from: a measure of a survey's cube."""

    survey: str
    measure: str


@dataclass(frozen=True, slots=True)
class DataSet:
    """What one exchange holds, for one purpose; with `source` it is made here and given away."""

    key: str
    version: str
    title: Words
    summary: Words
    provider: Provider
    purpose: Purpose
    period: PeriodKind
    basis: tuple[Citation, ...]
    columns: tuple[DataColumn, ...]
    confidence: Confidence = "seen"
    source: Source | None = None
    file: str = ""
    lines: dict[str, int] = field(default_factory=dict)

    @property
    def keys(self) -> tuple[DataColumn, ...]:
        """Return the columns that say what a row is about."""
        return tuple(one for one in self.columns if one.kind not in FIGURES)

    @property
    def figures(self) -> tuple[DataColumn, ...]:
        """Return the columns of figures."""
        return tuple(one for one in self.columns if one.kind in FIGURES)

    def column(self, kind: ColumnKind) -> DataColumn | None:
        """Return the first column of a kind."""
        return next((one for one in self.columns if one.kind == kind), None)


@dataclass(frozen=True, slots=True)
class SetFault:
    """What is wrong with a data set, at which line of its file."""

    line: int
    words: Words
    mend: Words


def faults(one: DataSet) -> Iterator[SetFault]:
    """Yield what a data set lacks: a clause, something to count, columns that may not be in it."""
    top = one.lines.get("key", 1)
    if not one.basis:
        yield SetFault(
            top, Words("没有依据条款", "no clause is cited"),
            Words("写 basis: [{document, clause}]", "write basis: [{document, clause}]"),
        )  # fmt: skip
    if not one.keys or (one.purpose == "statistics" and not one.figures):
        yield SetFault(
            top, Words("至少要有一个分组列；统计用途还要有数值列", "columns are missing"),
            Words(
                "分组列为代码或选项，数值列为 count 或 amount",
                "a code or choice to group by; for statistics a count or an amount",
            ),
        )  # fmt: skip
    seen: set[str] = set()
    for column in one.columns:
        yield from _of_column(one, column, seen)
        seen.add(column.key)


def _of_column(one: DataSet, column: DataColumn, seen: set[str]) -> Iterator[SetFault]:
    def fault(zh: str, en: str, mend_zh: str, mend_en: str) -> SetFault:
        return SetFault(column.line, Words(zh, en), Words(mend_zh, mend_en))

    if column.key in seen:
        yield fault("列的 key 重复", "the key is used twice", "换一个", "choose another")
    if one.purpose == "statistics" and column.kind in OF_ONE:
        yield fault(
            "统计用途的交换只能有汇总数，不能识别单个对象（统计法第28条）",
            "an exchange for statistics holds aggregates alone (Statistics Law art. 28)",
            "去掉这一列", "leave the column out",
        )  # fmt: skip
    if column.kind == "code" and not column.scheme:
        yield fault("代码列没有代码表", "a code without a list", "写 scheme", "write scheme")
    if column.kind == "choice" and not column.choices:
        yield fault("选项列没有选项", "a choice without values", "写 choices", "write choices")
    if column.kind == "amount" and column.unit is None:
        yield fault("金额没有单位", "an amount without a unit", "写 unit_zh", "write unit_zh")
