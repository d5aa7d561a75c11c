"""What the API takes and tells of reports; figures are texts, so that none is rounded."""

from datetime import date
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from fumao.apps.rest.fields import Day, Key, OneOf
from fumao.apps.surveys.models import Filing
from fumao.core.errors import Words
from fumao.forms.fields import Field as FormField
from fumao.surveys.definitions import Severity
from fumao.surveys.duty import Status

Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
Name = Annotated[str, Field(min_length=1, max_length=64)]
# No control characters but tab and line ends: PostgreSQL stores no zero character.
Text = Annotated[str, Field(max_length=4_000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$")]
Cell = Text | bool | int | float | None
Line = dict[Name, Cell]
Phase = Annotated[str, OneOf(Filing.Phase)]


class ReportIn(Schema):
    """A report: values by field, rows of tables as a list, explanations by check."""

    model_config = {"extra": "forbid"}
    data: dict[Name, Cell | Annotated[list[Line], Field(max_length=500)]] = Field(
        ..., max_length=500
    )
    explained: dict[Name, Text] = Field({}, max_length=200)


class ReturnIn(Schema):
    """Why a report goes back: a reason of its survey, what to do, by when, and where to look."""

    model_config = {"extra": "forbid"}
    reason: Key
    words: Annotated[Text, Field(min_length=1)]
    due: Day
    cells: list[Annotated[str, Field(max_length=200)]] = Field([], max_length=500)
    rule: str = Field("", max_length=64)


class ReportOut(Schema):
    """What a respondent owes for a period, and where it stands."""

    id: int
    survey: str
    version: str
    title: str
    period: str
    respondent: str = Field(..., description="credit code, or the key of a department")
    name: str
    area: str
    each: str = Field(..., description="tells several of one respondent apart: a contract's number")
    phase: Phase
    level: str
    round: int
    status: Status
    breach: Literal["", "late", "refused"]
    opens_on: date
    due_on: date
    counts_now: date = Field(..., description="the day that counts now: of the return, a reminder")
    filed_on: date | None
    accepted_on: date | None


class ReturnedOut(Schema):
    """The last return."""

    on: date
    level: str
    reason: str
    words: str
    due: date
    cells: list[str]
    rule: str


class DraftOut(Schema):
    """What is filled in so far, wrong or not."""

    data: dict[str, Any]
    explained: dict[str, str]


class RoundOut(Schema):
    """What was filed in a round."""

    round: int
    filed_on: date
    channel: str
    digest: str
    data: dict[str, Any]
    explained: dict[str, str]
    found: list[str]


class ReportDetail(ReportOut):
    """A report with what was filed last, the draft (to its own unit), and earlier figures."""

    filed: RoundOut | None
    draft: DraftOut | None
    returned: ReturnedOut | None
    earlier: dict[str, dict[str, Any]] = Field(
        ...,
        description="previous, year_ago, so_far: figures by field; none is unknown",
    )


class ReportPage(Schema):
    """A page of reports."""

    count: int
    next: str | None
    previous: str | None
    results: list[ReportOut]


class FiledOut(Schema):
    """What was filed, and where the report is now."""

    report: int
    round: int
    phase: Phase
    level: str
    filed_on: date
    digest: str
    found: list[str] = Field(..., description="checks that found something, explained or to watch")


class OptionOut(Schema):
    """One answer of a choice, or one code of a list."""

    key: str
    label: str


class FieldOut(Schema):
    """A field of a form; expressions are in the language of the rules, empty where there is none.

    A field of type `table` has columns.
    """

    key: str
    label: str
    type: str
    unit: str | None
    scheme: str | None
    required: str
    visible: str
    least: str | None
    most: str | None
    hint: str
    purpose: str
    options: list[OptionOut]
    columns: list["FieldOut"]


class CheckOut(Schema):
    """Something that is found on a report: hard refuses it, soft wants an explanation."""

    key: str
    severity: Severity
    when: str
    words: str
    cells: list[str]
    document: str
    clause: str


class MarksOut(Schema):
    """What a survey's form must show (统计法 art. 17)."""

    table: str
    authority: str
    approval: str
    valid_from: date
    valid_to: date


class FormOut(Schema):
    """The form of a report: marks, fields, code lists of the period, checks, reasons of returns."""

    survey: str
    version: str
    title: str
    kind: str
    marks: MarksOut | None
    fields: list[FieldOut]
    codes: dict[str, list[OptionOut]]
    checks: list[CheckOut]
    once: list[str] = Field(..., description="columns whose values are used once by everybody")
    levels: list[str]
    reasons: list[OptionOut]


def field_out(one: FormField, language: str) -> dict[str, Any]:
    """Return a field as the API tells it."""

    def say(words: Words | None) -> str:
        return words.say(language) if words is not None else ""

    type_ = one.type
    kind = "table" if type_ is None else "choice" if one.options else type_.shown()
    return {
        "key": one.key, "label": say(one.label), "type": kind,
        "unit": type_.unit if type_ else None,
        "scheme": type_.of if type_ and type_.kind == "code" else None,
        "required": one.required, "visible": one.visible, "purpose": one.purpose,
        "least": None if one.least is None else f"{one.least:f}",
        "most": None if one.most is None else f"{one.most:f}", "hint": say(one.hint),
        "options": [{"key": o.key, "label": say(o.name)} for o in one.options],
        "columns": [field_out(column, language) for column in one.columns],
    }  # fmt: skip
