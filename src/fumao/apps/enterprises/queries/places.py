"""The areas and parks in which an actor manages enterprises."""

from django.db.models import Q, QuerySet

from fumao.apps.enterprises.checks import PLACES
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area, Park
from fumao.apps.orgs.policy import Action, may
from fumao.apps.orgs.service import valid_on


def managed_places(actor: Actor) -> tuple[QuerySet[Area], QuerySet[Park]]:
    """Return the areas an enterprise may be entered in by the actor, and the parks of their cities.

    Whether the actor may is asked of policy for the areas of the posts; below those it holds too.
    """
    tops = Area.objects.filter(path__in={p.area_path for p in actor.positions})
    condition, cities = Q(pk__in=[]), Q(pk__in=[])
    for top in tops:
        if may(actor, Action.MANAGE_ENTERPRISE, top):
            condition |= Q(path__startswith=top.path)
            city = top.path if top.kind not in PLACES[1:] else top.path.rsplit("/", 2)[0] + "/"
            cities |= Q(area__path__startswith=city)
    areas = Area.objects.filter(valid_on(actor.today), condition, kind__in=PLACES)
    return areas.order_by("path"), Park.objects.filter(cities).select_related("area")
