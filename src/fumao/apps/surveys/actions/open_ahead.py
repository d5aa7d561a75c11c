"""到日自动开放: the periods whose day has come, for the areas that run a survey."""

from collections.abc import Iterator
from datetime import date

import structlog
from django.core.exceptions import ValidationError

from fumao.apps.orgs.actor import Actor
from fumao.apps.plans.days import working_days
from fumao.apps.surveys.actions.open_period import begin_period
from fumao.apps.surveys.book import loaded, period_of
from fumao.apps.surveys.models import ReportingPeriod, SurveyVersion
from fumao.core.periods import Period


def open_ahead(today: date) -> int:
    """Open every period that has come; return how many.

    An area runs a survey once its office has opened a period of it. Only periods that can still be
    filed in time are opened: one whose due day has passed unopened is the office's to decide. One
    that is refused (past validity, no reviewing office) is told in the log and holds up no other.
    """
    log, opened = structlog.get_logger(__name__), 0
    for version in SurveyVersion.objects.filter(retired_on=None):
        for last in _running(version.key):
            for period in _come(version, last, today):
                try:
                    begin_period(Actor(None, today), version, last.area, period, last.office_id)
                    opened += 1
                except ValidationError as error:
                    log.warning(
                        "period_not_opened", survey=version.key, period=period.code,
                        area=last.area.code, why=error.messages[0],
                    )  # fmt: skip
    return opened


def _running(key: str) -> list[ReportingPeriod]:
    """Return the latest period of each area."""
    rows = ReportingPeriod.objects.filter(key=key).select_related("area", "survey")
    latest = {row.area_id: row for row in rows.order_by("starts")}
    return list(latest.values())


def _come(version: SurveyVersion, last: ReportingPeriod, today: date) -> Iterator[Period]:
    survey = loaded(version).survey
    if version.period != last.survey.period:
        return  # a form that has gone over to another rhythm begins with its office
    period = period_of(last).next()
    while survey.terms.opens_on(period) <= today:
        if today <= survey.terms.due_on(period, working_days().calendar).date:
            yield period
        period = period.next()
