"""What a pack holds: plain frozen records, every one with the file and line that defines it.

Names of units in tasks and parks are kept as the document prints them; `registry.Registry` turns
them into departments at a date. Money keeps the unit the document prints (亿美元); a share or
growth is in per cent ("%").
A missing figure is None, never zero.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from fumao.core.errors import Words
from fumao.rules.definitions import Definitions
from fumao.rules.golden import GoldenCase

PackKind = Literal["registry", "plan", "rules", "demo"]
AreaKind = Literal["nation", "province", "city", "district", "zone"]
DepartmentKind = Literal["government", "bureau", "central", "zone", "company", "body", "office"]
GroupRule = Literal["districts", "members", "open"]
FunctionKind = Literal[
    "commerce",
    "development",
    "industry",
    "science",
    "education",
    "finance",
    "tax",
    "hrss",
    "health",
    "statistics",
    "market",
    "intellectual_property",
    "police",
    "cyberspace",
    "customs",
    "foreign_exchange",
    "insurance",
    "hmt_affairs",
]
RoleKind = Literal[
    "admin", "office", "leader", "handler", "checker", "reader", "expert", "verifier"
]
Language = Literal["zh-Hans", "zh-Hant"]
ClauseKind = Literal["section", "item", "article", "row", "annex"]
ScheduleKind = Literal["start_by", "finish_by", "continuous", "unscheduled"]
RemarkKind = Literal["pioneer", "replicate", "lobby"]
Comparator = Literal["=", ">", ">=", "<", "<=", "~", "range"]
Severity = Literal["question", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: path inside the packs folder, and line counted from 1."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Head:
    """A pack's own description, from its pack.yaml; `requires` holds keys of other packs."""

    key: str
    version: str
    kind: PackKind
    title: Words
    requires: tuple[str, ...]
    licence: str
    source: Words
    place: Place


@dataclass(frozen=True, slots=True)
class Area:
    """An area; zones hang below their city like districts.

    A functional zone has no GB/T 2260 code, so it bears a local one; `within` names the districts
    it lies in: their figures hold the zone's, so a zone is never added to districts.
    """

    code: str
    name: Words
    kind: AreaKind
    parent: str | None
    within: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    place: Place


@dataclass(frozen=True, slots=True)
class Alias:
    """A name a unit goes by; `doubtful` marks a misprint that a person should confirm."""

    name: str
    valid_from: date | None
    valid_to: date | None
    doubtful: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Succession:
    """`to` takes over on `on`; `about` says that only the year or month of the day is
    established.
    """

    to: str
    on: date
    about: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Function:
    """What a unit does whatever it is called, for its whole life or between two days of it."""

    name: FunctionKind
    valid_from: date | None
    valid_to: date | None
    place: Place


@dataclass(frozen=True, slots=True)
class Department:
    """A unit that can be given work; a `central` one is shown but never ranked by a city.

    Valid from `valid_from` to `valid_to`, the last day, both included; None is open. `members`
    and `office` describe a body such as a leading group.
    """

    key: str
    area: str
    kind: DepartmentKind
    name: Words
    short: str
    central: bool
    parent: str | None
    aliases: tuple[Alias, ...]
    successors: tuple[Succession, ...]
    members: tuple[str, ...]
    office: str | None
    functions: tuple[Function, ...]
    valid_from: date | None
    valid_to: date | None
    place: Place


@dataclass(frozen=True, slots=True)
class Group:
    """A collective name in a document, expanded at a date.

    `districts`: the governments of the districts of `of`. `members`: the departments named.
    `open`: an officer chooses; `members`, or the governments of the districts of `of`, are then
    candidates.
    """

    key: str
    area: str
    names: tuple[Alias, ...]
    name_en: str
    rule: GroupRule
    of: str | None
    members: tuple[str, ...]
    note: Words | None
    place: Place


@dataclass(frozen=True, slots=True)
class Document:
    """A policy document; `code` is the prefix of its tasks' and targets' codes (XM16).

    `issuer` is as printed; `dated` is the day it bears, `printed` the day it was printed. Unit
    names are resolved at `as_of`: the date, or a day near it where the text bears none.
    """

    key: str
    code: str
    title: Words
    number: str | None
    issuer: tuple[str, ...]
    dated: date | None
    printed: date | None
    as_of: date
    area: str
    language: Language
    source: Words
    note: Words | None
    place: Place


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered piece of a document; `title` is in our own words, `ref` is the path of its
    printed labels.
    """

    document: str
    ref: str
    label: str
    level: int
    kind: ClauseKind
    parent: str | None
    title: Words
    place: Place


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a task starts or is finished; `due_alternative` is the other defensible reading of
    `text`.
    """

    kind: ScheduleKind
    text: str | None
    due: date | None
    due_alternative: date | None


@dataclass(frozen=True, slots=True)
class Task:
    """Something one or several units are told to do; units are names as printed.

    `joint`: the document names no first among the leads. `related` holds clauses of the same
    document that say the same at length.
    """

    document: str
    code: str
    clause: str
    label: str
    title: Words
    lead: tuple[str, ...]
    cooperating: tuple[str, ...]
    upper: tuple[str, ...]
    category: Words | None
    remark: RemarkKind | None
    schedule: Schedule
    joint: bool
    related: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Target:
    """A figure to be reached; rows of one indicator share `series`.

    `baseline` None is an unknown start, not zero. `recurring` is due every year and then has no
    year.
    """

    document: str
    code: str
    clause: str
    series: str
    indicator: Words
    group: Words | None
    comparator: Comparator
    value: Decimal
    value_max: Decimal | None
    unit: str
    year: int | None
    baseline: Decimal | None
    baseline_year: int | None
    is_total: bool
    recurring: bool
    direction: Literal["up", "down"]
    place: Place


@dataclass(frozen=True, slots=True)
class Incentive:
    """What a document promises; figures are None where it names none, a rate is in per cent."""

    document: str
    code: str
    clause: str
    kind: str
    recipient: Words
    condition: Words | None
    amount_max: Decimal | None
    unit: str | None
    rate_max: Decimal | None
    one_off: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a finding."""

    key: str
    words: Words


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a document that a careful clerk notices; `data` holds the figures behind the
    words.
    """

    document: str
    code: str
    severity: Severity
    clause: str
    message: Words
    tasks: tuple[str, ...]
    data: tuple[tuple[str, str], ...]
    choices: tuple[Choice, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Park:
    """A park with its positioning in our own words; `responsible` units are as printed.

    `area` is the zone or district it belongs to, `districts` where it stands.
    """

    document: str
    key: str
    clause: str
    name: Words
    positioning: Words
    responsible: tuple[str, ...]
    area: str
    districts: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person of a demo: account name, a title such as 王科长, and posts in one unit."""

    account: str
    name: Words
    title: Words
    department: str
    roles: tuple[RoleKind, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Demo:
    """What a demo shows: its plans, and the days between which progress is generated.

    `last_day` is the demo's business date.
    """

    plans: tuple[str, ...]
    seed: int
    first_day: date
    last_day: date
    notice: Words
    place: Place


@dataclass(frozen=True, slots=True)
class Law:
    """A law or policy that a rule cites and no pack holds as a document."""

    key: str
    title: Words
    number: str | None
    issuer: str | None
    dated: date | None
    note: Words | None
    place: Place


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything one folder defines."""

    head: Head
    areas: tuple[Area, ...] = ()
    departments: tuple[Department, ...] = ()
    groups: tuple[Group, ...] = ()
    documents: tuple[Document, ...] = ()
    clauses: tuple[Clause, ...] = ()
    tasks: tuple[Task, ...] = ()
    targets: tuple[Target, ...] = ()
    incentives: tuple[Incentive, ...] = ()
    findings: tuple[Finding, ...] = ()
    parks: tuple[Park, ...] = ()
    people: tuple[Person, ...] = ()
    laws: tuple[Law, ...] = ()
    rules: Definitions = Definitions()  # noqa: RUF009 - frozen
    cases: tuple[GoldenCase, ...] = ()
    demo: Demo | None = None
