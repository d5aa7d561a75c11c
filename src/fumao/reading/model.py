"""What a reading holds: plain frozen records, every one with its place in the text.

Offsets are character positions in `Reading.text`: ``text[start:end]`` is the excerpt, verbatim.
Units: a share or growth is in per cent ("%"); money keeps the unit as printed (万元, 亿美元).
"""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

ScheduleKind = Literal["start_by", "finish_by", "continuous", "unscheduled"]
Comparator = Literal["=", ">", ">=", "<", "<=", "~", "range"]
Severity = Literal["question", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters in the text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Meta:
    """Title, document number, issuers and date; None or empty where the text holds none."""

    title: str | None = None
    number: str | None = None
    issuer: tuple[str, ...] = ()
    date: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered piece of the document's tree; `parent` is an index into `Reading.clauses`."""

    ref: str  # path of labels, unique in the document: "二/（一）/3", "附件1/7", "第五条"
    label: str  # as printed: "（一）", "3.", "第五条", "7"
    level: int  # 0 is the outermost
    heading: str
    start: int  # of the label
    end: int  # after the last character of the clause, children included
    parent: int | None = None
    kind: Literal["section", "item", "article", "row", "annex"] = "item"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a task must start or be finished, as written and as read."""

    kind: ScheduleKind = "unscheduled"
    text: str | None = None
    date: datetime.date | None = None
    alternative: datetime.date | None = None  # 三季度前: 09-30, or else 06-30
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """Something one or several units are told to do."""

    label: str
    text: str
    start: int
    end: int
    clause: int | None = None  # index into Reading.clauses
    lead: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()
    upper: tuple[str, ...] = ()
    schedule: Schedule = field(default_factory=Schedule)
    category: str | None = None
    remark: str | None = None
    scope: str | None = None
    unit_spans: tuple[Span, ...] = ()  # where the units are printed


@dataclass(frozen=True, slots=True)
class Target:
    """A figure to be reached: indicator, comparator, value, unit, year, baseline."""

    indicator: str
    comparator: Comparator
    value: Decimal
    unit: str | None
    start: int
    end: int
    value_max: Decimal | None = None
    year: int | None = None
    baseline: Decimal | None = None
    baseline_year: int | None = None
    direction: Literal["up", "down"] | None = None
    section: str | None = None
    group: str | None = None
    is_total: bool = False
    recurring: bool = False  # 每年: every year, so no year
    clause: int | None = None


@dataclass(frozen=True, slots=True)
class Incentive:
    """What a document promises to whom: award, subsidy, tax rate, deduction, exemption …"""

    recipient: str
    kind: str
    start: int
    end: int
    condition: str | None = None
    amount_max: Decimal | None = None
    unit: str | None = None  # money alone: 万元
    rate_max: Decimal | None = None  # per cent
    one_off: bool = False
    per: str | None = None  # the denominator: 每家, 每人每年
    cap: str | None = None
    clause: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a careful clerk would notice; a question is answered before the plan is published."""

    code: str  # stable identifier: column_sum, blank_cell, damaged_text, unknown_unit …
    severity: Severity
    message_zh: str
    message_en: str
    start: int
    end: int
    choices: tuple[tuple[str, str], ...] = ()  # (value, wording) the officer picks from
    task: int | None = None  # index into Reading.tasks
    target: int | None = None
    data: dict[str, str] = field(default_factory=dict)  # figures behind the message, as text


@dataclass(frozen=True, slots=True)
class Reading:
    """The whole result of reading one file."""

    name: str
    media: str  # txt, docx, pdf, html, xlsx
    encoding: str | None
    sha256: str  # of the file's bytes
    text: str
    meta: Meta
    clauses: tuple[Clause, ...]
    tasks: tuple[Task, ...]
    targets: tuple[Target, ...]
    incentives: tuple[Incentive, ...]
    findings: tuple[Finding, ...]
