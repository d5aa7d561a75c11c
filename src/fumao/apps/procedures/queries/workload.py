"""Workload: who holds what, what is late, how long it took, how much was closed on time by month.

Counted is what the actor sees: own offices' cases, and those of the areas of office and leaders.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Person
from fumao.apps.orgs.policy import visible_to
from fumao.apps.orgs.policy.cases import WORKING
from fumao.apps.plans.days import working_days
from fumao.apps.procedures.models import Case, CaseClock, ProcedureVersion, StepRun
from fumao.apps.procedures.queries.queue import lines_of, procedures_of
from fumao.core.errors import Words

MONTHS = (3, 6, 12, 24)
_MOST = 20_000  # open steps that are worked out


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: one procedure or all, the latest months."""

    procedure: str = ""
    months: int = 12


@dataclass(slots=True)
class ByPerson:
    """One who works: open steps taken on, late ones, steps closed and working days they took."""

    person: Person | None
    open: int = 0
    late: int = 0
    closed: int = 0
    days: int = 0

    @property
    def average(self) -> Decimal | None:
        """Return the working days a closed step took."""
        return round(Decimal(self.days) / self.closed, 1) if self.closed else None


@dataclass(slots=True)
class ByStep:
    """A step of a procedure: open and late runs."""

    procedure: Words
    step: Words
    open: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class ByMonth:
    """A month: cases closed, on time among them, working days they took."""

    month: date
    closed: int
    on_time: int
    days: int

    @property
    def share(self) -> Decimal | None:
        """Return the share closed on time, in percent."""
        return round(Decimal(100 * self.on_time) / self.closed, 1) if self.closed else None

    @property
    def average(self) -> Decimal | None:
        """Return the working days a case took."""
        return round(Decimal(self.days) / self.closed, 1) if self.closed else None


@dataclass(frozen=True, slots=True)
class Workload:
    """All of the page."""

    asked: Asked
    people: list[ByPerson]
    steps: list[ByStep]
    months: list[ByMonth]
    procedures: list[tuple[str, Words]]
    whole: ByMonth
    open: int = field(default=0)
    late: int = field(default=0)


def require_work(actor: Actor) -> None:
    """Raise PermissionDenied for those who work on no cases."""
    if not any(one.role in WORKING and not one.of_company for one in actor.positions):
        raise PermissionDenied(_("办理情况由办理单位的人员查看。"))


def workload(actor: Actor, asked: Asked) -> Workload:
    """Return the page (eight queries); raises PermissionDenied."""
    require_work(actor)
    first = _months_back(actor.today, asked.months)
    runs = visible_to(actor, StepRun.objects.order_by("id"))
    if asked.procedure:
        runs = runs.filter(case__procedure__key=asked.procedure)
    people: dict[int | None, ByPerson] = {}
    steps = _open(actor, runs, people)
    _closed(runs.filter(closed_on__gte=first, by__isnull=False), people)
    _name(people)
    months = _by_month(actor, asked.procedure, first)
    order = sorted(people.values(), key=lambda one: (-one.late, -one.open, -one.closed))
    return Workload(
        asked, order, sorted(steps, key=lambda one: (-one.late, -one.open)), months,
        _procedures(actor), _whole(months),
        sum(one.open for one in steps), sum(one.late for one in steps),
    )  # fmt: skip


def _months_back(today: date, months: int) -> date:
    number = today.year * 12 + today.month - months
    return date(number // 12, number % 12 + 1, 1)


def _open(
    actor: Actor, runs: QuerySet[StepRun], people: dict[int | None, ByPerson]
) -> Iterable[ByStep]:
    rows = runs.filter(state__in=["open", "claimed"]).exclude(kind="system")
    steps: dict[tuple[str, str], ByStep] = {}
    lines = lines_of(rows[:_MOST], actor.today)
    procedures = procedures_of(lines)
    for one in lines:
        procedure = procedures[one.version, one.variant]
        late = one.colour == "red"
        place = (procedure.key, one.step)
        if place not in steps:
            steps[place] = ByStep(procedure.title, procedure.step(one.step).title)
        step = steps[place]
        own = people.setdefault(one.assignee, ByPerson(None))
        for row in (step, own):
            row.open += 1
            row.late += late
    return steps.values()


def _closed(runs: QuerySet[StepRun], people: dict[int | None, ByPerson]) -> None:
    rows = runs.order_by().values_list("by", "opened_on", "closed_on").annotate(n=Count("pk"))
    calendar = working_days().calendar
    for by, opened, closed, count in rows:
        own = people.setdefault(by, ByPerson(None))
        own.closed += count
        own.days += calendar.left(opened, closed).days * count


def _name(people: dict[int | None, ByPerson]) -> None:
    named = Person.objects.in_bulk([pk for pk in people if pk is not None])
    for pk, row in people.items():
        row.person = named.get(pk) if pk is not None else None


def _by_month(actor: Actor, procedure: str, first: date) -> list[ByMonth]:
    """Return the months since `first`; the statutory term binds, the service term where none is."""
    cases = visible_to(actor, Case.objects.filter(closed_on__gte=first, decided_on__isnull=False))
    if procedure:
        cases = cases.filter(procedure__key=procedure)
    rows = CaseClock.objects.filter(
        case__in=cases.order_by().values("pk"), unit="wd", ended_on__isnull=False
    ).order_by()
    statutory = Q(kind=CaseClock.Kind.STATUTORY)
    bound = rows.filter(statutory).values("case")
    terms = rows.filter(statutory | (Q(kind=CaseClock.Kind.SERVICE) & ~Q(case__in=bound)))
    counted = terms.annotate(month=TruncMonth("case__closed_on")).values("month").annotate(
        n=Count("pk"), good=Count("pk", filter=Q(consumed__lte=F("budget"))), used=Sum("consumed")
    )  # fmt: skip
    found = {row["month"]: row for row in counted}
    number, months = first.year * 12 + first.month - 1, []
    while (month := date(number // 12, number % 12 + 1, 1)) <= actor.today:
        row = found.get(month, {"n": 0, "good": 0, "used": 0})
        months.append(ByMonth(month, row["n"], row["good"], row["used"]))
        number += 1
    return months


def _whole(months: list[ByMonth]) -> ByMonth:
    return ByMonth(
        months[0].month, sum(m.closed for m in months), sum(m.on_time for m in months),
        sum(m.days for m in months),
    )  # fmt: skip


def _procedures(actor: Actor) -> list[tuple[str, Words]]:
    rows = visible_to(actor, ProcedureVersion.objects.exclude(state="draft"))
    named = {
        key: Words(title, title_en)
        for key, title, title_en in rows.order_by("id").values_list("key", "title", "title_en")
    }
    return sorted(named.items())
