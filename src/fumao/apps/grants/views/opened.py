"""What the pages of the office share: who may open them, the day and the area asked for."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from fumao.apps.grants.forms.choice import FIRST, LAST
from fumao.apps.grants.queries.screening import places_to_screen
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.orgs.policy import Action, offers
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.request import actor_of


def reader_of(request: HttpRequest) -> Actor:
    """Return the actor; raises PermissionDenied for those who read no screening."""
    actor = actor_of(request)
    if not offers(actor, Action.READ_SCREENING):
        raise PermissionDenied(REFUSALS[Action.READ_SCREENING])
    return actor


def day_of(typed: str, actor: Actor) -> date:
    """Return the day typed, the business date where it is none."""
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        return actor.today
    return day if FIRST <= day <= LAST else actor.today


def area_of(actor: Actor, action: Action, code: str) -> Area:
    """Return the area asked for, the first there is where none is; raises PermissionDenied."""
    areas = places_to_screen(actor, action)
    if not areas:
        raise PermissionDenied(REFUSALS[action])
    return next((area for area in areas if area.code == code), areas[0])
