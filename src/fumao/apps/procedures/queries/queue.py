"""What waits for an officer: open steps of own and delegated seats, the soonest due first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import Q

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import seats, visible_to
from fumao.apps.plans.days import working_days
from fumao.apps.procedures.book import loaded
from fumao.apps.procedures.models import Case, CaseClock, StepRun
from fumao.apps.procedures.stored import account_of, run_of
from fumao.core.calendar import Projection
from fumao.core.clock import due_date
from fumao.procedures.definitions import Procedure, Step
from fumao.procedures.state import Account

Colour = Literal["red", "yellow", "green", "grey"]
NEAR = 1  # working days left from which a step is yellow
_MOST = 5000  # open steps of one officer that are put in order


@dataclass(frozen=True, slots=True)
class Waiting:
    """One open step that waits for the actor; `left` is None while its time stands still."""

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


def queue(actor: Actor, wanted: Wanted = Wanted()) -> list[Waiting]:
    """Return what waits for the actor, late first, then by days left; two queries."""
    rows = (
        visible_to(actor, StepRun.objects.filter(state__in=["open", "claimed"]))
        .filter(seat_condition(actor))
        .select_related("case__procedure", "case__enterprise", "case__area", "assignee")
        .defer("case__data", "case__procedure__text")
        .order_by("id")
    )
    if wanted.procedure:
        rows = rows.filter(case__procedure__key=wanted.procedure)
    if wanted.search.strip():
        rows = rows.filter(_found_by(wanted.search.strip()))
    if wanted.mine:
        rows = rows.filter(assignee=actor.person)
    found = worked_out(actor, list(rows[:_MOST]))
    if wanted.colour:
        found = [one for one in found if one.colour == wanted.colour]
    return sorted(found, key=_order)


def _found_by(words: str) -> Q:
    condition = Q(case__enterprise__name__icontains=words) | Q(
        case__procedure__title__icontains=words
    )
    tail = words.rpartition("-")[2]
    if tail.isdecimal():
        condition |= Q(case_id=int(tail))
    return condition


def _order(one: Waiting) -> tuple[int, int]:
    return (10_000 if one.left is None else one.left, one.run.pk)


def worked_out(actor: Actor, runs: list[StepRun]) -> list[Waiting]:
    """Return open runs, read with their cases and versions, with their due days (one query)."""
    terms = _terms({run.case_id for run in runs})
    person = actor.person.pk if actor.person else None
    found = []
    for run in runs:
        procedure = loaded(run.case.procedure, run.case.variant).procedure
        step = procedure.step(run.step)
        due = due_of(run, step, terms.get(run.case_id), run.case)
        left = working_days().calendar.left(actor.today, due.date).days if due else None
        found.append(
            Waiting(run, step, procedure, due, left, colour_of(left), run.assignee_id == person)
        )
    return found


def _terms(cases: Iterable[int]) -> dict[int, Account]:
    rows = CaseClock.objects.filter(
        case__in=list(cases), kind=CaseClock.Kind.STATUTORY, ended_on=None
    )
    return {row.case_id: account_of(row) for row in rows}


def due_of(run: StepRun, step: Step, term: Account | None, case: Case) -> Projection | None:
    """Return by when a step should be closed: its own limit or the statutory term, the earlier."""
    calendar = working_days().calendar
    if case.course.get("ordered_stop"):
        return None
    own = due_date(calendar, run_of(run).opened, step.within) if step.within else None
    whole = term.clock.due(calendar) if term is not None else None
    both = [one for one in (own, whole) if one is not None]
    return min(both, key=lambda one: one.date) if both else None


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


def procedures_in(found: Iterable[Waiting]) -> list[tuple[str, Procedure]]:
    """Return the procedures of a queue, for its filter."""
    named = {one.procedure.key: one.procedure for one in found}
    return sorted(named.items())


def overview(found: list[Waiting], today: date) -> dict[str, int]:
    """Return how many steps wait, by colour, and how many came in today."""
    counts = {"red": 0, "yellow": 0, "green": 0, "grey": 0}
    for one in found:
        counts[one.colour] += 1
    return {
        **counts, "all": len(found),
        "today": sum(one.run.opened_on == today for one in found),
    }  # fmt: skip
