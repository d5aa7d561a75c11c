"""What a workbook is written from: the report as it stands, earlier figures, what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fumao.apps.surveys.models import Filing
from fumao.core.periods import Period
from fumao.surveys.definitions import Survey

FORM = "#form"  # stands in the first cell of the sheet of figures; tables have #<key>
EXPLAIN = "explain."
ROWS = 500  # of a table, as a form takes them


@dataclass(frozen=True, slots=True)
class Contents:
    """The report to write; `before` has earlier figures by previous and year_ago, `rows_before`
    the rows of the period before by table.

    `faults` go by field or table.row.column, `remarks` (what checks found) by field or
    table.column; both empty in a template that is only to be filled in.
    """

    filing: Filing
    survey: Survey
    period: Period
    data: Mapping[str, object]
    explained: Mapping[str, str]
    before: Mapping[str, Mapping[str, object]]
    rows_before: Mapping[str, Sequence[Mapping[str, object]]]
    language: str
    faults: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
