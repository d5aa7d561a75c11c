"""Who files and who reviews in the demo: the people that hold its posts."""

from datetime import date

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.orgs.models import Post, Role
from fumao.apps.orgs.service import valid_on
from fumao.apps.surveys.models import ReportingPeriod, ReviewOffice


def checkers(period: ReportingPeriod, day: date) -> dict[int, dict[str, int]]:
    """Return a checker (pk) by area and level of a period's route."""
    holders = {
        post.department_id: post.person_id
        for post in Post.objects.filter(valid_on(day), role=Role.CHECKER).order_by("-pk")
    }
    found: dict[int, dict[str, int]] = {}
    for stop in ReviewOffice.objects.filter(period=period):
        found.setdefault(stop.area_id, {})[stop.level] = holders[stop.office_id]
    return found


def reporters(day: date) -> dict[int, int]:
    """Return a reporter (pk) by the unit of an enterprise."""
    units = Enterprise.objects.exclude(unit=None).values("unit_id")
    posts = Post.objects.filter(valid_on(day), role=Role.HANDLER, department__in=units)
    return dict(posts.values_list("department_id", "person_id"))
