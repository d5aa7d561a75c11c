"""One thing happens to a case: the event is folded, kept, recorded, told and passed on, at once.

Apps above listen (`listen`): funds open and decide claims in the same transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from fumao.apps.audit.models import Event
from fumao.apps.audit.service import Draft, record, record_batch
from fumao.apps.orgs.actor import Actor
from fumao.apps.plans.days import working_days
from fumao.apps.procedures import telling
from fumao.apps.procedures.book import Loaded, loaded
from fumao.apps.procedures.issuing import after_close, issue
from fumao.apps.procedures.models import Case, CaseClock, Outcome, StepRun
from fumao.apps.procedures.stored import clock_row, run_row, set_columns, state_of, write_back
from fumao.procedures import fold, timers
from fumao.procedures.events import Happened
from fumao.procedures.state import CaseState


@dataclass(frozen=True, slots=True)
class Happening:
    """What listeners are told: the case, what happened, where it stood and stands."""

    case: Case
    loaded: Loaded
    event: Happened
    before: CaseState | None
    after: CaseState
    actor: Actor


type Listener = Callable[[Happening], None]
_LISTENERS: list[Listener] = []


def listen(listener: Listener) -> None:
    """Have a function called for every event of every case; call it from `AppConfig.ready`."""
    if listener not in _LISTENERS:
        _LISTENERS.append(listener)


def pass_on(happening: Happening) -> None:
    """Tell the listeners, inside the transaction."""
    for listener in _LISTENERS:
        listener(happening)


def lockable() -> QuerySet[Case]:
    """Return cases that are kept from others, once read, until the transaction ends."""
    return (
        Case.objects.select_for_update(of=("self",))
        .select_related("procedure", "enterprise__area", "area", "owner", "outcome__case")
        .defer("procedure__text")
    )


def locked(case: int) -> Case:
    """Return a case kept from others until the transaction ends; raises Case.DoesNotExist."""
    return lockable().get(pk=case)


def begin(case: Case, held: Loaded, event: Happened, actor: Actor) -> CaseState:
    """Write a new case: its row, runs, clocks, first event and notices; in a transaction."""
    state = fold.begin(held.procedure, working_days().calendar, event)
    set_columns(case, state)
    case.save(force_insert=True)
    StepRun.objects.bulk_create([run_row(case, run) for run in state.runs])
    CaseClock.objects.bulk_create(
        [clock_row(case, place, one) for place, one in enumerate(state.accounts)]
    )
    _first_event(case, event)
    telling.tell(case, held, None, state, event)
    pass_on(Happening(case, held, event, None, state, actor))
    if state.issuing:  # a filing that the system itself accepts
        return _issued(case, held, state, event, actor)
    if not state.is_open:
        after_close(case, held, state, event, actor)
    return state


def _first_event(case: Case, event: Happened) -> None:
    """Record the submission; the chain is new, so nothing before it is looked up."""
    draft = Draft(
        stream=case.stream,
        kind=f"case_{event.kind}",
        at=timezone.now(),
        on=event.on,
        area=case.area_id,
        actor=event.person,
        department=event.office,
        data=event.data,
    )
    record_batch([draft], new_streams=True)


def _issued(case: Case, held: Loaded, state: CaseState, event: Happened, actor: Actor) -> CaseState:
    number = issue(case, held, state, event.on, actor)
    return happen(case, held, state, Happened("issued", event.on, data={"number": number}), actor)


def happen(case: Case, held: Loaded, state: CaseState, event: Happened, actor: Actor) -> CaseState:
    """Let one event happen to a locked case, with all that follows at once; return the new state.

    Following are the outcome's number where the route has come to it, and what closes with the
    case. Call it in a transaction.
    """
    calendar = working_days().calendar
    after = fold.apply(held.procedure, calendar, state, event)
    keep(case, held, state, after, event, actor)
    if after.issuing:
        return _issued(case, held, after, event, actor)
    if state.is_open and not after.is_open:
        after_close(case, held, after, event, actor)
    return after


def keep(
    case: Case,
    held: Loaded,
    before: CaseState,
    after: CaseState,
    event: Happened,
    actor: Actor,
) -> None:
    """Write an event and what it changed."""
    case.seq += 1
    write_back(case, before, after)
    record_event(case, event, actor)
    telling.tell(case, held, before, after, event)
    pass_on(Happening(case, held, event, before, after, actor))


def record_event(case: Case, event: Happened, actor: Actor) -> None:
    """Record an event in the case's chain."""
    data: dict[str, Any] = dict(event.data)
    if event.behalf is not None:
        data["behalf"] = event.behalf
    who = actor if event.person is not None else replace(actor, person=None)
    record(
        case.stream,
        f"case_{event.kind}",
        actor=who,
        area=case.area_id,
        department=event.office,
        data=data,
        on=event.on,
    )


def events_of(case: Case) -> list[Happened]:
    """Return the events of a case as they are folded, from its chain."""
    found = []
    for row in Event.objects.filter(stream=case.stream).order_by("seq"):
        data = dict(row.data)
        behalf = data.pop("behalf", None)
        kind: Any = row.kind.removeprefix("case_")
        found.append(Happened(kind, row.on, row.actor_id, behalf, row.department_id, data))
    return found


def refold(case: Case) -> CaseState:
    """Return the state folded from the chain alone: what the rows must agree with."""
    held = loaded(case.procedure, case.variant)
    return fold.fold(held.procedure, working_days().calendar, events_of(case))


def fired(case: Case, held: Loaded, state: CaseState, today: date) -> Happened | None:
    """Return the first event that time brings to a case by a day, None where nothing is due.

    Silence renews an outcome in force only, none that was suspended or has lost its force.
    """
    outcome = case.outcome if state.renews is not None else None
    if outcome is not None and outcome.state != Outcome.State.ACTIVE:
        state = replace(state, renews=None)
    return timers.fired(held.procedure, state, working_days().calendar, today)


def pass_time(case: Case, actor: Actor, today: date) -> int:
    """Let what time brings happen to one case, in a transaction of its own; return how much did."""
    done = 0
    with transaction.atomic():
        row = locked(case.pk)
        held = loaded(row.procedure, row.variant)
        state = state_of(row)
        while event := fired(row, held, state, today):
            state = happen(row, held, state, event, actor)
            done += 1
    return done
