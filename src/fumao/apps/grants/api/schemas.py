"""What the API says of rules and answers; numbers are decimal strings, so that none is rounded."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from ninja import Field, Schema

from fumao.rules.definitions import Confidence, Dated, Parameter, RuleKind, Tiers
from fumao.rules.types import Type, Value

Status = Literal["decided", "needs_information", "undefined", "not_in_force"]


class CiteOut(Schema):
    """Where it stands written: key of the document or law, its number, the clause."""

    document: str
    number: str
    title: str
    clause: str


class DatedOut(Schema):
    """A value of a parameter with the days it holds; one of value, items and tiers is given."""

    value: str | bool | None = None
    items: list[str] | None = None
    tiers: list[dict[str, str]] | None = Field(None, description="bound (inclusive) and value")
    below: str | None = Field(None, description="holds where no bound is reached")
    valid_from: date | None
    valid_to: date | None
    cite: CiteOut
    confidence: Confidence


class ParameterOut(Schema):
    """An amount, rate, threshold, list or table of tiers, with its values by date."""

    name: str
    label: str
    label_en: str
    type: str
    unit: str | None
    shape: Literal["value", "list", "tiers"]
    values: list[DatedOut]
    rules: list[str] = Field(..., description="names of the rules that read it")


class RuleOut(Schema):
    """A rule as it is on the day asked for: the version in force, else the nearest."""

    name: str
    label: str
    label_en: str
    kind: RuleKind
    type: str
    unit: str | None
    pack: str
    in_force: bool
    valid_from: date | None
    valid_to: date | None
    cite: CiteOut
    confidence: Confidence
    once: bool
    versions: int


class VersionOut(Schema):
    """One version of a rule."""

    text: str
    valid_from: date | None
    valid_to: date | None
    cite: CiteOut
    confidence: Confidence
    note: str
    ended: str


class InputOut(Schema):
    """A fact that a rule reads; a child table has fields instead of a type."""

    name: str
    label: str
    label_en: str
    type: str | None = None
    unit: str | None = None
    least: str | None = None
    most: str | None = None
    question: str = ""
    source: str = ""
    fields: list["InputOut"] = []


class RuleDetail(RuleOut):
    """A rule with its expression, what it reads, its neighbours and all its versions."""

    text: str
    note: str
    ended: str
    evidence: list[str]
    apply: str
    inputs: list[InputOut]
    parameters: list[str]
    uses: list[str]
    used_by: list[str]
    history: list[VersionOut]


class UsedOut(Schema):
    """A parameter that an answer read, in the version of the day."""

    name: str
    label: str
    value: str
    valid_from: date | None
    valid_to: date | None
    cite: CiteOut
    confidence: Confidence


class AnswerOut(Schema):
    """What a rule says of the case; `missing` names the facts that would decide it."""

    rule: str
    label: str
    kind: RuleKind
    status: Status
    value: str | bool | None
    type: str
    unit: str | None
    missing: list[str]
    blocked: list[str] = Field(..., description="rules or parameters not in force on the day")
    cite: CiteOut
    confidence: Confidence = Field(..., description="the least certain of rule and parameters")
    parameters: list[UsedOut]


class LineOut(Schema):
    """A sentence of an explanation; `held` is null where it is no condition, or unknown."""

    text: str
    value: str
    held: bool | None
    known: bool
    parts: list["LineOut"]


class ExplainedOut(AnswerOut):
    """An answer with its sentences and the rules that it read."""

    lines: LineOut | None
    uses: list[str]


class CalculateOut(Schema):
    """The answers of a case."""

    on: date
    answers: list[AnswerOut]


class ExplainOut(Schema):
    """The answers of a case with their explanations."""

    on: date
    answers: list[ExplainedOut]


class RulePage(Schema):
    """A page of rules."""

    count: int
    next: str | None
    previous: str | None
    results: list[RuleOut]


class ParameterPage(Schema):
    """A page of parameters."""

    count: int
    next: str | None
    previous: str | None
    results: list[ParameterOut]


def plain(value: Value, type_: Type) -> str | bool | None:
    """Return a value for JSON: numbers as decimal strings, months as 2016-07."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, date):
        return value.isoformat()[:7] if type_.kind == "month" else value.isoformat()
    return f"{Decimal(value):f}"


def dated_out(dated: Dated, parameter: Parameter, cite: dict[str, str]) -> dict[str, Any]:
    """Return a value of a parameter as the API gives it."""
    found: dict[str, Any] = {
        "valid_from": dated.valid_from, "valid_to": dated.valid_to, "cite": cite,
        "confidence": dated.confidence,
    }  # fmt: skip
    if isinstance(dated.value, Tiers):
        found["tiers"] = [
            {"bound": f"{tier.bound:f}", "value": f"{tier.value:f}"} for tier in dated.value.tiers
        ]
        found["below"] = f"{dated.value.below:f}"
    elif isinstance(dated.value, tuple):
        found["items"] = list(dated.value)
    else:
        found["value"] = plain(dated.value, parameter.type)
    return found


def type_words(type_: Type) -> str:
    """Return a type as packs write it, its unit apart: money(CNY), dec(2), code(industry)."""
    return f"dec({type_.scale})" if type_.kind == "dec" else (
        type_.kind if type_.of is None else f"{type_.kind}({type_.of})"
    )  # fmt: skip
