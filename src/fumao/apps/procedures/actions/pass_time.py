"""What time does to all open cases: events that are due, and reminders, each once."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.db import transaction
from django.urls import reverse

from fumao.apps.notices.models import Notice
from fumao.apps.notices.service import Seat, worded, write_notices
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Role
from fumao.apps.plans.days import working_days
from fumao.apps.procedures.actions.reproject_terms import reproject_terms
from fumao.apps.procedures.book import Loaded, loaded
from fumao.apps.procedures.happening import fired as fired_by_time
from fumao.apps.procedures.happening import pass_time
from fumao.apps.procedures.models import Case
from fumao.apps.procedures.stored import state_of
from fumao.core.calendar import Projection
from fumao.procedures import timers
from fumao.procedures.state import CaseState, Run

_BEFORE = 1  # working days before the due day that the office is reminded
_ESTIMATED = "（暂定 estimated）"  # a figure of a notice stands in the language it was written
_BATCH = 200  # cases read together


def pass_time_for_all(actor: Actor, today: date) -> tuple[int, int]:
    """Let time pass for every open case; return how many events happened and cases are near.

    A case near its day is reminded of once, however often time passes.

    Cases are read by hundreds (three queries a batch) and those to which nothing happens are left
    alone. Each that something happens to is its own transaction, and a fired event changes the
    state it was fired from, so a run that was cut off goes on, and two at once fire nothing twice.
    Reminders of a batch are one INSERT. A year of holidays that was loaded since comes first.
    """
    reproject_terms(actor, today)
    fired = reminded = 0
    keys = list(Case.objects.filter(closed_on=None).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), _BATCH):
        told: list[Notice] = []
        for case in _batch(keys[start : start + _BATCH]):
            held, state = loaded(case.procedure, case.variant), state_of(case)
            if fired_by_time(case, held, state, today):
                fired += pass_time(case, actor, today)
                continue
            own = list(_reminders(case, held, state, today))
            reminded += len(own)
            told += [notice for notices in own for notice in notices]
        with transaction.atomic():
            write_notices(told, at_most_once=True)
    return fired, reminded


def _batch(keys: Sequence[int]) -> Sequence[Case]:
    """Return open cases with what their states are made of."""
    return list(
        Case.objects.filter(pk__in=keys, closed_on=None)
        .select_related("procedure", "outcome")
        .prefetch_related("runs", "clocks")
        .defer("data", "procedure__text")
        .order_by("pk")
    )


def _reminders(case: Case, held: Loaded, state: CaseState, today: date) -> Iterator[list[Notice]]:
    """Yield the notices of each step that is late or nearly so."""
    calendar = working_days().calendar
    for run in state.open_runs():
        due = timers.due_of(held.procedure, state, run, calendar)
        if due is None or run.office is None:
            continue
        left = calendar.left(today, due.date).days
        kind = "case_late" if left < 0 else "case_due" if left <= _BEFORE else ""
        if kind:
            yield _reminder(case, held, run, kind, due, today)


def _reminder(
    case: Case, held: Loaded, run: Run, kind: str, due: Projection, today: date
) -> list[Notice]:
    step = held.procedure.step(run.key.step)
    seats: list[Seat] = []
    if run.kind != "expert" and run.office:
        seats.append((run.office, run.role))
        if kind == "case_late" and step.silent == "escalate":
            # Silence goes up: to the head of the silent office and of the one that waits for it.
            seats += [(run.office, Role.LEADER), (case.owner_id, Role.LEADER)]
    key = f"{kind}:{case.pk}:{run.key.step}.{run.key.branch}.{run.key.round}:{due.date}"
    return worded(
        kind=kind,
        area=case.area_id,
        data={
            "title": case.procedure.title, "number": case.number,
            "step": step.title.zh,
            "due": due.date.isoformat() + (_ESTIMATED if due.provisional else ""),
        },
        url=reverse("case", args=[case.pk]),
        on=today,
        to_seats=seats,
        to_people=[run.assignee] if run.kind == "expert" and run.assignee else (),
        at_most_once_key=key[:96],
    )  # fmt: skip
