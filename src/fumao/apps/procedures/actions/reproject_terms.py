"""载入放假安排: a year's holidays are known at last, and every open term is worked out anew.

Due days are never stored, so those of running terms move by themselves; what is written anew are
the days a stopped term had used up in a year not known then. The chain says what moved.
"""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from fumao.apps.audit.models import Event
from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.plans.days import working_days
from fumao.apps.procedures.book import loaded
from fumao.apps.procedures.happening import happen, locked, refold
from fumao.apps.procedures.models import Case
from fumao.apps.procedures.stored import state_of, write_back
from fumao.core.calendar import WorkingCalendar
from fumao.procedures.events import Happened
from fumao.procedures.state import Account

STREAM = "calendar"
LOADED = "calendar_loaded"


def reproject_terms(actor: Actor, today: date) -> int:
    """Work out the terms of all open cases anew where a year was loaded; return how many moved.

    Nothing new is one query. Each case is its own transaction and says once that a year moved it;
    the years count as known when all are done, so a run that was cut off goes on.
    """
    years = sorted(working_days().calendar.years)
    last = Event.objects.filter(stream=STREAM, kind=LOADED).order_by("-seq").first()
    known = set(last.data["years"]) if last is not None else set(years)
    new = [year for year in years if year not in known]
    if last is not None and not new:
        return 0
    moved = 0
    if new:
        before = WorkingCalendar(
            one for year, one in working_days().calendar.years.items() if year in known
        )
        for pk in Case.objects.filter(closed_on=None).order_by("pk").values_list("pk", flat=True):
            moved += _reprojected(pk, before, new, actor, today)
    nation = Area.objects.filter(parent=None).first()
    if nation is not None:  # before the first pack there is nothing to count for
        with transaction.atomic():
            data = {"years": years, "new": new, "moved": moved}
            record(STREAM, LOADED, actor=actor, area=nation, data=data, on=today)
    return moved


def _reprojected(
    pk: int, before: WorkingCalendar, new: list[int], actor: Actor, today: date
) -> bool:
    """Work out one case's terms anew; tell whether any moved."""
    with transaction.atomic():
        case = locked(pk)
        told = Event.objects.filter(stream=case.stream, kind="case_calendar_loaded")
        if told.filter(data__years=new).exists():
            return False
        kept, folded = state_of(case), refold(case)
        moved = _moved(kept.accounts, folded.accounts, before)
        if kept.accounts == folded.accounts and not moved:
            return False
        write_back(case, kept, folded)
        held = loaded(case.procedure, case.variant)
        event = Happened("calendar_loaded", today, data={"years": new, "moved": moved})
        happen(case, held, folded, event, actor)
    return True


def _moved(
    kept: Iterable[Account], folded: Iterable[Account], before: WorkingCalendar
) -> list[list[str]]:
    """Return (kind, day before, day now) of each term whose last day is another now."""
    after = working_days().calendar
    found = []
    for old, new in zip(kept, folded, strict=True):
        was = old.due(before) if old.ended is None else None
        now = new.due(after) if new.ended is None else None
        if was is not None and now is not None and was.date != now.date:
            found.append([new.kind, was.date.isoformat(), now.date.isoformat()])
    return found
