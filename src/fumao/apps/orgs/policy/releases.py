"""Who sees what was compiled for a release, before its hour and after it.

Before the hour: the release team, which is office, leader and checker of the area and above it, and
the handlers of the offices that prepare it. After the hour everybody, signed in or not; the clock
alone decides, no job and no stored state.

Accepted filings that nothing protects are analysed by those of the team alone who see the filings
themselves: office and checker of the department that runs the survey (统计法 art. 28). A saved view
is its owner's, who may show it to the own unit; it holds no figure.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.db.models.functions import Coalesce

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.clock import today
from fumao.apps.orgs.models import Area, Role
from fumao.apps.orgs.offices import level_of, offices
from fumao.apps.orgs.policy.facts import Facts
from fumao.apps.orgs.policy.funds import areas_below
from fumao.apps.orgs.policy.surveys import reviewing_offices

TEAM_ROLES = frozenset({Role.OFFICE, Role.LEADER, Role.CHECKER})


def team_of(area: Area, functions: list[str]) -> frozenset[int]:
    """Return the departments (pk) that prepare a release: those with its functions today."""
    found = offices(area, today())
    level = level_of(area)
    units = (found.get((function, level)) for function in functions)
    return frozenset(unit.pk for unit in units if unit is not None)


def facts_of_release(release: Any, author: int | None = None) -> Facts:
    """Return where a release stands, the offices that prepare it, and who compiled a vintage."""
    return Facts(release.area.path, owner=team_of(release.area, release.team), author=author)


def runs_survey(actor: Actor, area: Area, form: str) -> bool:
    """Tell whether the actor's office runs the survey behind a form in an area and sees all that
    was filed: it must have opened every period there, and nobody above the area one."""
    if actor.person is None or (actor.scopes is not None and "read" not in actor.scopes):
        return False
    held = reviewing_offices(actor)
    if not held:
        return False
    above = [code for code in area.path.split("/") if code]
    periods = apps.get_model("surveys", "ReportingPeriod")._default_manager
    rows = periods.filter(key=form, area__code__in=above).order_by()
    offices = set(rows.values_list("office_id", flat=True).distinct())
    return bool(offices) and offices <= held


def facts_of_view(view: Any) -> Facts:
    """Return whose a saved view is, with the departments of its owner's posts."""
    own = frozenset(view.by.posts.values_list("department_id", flat=True)) if view.by else ()
    return Facts("", owner=frozenset(own), about=view.by_id)


def views_seen(actor: Actor) -> Q:
    """Return the condition on saved views: the own ones, and those shown to an own unit."""
    shown = Q(shared=True, deleted_at=None, department_id__in=actor.department_ids)
    return Q(by=actor.person) | shown


RELEASE_READERS: dict[str, Callable[[Any], Facts]] = {
    "releases.Release": facts_of_release,
    "releases.Vintage": lambda one: facts_of_release(one.release, one.by_id),
    "releases.SavedView": facts_of_view,
}


def team_sees(actor: Actor) -> Q:
    """Return the condition on rows with a `release` whose team the actor is in."""
    own = [position for position in actor.positions if not position.of_company]
    areas = areas_below(position for position in own if position.role in TEAM_ROLES)
    handling = frozenset().union(*(p.covers for p in own if p.role == Role.HANDLER))
    return Q(release__area__in=areas) | Q(release__in=_prepared_by(handling))


def _prepared_by(departments: frozenset[int]) -> list[int]:
    """Return the releases (pk) whose team has one of these departments; they are few."""
    if not departments:
        return []
    rows = apps.get_model("releases", "Release")._default_manager.select_related("area")
    return [one.pk for one in rows if team_of(one.area, one.team) & departments]


RELEASE_ROWS: dict[str, Callable[[Actor], Q]] = {
    "releases.Vintage": team_sees,
    "releases.CompileJob": team_sees,
    "releases.SavedView": views_seen,
}


def opened(moment: datetime) -> Q:
    """Return the condition on vintages that are public at a moment: approved twice, not withdrawn,
    and their hour has come. It needs `hour` of `with_hour`."""
    return Q(hour__lte=moment, approvals__place=2, withdrawal__isnull=True)


def with_hour(rows: Any) -> Any:
    """Return vintages with `hour`, the moment from which each may be public."""
    return rows.annotate(hour=Coalesce("opens_at", "release__embargo"))
