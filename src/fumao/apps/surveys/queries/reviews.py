"""What waits for a reviewer: filings whose turn it is at the actor's level, the urgent first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import Exists, OuterRef, Q, QuerySet

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Role
from fumao.apps.orgs.policy import seats, visible_to
from fumao.apps.plans.days import working_days
from fumao.apps.surveys.book import loaded, period_of
from fumao.apps.surveys.models import Filing, ReviewOffice
from fumao.surveys.examine import SurveyForm

Mark = Literal["error", "warn", "clean"]
MARKS: tuple[Mark, ...] = ("error", "warn", "clean")
MOST = 3000  # filings put in order
_NO_END = date.max


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the queue is asked for."""

    search: str = ""
    survey: str = ""
    area: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A filing that waits for the actor.

    `errors` and `warnings` count what its checks found when it was filed; `closes` is the last day
    on which its entry window lets it be approved, None where it stays open; `days` are the working
    days since it was filed.
    """

    filing: Filing
    errors: int
    warnings: int
    closes: date | None
    days: int

    @property
    def mark(self) -> Mark:
        """Return what the checks say of it in one word."""
        return "error" if self.errors else "warn" if self.warnings else "clean"

    @property
    def left(self) -> int | None:
        """Return the working days until the window closes, where that is near."""
        if self.closes is None or self.filing.filed_on is None:
            return None
        return working_days().between(self.filing.filed_on, self.closes) - self.days


def waiting_for(actor: Actor) -> QuerySet[Filing]:
    """Return the filings whose turn it is at an office where the actor is a checker today."""
    offices = {department for department, role in seats(actor) if role == Role.CHECKER}
    turn = ReviewOffice.objects.filter(
        period=OuterRef("period_id"), area=OuterRef("area_id"), level=OuterRef("level"),
        office_id__in=offices,
    )  # fmt: skip
    rows = Filing.objects.filter(Exists(turn), phase=Filing.Phase.IN_REVIEW)
    return visible_to(actor, rows)


def queue(actor: Actor, wanted: Wanted = Wanted()) -> list[Waiting]:
    """Return what waits, the first to close first, then by due day and day of filing."""
    rows = waiting_for(actor).select_related(
        "period__survey", "enterprise", "department", "area", "version"
    )
    rows = rows.defer("version__data", "version__explained", "period__survey__text")
    if words := wanted.search.strip():
        rows = rows.filter(
            Q(enterprise__name__icontains=words)
            | Q(enterprise__code__startswith=words.upper())
            | Q(department__name__icontains=words)
        )
    if wanted.survey:
        rows = rows.filter(period__key=wanted.survey)
    if wanted.area:
        rows = rows.filter(area__code=wanted.area)
    found = [_waiting(row, actor.today) for row in rows[:MOST]]
    if wanted.mark in MARKS:
        found = [one for one in found if one.mark == wanted.mark]
    return sorted(found, key=_order)


def _waiting(row: Filing, today: date) -> Waiting:
    form = loaded(row.period.survey)
    grave = severities(form, row.version.found if row.version else ())
    return Waiting(
        row,
        grave["hard"],
        grave["soft"] + grave["watch"],
        form.survey.windows.closes(period_of(row.period).start),
        working_days().between(row.filed_on or today, today),
    )


def severities(form: SurveyForm, found: Sequence[str]) -> Counter[str]:
    """Return how many of the checks that found something are hard, soft, watch."""
    by_key = {check.key: check.severity for check in form.survey.checks}
    return Counter(by_key[key] for key in found if key in by_key)


def _order(one: Waiting) -> tuple[date, date, date, int]:
    row = one.filing
    return one.closes or _NO_END, row.period.due_on, row.filed_on or _NO_END, row.pk


def marks_of(found: Sequence[Waiting]) -> Counter[str]:
    """Return how many filings bear each mark."""
    return Counter(one.mark for one in found)
