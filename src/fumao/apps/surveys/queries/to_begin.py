"""What a respondent may begin by itself: a register that has several filings, such as contracts."""

from dataclasses import dataclass

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import visible_to
from fumao.apps.surveys.book import loaded, period_of
from fumao.apps.surveys.models import ReportingPeriod
from fumao.core.errors import Words
from fumao.core.periods import Period

_RECENT = 6  # periods of a register, the newest first


@dataclass(frozen=True, slots=True)
class Beginning:
    """A period of a register in which an enterprise may begin a filing; `number` is what tells
    them apart.
    """

    row: ReportingPeriod
    period: Period
    enterprise: Enterprise
    number: Words

    @property
    def value(self) -> str:
        """Return it as the form sends it."""
        return f"{self.row.pk}.{self.enterprise.pk}"


def to_begin(actor: Actor) -> list[Beginning]:
    """Return what the actor's enterprises may begin now; four queries."""
    firms = visible_to(actor, Enterprise.objects.filter(unit__in=actor.department_ids))
    own = list(firms.select_related("area"))
    if not own:
        return []
    rows = (
        ReportingPeriod.objects.filter(
            route__area__in={firm.area_id for firm in own}, opens_on__lte=actor.today
        )
        .select_related("survey")
        .prefetch_related("route")
        .order_by("-starts", "key")
        .distinct()
    )
    found: list[Beginning] = []
    several = [row for row in rows if loaded(row.survey).survey.each]
    for row in several[:_RECENT]:
        survey = loaded(row.survey).survey
        label = next(one.label for one in survey.form if one.key == survey.each)
        areas = {stop.area_id for stop in row.route.all()}
        found += [
            Beginning(row, period_of(row), firm, label) for firm in own if firm.area_id in areas
        ]
    return found
