"""Who sees what was compiled for a release, before its hour and after it.

Before the hour: the release team, which is office, leader and checker of the area and above it, and
the handlers of the offices that prepare it. After the hour everybody, signed in or not; the clock
alone decides, no job and no stored state.
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


RELEASE_READERS: dict[str, Callable[[Any], Facts]] = {
    "releases.Release": facts_of_release,
    "releases.Vintage": lambda one: facts_of_release(one.release, one.by_id),
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
}


def opened(moment: datetime) -> Q:
    """Return the condition on vintages that are public at a moment: approved twice, not withdrawn,
    and their hour has come. It needs `hour` of `with_hour`."""
    return Q(hour__lte=moment, approvals__place=2, withdrawal__isnull=True)


def with_hour(rows: Any) -> Any:
    """Return vintages with `hour`, the moment from which each may be public."""
    return rows.annotate(hour=Coalesce("opens_at", "release__embargo"))
