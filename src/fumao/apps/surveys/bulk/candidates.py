"""Whose reports an actor may file from a file, and for which periods files are taken."""

from collections.abc import Iterable
from dataclasses import dataclass

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, department_for, visible_to
from fumao.apps.surveys.book import loaded, period_of
from fumao.apps.surveys.models import Filing, ReportingPeriod
from fumao.core.periods import Period
from fumao.surveys.bulk.layout import Layout, layout_of

_RECENT = 36  # periods offered, the newest first


@dataclass(frozen=True, slots=True)
class Candidate:
    """An enterprise whose reports the actor may file, and in whose name (key of a department)."""

    firm: Enterprise
    office: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A period of a survey for which a file may be handed in, and how its rows stand there."""

    row: ReportingPeriod
    period: Period
    layout: Layout


def candidates(actor: Actor, period: ReportingPeriod) -> list[Candidate]:
    """Return the enterprises whose reports of a period the actor may file, by policy of each."""
    firms = visible_to(actor, Enterprise.objects.filter(unit__in=actor.department_ids))
    found = []
    for firm in firms.select_related("area", "current").order_by("code"):
        row = Filing(period=period, enterprise=firm, area=firm.area, park_id=firm.park_id)
        office = department_for(actor, Action.FILE_REPORT, row)
        if office is not None:
            found.append(Candidate(firm, office))
    return found


def offers(actor: Actor) -> list[Offer]:
    """Return the open periods for which the actor may hand in a file, the newest first."""
    areas = set(
        visible_to(actor, Enterprise.objects.filter(unit__in=actor.department_ids))
        .order_by()
        .values_list("area_id", flat=True)
    )
    if not areas:
        return []
    rows = ReportingPeriod.objects.filter(route__area__in=areas, opens_on__lte=actor.today)
    rows = rows.select_related("survey", "area").order_by("-starts", "key", "pk").distinct()
    return list(_offered(rows.iterator(), actor))


def _offered(rows: Iterable[ReportingPeriod], actor: Actor) -> Iterable[Offer]:
    count = 0
    for row in rows:
        form = loaded(row.survey)
        layout, period = layout_of(form.survey), period_of(row)
        closes = form.survey.windows.closes(period.end)
        if layout is None or (closes is not None and actor.today > closes):
            continue
        yield Offer(row, period, layout)
        count += 1
        if count == _RECENT:
            return
