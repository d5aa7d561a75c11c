"""Periods as an office reads them: which are open, how its respondents stand, by district."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet, Window
from django.db.models.functions import RowNumber

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area, Role
from fumao.apps.orgs.policy import Action, may, visible_to
from fumao.apps.surveys.book import loaded, period_of
from fumao.apps.surveys.models import Filing, ReportingPeriod, SurveyVersion
from fumao.apps.surveys.queries.standing import LATE, UNFILED, with_standing
from fumao.core.periods import Period
from fumao.surveys.definitions import Survey

KEPT = 24  # periods of a survey on the page


@dataclass(slots=True)
class Counts:
    """How many respondents stand where; `levels` splits those in review."""

    standings: Counter[str] = field(default_factory=Counter)
    breaches: Counter[str] = field(default_factory=Counter)
    levels: Counter[str] = field(default_factory=Counter)

    @property
    def all(self) -> int:
        """Return how many have to report."""
        return self.standings.total()

    @property
    def filed(self) -> int:
        """Return how many have filed, whatever became of it."""
        return self.all - sum(self.standings[one] for one in UNFILED)

    @property
    def unfiled_late(self) -> int:
        """Return how many have not filed though the due day is over."""
        return sum(self.standings[one] for one in LATE)

    @property
    def filed_late(self) -> int:
        """Return how many filed after the due day."""
        return self.breaches.total() - self.unfiled_late

    @property
    def in_review(self) -> int:
        """Return how many are under review at some level."""
        return self.standings["in_review"]

    @property
    def by_level(self) -> list[tuple[str, int]]:
        """Return the levels at which filings are under review."""
        return list(self.levels.items())

    @property
    def returned(self) -> int:
        """Return how many lie with the respondent again."""
        return self.standings["returned"] + self.standings["return_overdue"]

    @property
    def percent(self) -> int | None:
        """Return the share that has filed, in whole per cent cut down; None without any."""
        return self.filed * 100 // self.all if self.all else None


@dataclass(frozen=True, slots=True)
class OpenPeriod:
    """A period on the list, with the counts of what the actor sees."""

    row: ReportingPeriod
    period: Period
    counts: Counts


@dataclass(frozen=True, slots=True)
class OpenSurvey:
    """A published survey with its marks and its periods; `may_open` where the actor may."""

    version: SurveyVersion
    survey: Survey
    periods: list[OpenPeriod]
    may_open: bool


def own_areas(actor: Actor) -> list[Area]:
    """Return the areas in which the actor may open periods: those of its posts of office."""
    found = Area.objects.filter(
        pk__in={p.area_id for p in actor.positions if p.role == Role.OFFICE and not p.of_company}
    )
    return [area for area in found.order_by("path") if may(actor, Action.RUN_SURVEY, area)]


def surveys(actor: Actor) -> list[OpenSurvey]:
    """Return the published surveys with the periods the actor reads, the latest first."""
    versions = visible_to(actor, SurveyVersion.objects.filter(retired_on=None)).order_by("id")
    may_open = bool(own_areas(actor))
    latest = _latest(actor, [version.key for version in versions])
    counts = counts_of(actor, [row for rows in latest.values() for row in rows])
    return [
        OpenSurvey(
            version,
            loaded(version).survey,
            [OpenPeriod(row, period_of(row), counts[row.pk]) for row in latest[version.key]],
            may_open,
        )
        for version in versions
    ]


def _latest(actor: Actor, keys: Iterable[str]) -> dict[str, list[ReportingPeriod]]:
    """Return the latest periods of each survey (one query for all: there are many surveys)."""
    place = Window(RowNumber(), partition_by="key", order_by=["-starts", "area__path"])
    rows = visible_to(actor, ReportingPeriod.objects.filter(key__in=keys))
    numbered = rows.annotate(place=place).filter(place__lte=KEPT).order_by("key", "place")
    found: dict[str, list[ReportingPeriod]] = defaultdict(list)
    for row in numbered.select_related("survey", "area", "office"):
        found[row.key].append(row)
    return found


def periods_of(actor: Actor, key: str) -> QuerySet[ReportingPeriod]:
    """Return the periods of a survey that the actor reads, the latest first."""
    rows = ReportingPeriod.objects.filter(key=key).select_related("survey", "area", "office")
    return visible_to(actor, rows).order_by("-starts", "area__path")


def counts_of(actor: Actor, rows: Iterable[ReportingPeriod]) -> dict[int, Counts]:
    """Return the counts of periods over the filings the actor sees (one query)."""
    found = {row.pk: Counts() for row in rows}
    seen = visible_to(actor, Filing.objects.filter(period__in=found))
    groups = _groups(seen, actor, "period")
    for period, standing, breach, level, count in groups:
        add(found[period], standing, breach, level, count)
    return found


def by_area(actor: Actor, row: ReportingPeriod) -> list[tuple[Area, Counts]]:
    """Return a period's counts by area, over the filings the actor sees (two queries)."""
    found: dict[int, Counts] = {}
    for area, standing, breach, level, count in _groups(filings_of(actor, row), actor, "area"):
        add(found.setdefault(area, Counts()), standing, breach, level, count)
    areas = Area.objects.in_bulk(found)
    return sorted(
        ((areas[pk], counts) for pk, counts in found.items()), key=lambda one: one[0].path
    )


def filings_of(actor: Actor, row: ReportingPeriod) -> QuerySet[Filing]:
    """Return the filings of a period that the actor sees."""
    return visible_to(actor, Filing.objects.filter(period=row))


def _groups(rows: QuerySet[Filing], actor: Actor, by: str) -> QuerySet[Any, tuple[Any, ...]]:
    told = with_standing(rows, actor.today).order_by()
    columns = (by, "standing", "breach", "level")
    groups: QuerySet[Any, tuple[Any, ...]] = told.values_list(*columns).annotate(n=Count("pk"))
    return groups


def add(counts: Counts, standing: str, breach: str, level: str, count: int) -> None:
    """Count some respondents that stand alike."""
    counts.standings[standing] += count
    if breach:
        counts.breaches[breach] += count
    if level:
        counts.levels[level] += count
