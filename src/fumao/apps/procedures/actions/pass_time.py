"""What time does to all open cases: events that are due, and reminders, each once."""

from datetime import date

from django.db import transaction
from django.urls import reverse

from fumao.apps.notices.service import notify
from fumao.apps.orgs.actor import Actor
from fumao.apps.plans.days import working_days
from fumao.apps.procedures.book import loaded
from fumao.apps.procedures.happening import pass_time
from fumao.apps.procedures.models import Case
from fumao.apps.procedures.stored import state_of
from fumao.procedures import timers
from fumao.procedures.state import CaseState

_BEFORE = 1  # working days before the due day that the office is reminded


def pass_time_for_all(actor: Actor, today: date) -> tuple[int, int]:
    """Let time pass for every open case; return how many events happened and cases were reminded.

    Each case is its own transaction, and a fired event changes the state it was fired from, so a
    run that was cut off goes on, and two at once fire nothing twice.
    """
    fired = reminded = 0
    for pk in Case.objects.filter(closed_on=None).order_by("pk").values_list("pk", flat=True):
        case = (
            Case.objects.select_related("procedure", "enterprise")
            .prefetch_related("runs", "clocks")
            .get(pk=pk)
        )
        held = loaded(case.procedure, case.variant)
        state = state_of(case)
        if timers.fired(held.procedure, state, working_days().calendar, today):
            fired += pass_time(case, actor, today)
        else:
            reminded += _remind(case, state, today)
    return fired, reminded


def _remind(case: Case, state: CaseState, today: date) -> int:
    calendar = working_days().calendar
    held = loaded(case.procedure, case.variant)
    done = 0
    for run in state.open_runs():
        due = timers.due_of(held.procedure, state, run, calendar)
        if due is None or run.office is None:
            continue
        left = calendar.left(today, due.date).days
        kind = "case_late" if left < 0 else "case_due" if left <= _BEFORE else ""
        if not kind:
            continue
        key = f"{kind}:{case.pk}:{run.key.step}.{run.key.branch}.{run.key.round}:{due.date}"
        with transaction.atomic():
            notify(
                kind=kind,
                area=case.area_id,
                data={
                    "title": case.procedure.title, "number": case.number,
                    "step": held.procedure.step(run.key.step).title.zh,
                    "due": due.date.isoformat(),
                },
                url=reverse("case", args=[case.pk]),
                on=today,
                to_seats=[(run.office, run.role)] if run.kind != "expert" else (),
                to_people=[run.assignee] if run.kind == "expert" and run.assignee else (),
                at_most_once_key=key[:96],
            )  # fmt: skip
        done += 1
    return done
