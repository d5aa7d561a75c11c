"""What opening a period comes to, before anybody is told: roster, due day, hindrances."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.plans.days import working_days
from fumao.apps.surveys.actions.open_period import require_open
from fumao.apps.surveys.book import loaded, period_of
from fumao.apps.surveys.marks import marked
from fumao.apps.surveys.models import ReportingPeriod, SurveyVersion
from fumao.apps.surveys.roster import Respondent, roster
from fumao.apps.surveys.route import unreviewed
from fumao.core.calendar import Projection
from fumao.core.periods import Period
from fumao.surveys.definitions import PERIODS, Survey

SHOWN = 20  # respondents named
_BACK = 12  # periods before this one that may still be opened


@dataclass(frozen=True, slots=True)
class Preview:
    """A period to open: who will be asked, from when until when, and why it cannot be opened.

    `unmarked` where the office has to give the marks of the form first (统计法 art. 17).
    """

    period: Period
    opens_on: date
    due: Projection
    all: int
    areas: list[tuple[Area, int]]
    first: list[Respondent]
    problems: list[str]
    gaps: list[str]
    unmarked: bool


def choices(version: SurveyVersion, area: Area, today: date) -> list[Period]:
    """Return the periods that may be chosen: the next one first, then those left out, latest first.

    The next one follows the latest that is open; without any it is the one before today's.
    """
    rows = ReportingPeriod.objects.filter(key=version.key, area=area).select_related("survey")
    held = {period_of(row).code for row in rows}
    kind = PERIODS[version.period]  # type: ignore[index]
    now = kind.of(today)
    latest = rows.order_by("-starts").first()
    following = period_of(latest).next() if latest is not None else now.previous()
    if type(following) is not kind:
        following = now
    others = [now.shift(1), *(now.shift(-n) for n in range(_BACK + 1))]
    left = [one for one in others if one.code not in held and one != following]
    return [following, *left]


def preview(actor: Actor, version: SurveyVersion, area: Area, period: Period) -> Preview:
    """Return what opening comes to (two queries and those of its offices)."""
    form = loaded(version)
    survey = marked(form.survey, area)
    owing = list(roster(form, area, period.end))
    counts = Counter(one.area for one in owing)
    return Preview(
        period,
        form.survey.terms.opens_on(period),
        form.survey.terms.due_on(period, working_days().calendar),
        len(owing),
        sorted(counts.items(), key=lambda one: one[0].path),
        owing[:SHOWN],
        _problems(version, survey, period),
        unreviewed(form.survey, counts, actor.today),
        survey.marks is not None and bool(survey.marks.missing),
    )


def _problems(version: SurveyVersion, survey: Survey, period: Period) -> list[str]:
    try:
        require_open(version, survey, period)
    except ValidationError as error:
        return error.messages
    return []
