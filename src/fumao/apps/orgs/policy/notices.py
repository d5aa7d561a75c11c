"""Who sees notices and what was sent of them.

A notice to a person is that person's alone; one to a seat is seen by whoever holds its post today
or acts with it, also where the department's work has come to another. Deliveries and refused
addresses are the own ones, and for those who read the log those of the people in their areas.
"""

from collections.abc import Iterable

from django.db.models import Q

from fumao.apps.orgs.actor import Actor, Position
from fumao.apps.orgs.models import Area, Post


def addressed_to(actor: Actor, way: str = "") -> Q:
    """Return the condition on notices to the actor or a seat the actor holds; no query.

    `way` leads from the row to its notice ("notice__").
    """
    condition = Q(**{f"{way}person": actor.person})
    positions = (*actor.positions, *actor.delegated)
    for role in {position.role for position in positions}:
        held = [position.covers for position in positions if position.role == role]
        departments = frozenset().union(*held)
        condition |= Q(**{f"{way}role": role, f"{way}department__in": departments})
    return condition


def sent_to_people_of(actor: Actor, positions: Iterable[Position]) -> Q:
    """Return the condition on rows with a `person`: the own, and those of people at or below these
    posts."""
    areas = Q(pk__in=[])
    for path in {position.area_path for position in positions}:
        areas |= Q(path__startswith=path)
    below = Area.objects.filter(areas).order_by().values("pk")
    holders = Post.objects.filter(department__area__in=below).order_by().values("person_id")
    return Q(person=actor.person) | Q(person__in=holders)
