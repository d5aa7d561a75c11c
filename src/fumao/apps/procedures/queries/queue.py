"""What waits for an officer: open steps of own and delegated seats, the soonest due first."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, overload

from django.core.cache import caches
from django.db.models import Max, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from fumao.apps.audit.models import Event
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.columns import PERSON, UNIT, joined
from fumao.apps.orgs.policy import seats, visible_to
from fumao.apps.plans.days import working_days
from fumao.apps.procedures.book import loaded
from fumao.apps.procedures.models import Case, CaseClock, ProcedureVersion, StepRun
from fumao.apps.procedures.stored import account_of
from fumao.core.calendar import Projection
from fumao.procedures.definitions import Procedure, Step
from fumao.procedures.state import Pause
from fumao.procedures.timers import limit_from

Colour = Literal["red", "yellow", "green", "grey"]
NEAR = 1  # working days left from which a step is yellow
_KEPT = 60  # seconds
_MOST = 5000  # open steps of one officer that are put in order

# What a line of the page shows.
_SHOWN = (
    "opened_on", "case__submitted_on", "case__procedure__code", *joined(PERSON, "assignee"),
    *joined(UNIT, "case__enterprise", "case__area"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """An open step put in its order: plain values, which are kept until something happens.

    `left` is None while its time stands still; `version` and `variant` name its procedure.
    """

    run: int
    assignee: int | None
    opened: date
    step: str
    version: int
    variant: str
    due: Projection | None
    left: int | None
    colour: Colour


@dataclass(frozen=True, slots=True)
class Waiting:
    """One open step that waits for the actor, read whole."""

    run: StepRun
    step: Step
    procedure: Procedure
    due: Projection | None
    left: int | None
    colour: Colour
    mine: bool

    @property
    def case(self) -> Case:
        """Return the case."""
        return self.run.case


class Queue(Sequence[Waiting]):
    """What waits, in order; only the steps of a slice are read whole (one query)."""

    def __init__(self, actor: Actor, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.procedures = procedures_of(lines)
        self._person = actor.person.pk if actor.person else None

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, place: int) -> Waiting: ...
    @overload
    def __getitem__(self, place: slice) -> list[Waiting]: ...
    def __getitem__(self, place: int | slice) -> Waiting | list[Waiting]:
        if isinstance(place, int):
            return self._whole([self.lines[place]])[0]
        return self._whole(self.lines[place])

    def __iter__(self) -> Iterator[Waiting]:
        return iter(self._whole(self.lines))

    def _whole(self, lines: Sequence[Line]) -> list[Waiting]:
        rows = (
            StepRun.objects.filter(pk__in=[line.run for line in lines])
            .select_related("case__procedure", "case__enterprise", "case__area", "assignee")
            .only(*_SHOWN)
            .in_bulk()
        )
        # One that was closed in between is left out.
        return [self._waiting(rows[line.run], line) for line in lines if line.run in rows]

    def _waiting(self, run: StepRun, line: Line) -> Waiting:
        procedure = self.procedures[line.version, line.variant]
        return Waiting(
            run, procedure.step(line.step), procedure, line.due, line.left, line.colour,
            line.assignee == self._person,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the queue is asked for."""

    search: str = ""
    procedure: str = ""
    colour: str = ""
    mine: bool = False


def seat_condition(actor: Actor) -> Q:
    """Return the condition on runs that the actor may take today."""
    condition = Q(pk__in=[])
    if actor.person is not None:
        condition = Q(kind="expert", assignee=actor.person)
    by_role: dict[str, set[int]] = {}
    for department, role in seats(actor):
        by_role.setdefault(role, set()).add(department)
    for role, departments in by_role.items():
        condition |= Q(role=role, office_id__in=departments)
    return condition


def queue(actor: Actor, wanted: Wanted = Wanted()) -> Queue:
    """Return what waits for the actor, late first, then by days left (two to five queries).

    The order is kept until something happens: every change is an event.
    """
    last = Event.objects.aggregate(last=Max("id"))["last"]
    person = actor.person.pk if actor.person else None
    same = [person, sorted(seats(actor)), actor.scopes and sorted(actor.scopes), actor.today]
    said = repr([*same, wanted, last]).encode()
    key = f"queue:{hashlib.sha256(said).hexdigest()}"
    lines: list[Line] | None = caches["pages"].get(key)
    if lines is None:
        lines = _lines(actor, wanted)
        caches["pages"].set(key, lines, _KEPT)
    return Queue(actor, lines)


def _lines(actor: Actor, wanted: Wanted) -> list[Line]:
    rows = (
        visible_to(actor, StepRun.objects.filter(state__in=["open", "claimed"]))
        .filter(seat_condition(actor))
        .order_by("id")
    )
    if wanted.procedure:
        rows = rows.filter(case__procedure__key=wanted.procedure)
    if wanted.search.strip():
        rows = rows.filter(_found_by(wanted.search.strip()))
    if wanted.mine:
        rows = rows.filter(assignee=actor.person)
    lines = lines_of(rows[:_MOST], actor.today)
    if wanted.colour:
        lines = [one for one in lines if one.colour == wanted.colour]
    return sorted(lines, key=_order)


def _found_by(words: str) -> Q:
    condition = Q(case__enterprise__name__icontains=words) | Q(
        case__procedure__title__icontains=words
    )
    tail = words.rpartition("-")[2]
    if tail.isdecimal():
        condition |= Q(case_id=int(tail))
    return condition


def _order(line: Line) -> tuple[int, int]:
    return (10_000 if line.left is None else line.left, line.run)


# What a case's course says of stops, as text: nearly all are empty and need no decoding.
_COLUMNS = (
    "pk", "assignee", "opened_on", "step", "case", "case__procedure", "case__variant",
    KeyTextTransform("ordered_stop", "case__course"), KeyTextTransform("pauses", "case__course"),
)  # fmt: skip


def lines_of(runs: QuerySet[StepRun], today: date) -> list[Line]:
    """Return open runs with their due days (two queries, one more for the versions there are).

    Rows are read as plain values and each day is worked out once: an office may have a thousand.
    """
    rows = list(runs.values_list(*_COLUMNS))
    terms = _terms({row[4] for row in rows})
    procedures = _loaded({(row[5], row[6]) for row in rows})
    calendar = working_days().calendar
    limits: dict[object, Projection | None] = {}
    lefts: dict[date, int] = {}
    found = []
    for pk, assignee, opened, key, case, version, variant, stopped, pauses in rows:
        step = procedures[version, variant].step(key)
        due = None
        if not stopped:
            same = (step.within, opened, pauses)
            if same not in limits:
                limits[same] = limit_from(step, opened, _pauses(pauses), calendar)
            due = _earlier(limits[same], terms.get(case))
        if due is not None and due.date not in lefts:
            lefts[due.date] = calendar.left(today, due.date).days
        left = lefts[due.date] if due is not None else None
        found.append(Line(pk, assignee, opened, key, version, variant, due, left, colour_of(left)))
    return found


def procedures_of(lines: Iterable[Line]) -> dict[tuple[int, str], Procedure]:
    """Return the procedures of lines by version and variant (one query)."""
    return _loaded({(line.version, line.variant) for line in lines})


def _loaded(wanted: set[tuple[int, str]]) -> dict[tuple[int, str], Procedure]:
    rows = ProcedureVersion.objects.defer("text").in_bulk({version for version, _ in wanted})
    return {(pk, variant): loaded(rows[pk], variant).procedure for pk, variant in wanted}


def _pauses(kept: str | None) -> list[Pause]:
    return [
        Pause(date.fromisoformat(since), date.fromisoformat(until) if until else None)
        for since, until in json.loads(kept or "[]")
    ]


def _earlier(one: Projection | None, other: Projection | None) -> Projection | None:
    if one is None or other is None:
        return one or other
    return one if one.date <= other.date else other


_TERM = ("kind", "unit", "budget", "consumed", "estimated", "running_since", "started_on",
         "stopped_for", "suspended", "stopped_on")  # fmt: skip


def _terms(cases: Iterable[int]) -> dict[int, Projection | None]:
    """Return by case when its statutory term ends; nothing while it stands still."""
    rows = CaseClock.objects.filter(
        case__in=list(cases), kind=CaseClock.Kind.STATUTORY, ended_on=None
    )
    calendar = working_days().calendar
    ends: dict[tuple[object, ...], Projection | None] = {}
    found = {}
    for case, *columns in rows.order_by("place").values_list("case", *_TERM):
        same = tuple(repr(one) if isinstance(one, list) else one for one in columns)
        if same not in ends:
            clock = CaseClock(**dict(zip(_TERM, columns, strict=True)))
            ends[same] = account_of(clock).due(calendar)
        found[case] = ends[same]
    return found


def colour_of(left: int | None) -> Colour:
    """Return the clock's colour: late red, one day or none left yellow, standing still grey."""
    if left is None:
        return "grey"
    if left < 0:
        return "red"
    return "yellow" if left <= NEAR else "green"


def waiting_count(actor: Actor) -> int:
    """Return how many steps wait for the actor (one query)."""
    rows = StepRun.objects.filter(state__in=["open", "claimed"]).filter(seat_condition(actor))
    return rows.count()


def procedures_in(found: Queue) -> list[tuple[str, Procedure]]:
    """Return the procedures of a queue, for its filter."""
    named = {one.key: one for one in found.procedures.values()}
    return sorted(named.items(), key=lambda item: item[0])


def overview(found: Queue, today: date) -> dict[str, int]:
    """Return how many steps wait, by colour, and how many came in today."""
    counts = {"red": 0, "yellow": 0, "green": 0, "grey": 0}
    for one in found.lines:
        counts[one.colour] += 1
    return {
        **counts, "all": len(found), "today": sum(one.opened == today for one in found.lines),
    }  # fmt: skip
