"""The way of an area's filings: which office reviews at which level, fixed as the period opens."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from fumao.apps.orgs.models import Area, Department
from fumao.apps.orgs.offices import Offices
from fumao.apps.orgs.refusals import refusal
from fumao.apps.orgs.service import offices
from fumao.apps.surveys.models import ReportingPeriod, ReviewOffice
from fumao.surveys.definitions import Level, Survey


def put_route(row: ReportingPeriod, survey: Survey, areas: Iterable[Area], day: date) -> None:
    """Fix which office reviews at each level; raises ValidationError where one is missing.

    From an area without a whole way nobody can file a register that grows by numbers (`each`):
    begin_filing says so.
    """
    missing: list[str] = []
    for area in sorted(areas, key=lambda one: one.path):
        stops = _stops(survey, area, day)
        lacking = _lacking(area, stops)
        missing += lacking
        if not lacking:
            ReviewOffice.objects.bulk_create(
                ReviewOffice(period=row, area=area, place=place, level=level, office=office)
                for place, (level, office) in enumerate(stops.items())
            )
    if missing and not survey.each:
        raise refusal(
            "route",
            _("以下地区缺少审核单位（商务职能），请先在机构名录中设置：%(areas)s"),
            areas="、".join(missing[:10]),
        )


def unreviewed(survey: Survey, areas: Iterable[Area], day: date) -> list[str]:
    """Return area and level wherever no office could review: 东区／city."""
    return [
        words
        for area in sorted(areas, key=lambda one: one.path)
        for words in _lacking(area, _stops(survey, area, day))
    ]


def _stops(survey: Survey, area: Area, day: date) -> dict[Level, Department | None]:
    found = offices(area, day)
    return {level: _office(found, level) for level in survey.levels}


def _lacking(area: Area, stops: dict[Level, Department | None]) -> list[str]:
    return [f"{area.name}／{level}" for level, office in stops.items() if office is None]


def _office(found: Offices, level: Level) -> Department | None:
    return found.get(("commerce", "park_or_zone" if level == "park" else level))
