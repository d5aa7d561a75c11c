"""A respondent's calendar: every report its units owe or have filed, and how each stands."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractYear
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to
from fumao.apps.orgs.policy.surveys import own_filings
from fumao.apps.plans.days import working_days
from fumao.apps.surveys.book import loaded, period_of
from fumao.apps.surveys.level_words import review_at
from fumao.apps.surveys.models import Filing, ReviewOffice
from fumao.apps.surveys.stored import state_of
from fumao.core.periods import Period
from fumao.surveys.duty import Reminder, Standing, standing

Phase = Filing.Phase
# The kind of badge and the words of each standing.
STANDINGS: dict[str, tuple[str, str | Promise]] = {
    "ahead": ("plain", _("尚未开放")),
    "open": ("info", _("待报送")),
    "overdue": ("bad", _("逾期未报")),
    "reminded": ("bad", _("已催报")),
    "refused": ("bad", _("经催报仍未报")),
    "in_review": ("wait", _("审核中")),
    "returned": ("wait", _("退回待重报")),
    "return_overdue": ("bad", _("退回逾期未重报")),
    "accepted": ("ok", _("已通过")),
}
BREACHES: dict[str, str | Promise] = {"late": _("迟报"), "refused": _("催报期限后才报")}


@dataclass(frozen=True, slots=True)
class Owed:
    """A report with its standing on a day.

    `left` are working days until `standing.due` (None where nothing is owed now), `closes` the last
    day on which work of the whole period may be entered, `turn` who reviews it.
    """

    filing: Filing
    period: Period
    standing: Standing
    left: int | None
    closes: date | None
    today: date
    turn: str | Promise

    @property
    def badge(self) -> tuple[str, str | Promise]:
        """Return the kind and the words of its badge."""
        return ("plain", _("已关闭")) if self.closed else STANDINGS[self.standing.status]

    @property
    def breach(self) -> str | Promise:
        """Return what was breached, in words, once it was filed; empty where nothing was."""
        return BREACHES.get(self.standing.breach, "") if self.filing.first_filed_on else ""

    @property
    def closed(self) -> bool:
        """Tell whether the entry windows keep it from being filed, now and later."""
        return self.owing and self.closes is not None and self.today > self.closes

    @property
    def owing(self) -> bool:
        """Tell whether it waits for the respondent."""
        return self.filing.phase in (Phase.DRAFT, Phase.RETURNED)

    @property
    def is_open(self) -> bool:
        """Tell whether it can be filled in now."""
        return self.owing and not self.closed and self.standing.status != "ahead"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of the actor's reports stand where: the figures above the list."""

    due: int
    late: int
    returned: int
    in_review: int
    accepted: int


def own_reports(actor: Actor) -> QuerySet[Filing]:
    """Return the reports of the actor's own units, the newest period first."""
    rows = visible_to(actor, Filing.objects.filter(own_filings(actor)))
    return rows.order_by("-period__starts", "period__key", "pk")


def standings(actor: Actor, rows: QuerySet[Filing]) -> list[Owed]:
    """Return reports with their standing; four queries, however many there are."""
    found = list(
        rows.select_related(
            "period__survey", "enterprise", "department", "area"
        ).prefetch_related("reminders")
    )  # fmt: skip
    turns = _turns(found)
    return [owed(actor.today, row, turns.get(row.pk, "")) for row in found]


def owed(today: date, row: Filing, turn: str | Promise = "") -> Owed:
    """Return one report with its standing."""
    reminders = [Reminder(one.on, one.until) for one in row.reminders.all()]
    period = row.period
    now = standing(period.opens_on, period.due_on, state_of(row), reminders, today)
    owing = row.phase in (Phase.DRAFT, Phase.RETURNED)
    value = period_of(period)
    return Owed(
        filing=row,
        period=value,
        standing=now,
        left=working_days().between(today, now.due) if owing else None,
        closes=loaded(period.survey).survey.windows.closes(value.end),
        today=today,
        turn=turn,
    )


def turn_of(row: Filing) -> str | Promise:
    """Return which office reviews a report now, empty where none does."""
    return _turns([row]).get(row.pk, "")


def _turns(rows: Sequence[Filing]) -> dict[int, str | Promise]:
    waiting = [row for row in rows if row.phase == Phase.IN_REVIEW]
    if not waiting:
        return {}
    stops = ReviewOffice.objects.filter(
        period__in={row.period_id for row in waiting}, area__in={row.area_id for row in waiting}
    ).select_related("office")
    offices = {(one.period_id, one.area_id, one.level): one.office for one in stops}
    found: dict[int, str | Promise] = {}
    for row in waiting:
        office = offices.get((row.period_id, row.area_id, row.level))
        found[row.pk] = str(office) if office is not None else review_at(row.level)
    return found


def tally(rows: QuerySet[Filing], today: date) -> Tally:
    """Return how many reports stand where, in one query."""
    told = rows.order_by().aggregate(
        **{name: Count("pk", filter=_condition(name, today)) for name in Tally.__slots__}
    )
    return Tally(**told)


def _condition(name: str, today: date) -> Q:
    match name:
        case "due":
            return Q(phase=Phase.DRAFT, period__opens_on__lte=today, period__due_on__gte=today)
        case "late":
            return Q(phase=Phase.DRAFT, period__due_on__lt=today)
        case _:
            return Q(phase=Phase(name))


def filtered(
    rows: QuerySet[Filing], year: str, form: str, state: str, today: date
) -> QuerySet[Filing]:
    """Return the reports of a year, a form and a state of the tally; what is none filters none."""
    if year.isdecimal() and len(year) == 4:
        rows = rows.filter(period__starts__year=int(year))
    if form:
        rows = rows.filter(period__key=form)
    if state in Tally.__slots__:
        rows = rows.filter(_condition(state, today))
    return rows


def years_of(rows: QuerySet[Filing]) -> list[int]:
    """Return the years of the reports, the newest first."""
    years = rows.order_by().annotate(year=ExtractYear("period__starts"))
    return sorted(years.values_list("year", flat=True).distinct(), reverse=True)


def forms_of(rows: QuerySet[Filing]) -> list[tuple[str, str, str]]:
    """Return the forms of the reports: key, title in Chinese and in English."""
    names = ("period__key", "period__survey__title", "period__survey__title_en")
    found = {row[0]: row for row in rows.order_by("period_id").values_list(*names).distinct()}
    return sorted(found.values())


def due_next(actor: Actor, most: int) -> list[Owed]:
    """Return what the actor's units have to file next, the day that presses most first."""
    rows = own_reports(actor).filter(phase__in=[Phase.DRAFT, Phase.RETURNED])
    rows = rows.filter(period__opens_on__lte=actor.today)
    return sorted(_open(standings(actor, rows[: 10 * most])), key=lambda one: one.standing.due)[
        :most
    ]


def _open(found: Iterable[Owed]) -> Iterator[Owed]:
    return (one for one in found if one.is_open)
