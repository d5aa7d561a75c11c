"""What a survey or a register is: its legal marks, who reports what and when, checks and review.

Plain frozen records with the spot in the file they come from. A survey is for statistics and shows
table number, authority, approval and validity (统计法 art. 17); a register serves administration,
and its figures may roll up into a survey, never the other way (art. 28).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from fumao.core.errors import Words
from fumao.core.periods import HalfYear, Month, Period, Quarter, Year
from fumao.forms.fields import Field, Option, Spots
from fumao.rules.definitions import Citation, Confidence, Parameter, Purpose
from fumao.rules.problem import Spot
from fumao.surveys.duty import Terms
from fumao.surveys.windows import ANY_DAY, Windows

SurveyKind = Literal["survey", "register"]
PeriodKind = Literal["month", "quarter", "half", "year"]
# hard: refused. soft: filed with an explanation. watch: filed, and a work item for the reviewer.
Severity = Literal["hard", "soft", "watch"]
Level = Literal["park", "district", "city", "province", "nation"]
# Whom the roster is asked of: the register of enterprises, or the district offices.
RespondentKind = Literal["enterprise", "district"]
# What is known of a respondent beside its form, in the period it reports.
Known = Literal["area", "park"]
PERIODS: dict[PeriodKind, type[Period]] = {
    "month": Month, "quarter": Quarter, "half": HalfYear, "year": Year,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Marks:
    """What a form must show, or a respondent may refuse it (统计法 art. 17).

    A mark that nobody could look up is left empty, never invented: `missing` names it, and no
    period opens until the office that runs the survey has given it.
    """

    table: str
    authority: Words
    approval: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    spot: Spot = field(default=Spot(), compare=False)

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the names of the marks that are not known."""
        held = {
            "table": self.table, "approval": self.approval,
            "valid_from": self.valid_from, "valid_to": self.valid_to,
        }  # fmt: skip
        return tuple(name for name, value in held.items() if not value)


@dataclass(frozen=True, slots=True)
class SurveyCheck:
    """Something that is found on a filing: `when` is true. `cells` are the fields to look at."""

    key: str
    when: str
    severity: Severity
    words: Words
    cite: Citation
    cells: tuple[str, ...] = ()
    confidence: Confidence = "seen"
    spot: Spot = field(default=Spot(), compare=False)
    spots: Spots = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Once:
    """A column of a table whose values are used once in all filings of everybody: a receipt."""

    key: str
    column: str
    words: Words
    cite: Citation
    spot: Spot = field(default=Spot(), compare=False)


@dataclass(frozen=True, slots=True)
class SurveyCube:
    """What statistics keep of a form: figures to be summed, and what they are told apart by.

    With `rows`, the name of a table, dimensions are its columns or fields of the form, measures its
    columns; without it a filing is one row. `respondent` is what the system knows of the respondent
    and adds to every row.
    """

    dimensions: tuple[str, ...]
    measures: tuple[str, ...]
    rows: str = ""
    respondent: tuple[Known, ...] = ()
    spot: Spot = field(default=Spot(), compare=False)
    spots: Spots = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Bulk:
    """How the reports of a survey stand in a file of many: `rows` is the table its rows are of.

    `totals` are the fields beside the table that follow from the rows, each with its expression.
    """

    rows: str
    totals: tuple[tuple[str, str], ...] = ()
    spot: Spot = field(default=Spot(), compare=False)
    spots: Spots = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Survey:
    """One version of a survey or register.

    `roster` says who reports, over what the register of enterprises (or of district offices:
    `respondent`) knows. `dated` is the field, or table.column, whose days the entry windows hold;
    without one, windows hold the period's last day. `each` is the field that tells several filings
    of one respondent and period apart, such as the number of a contract. `known` are fields that
    nobody is asked: earlier filings hold them, and checks may use them. `bulk` says how a file of
    rows is read where a row is not a whole report.
    """

    key: str
    version: str
    title: Words
    summary: Words
    kind: SurveyKind
    purpose: Purpose
    period: PeriodKind
    terms: Terms
    basis: tuple[Citation, ...]
    form: tuple[Field, ...]
    levels: tuple[Level, ...]
    reasons: tuple[Option, ...]
    roster: str = ""
    respondent: RespondentKind = "enterprise"
    each: str = ""
    known: tuple[Field, ...] = ()
    marks: Marks | None = None
    windows: Windows = ANY_DAY
    dated: str = ""
    checks: tuple[SurveyCheck, ...] = ()
    once: tuple[Once, ...] = ()
    cube: SurveyCube | None = None
    bulk: Bulk | None = None
    parameters: tuple[Parameter, ...] = ()
    confidence: Confidence = "seen"
    note: Words | None = None
    spot: Spot = field(default=Spot(), compare=False)
    spots: Spots = field(default_factory=dict, compare=False)

    def period_of(self, day: date) -> Period:
        """Return the period a day lies in."""
        return PERIODS[self.period].of(day)

    def opens(self, period: Period) -> bool:
        """Tell whether a period may be opened: all marks known, and not past their validity."""
        marks = self.marks
        if marks is None:
            return True
        if marks.missing or marks.valid_from is None or marks.valid_to is None:
            return False
        return marks.valid_from <= period.start and period.end <= marks.valid_to

    def marked(self, marks: Marks) -> "Survey":
        """Return the survey with the marks that its office has given."""
        return replace(self, marks=marks)

    def figures(self) -> Iterator[Field]:
        """Yield the fields that hold one number: those that are compared over time."""
        return (
            one for one in self.form
            if one.type is not None and one.type.kind in ("int", "dec", "money")
        )  # fmt: skip
