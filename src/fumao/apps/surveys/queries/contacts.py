"""Whom a key enterprise can be given to: units of the area and those above it, and their people."""

from django.db.models import Q

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import CALLED_IN, Area, Department, Person, Post
from fumao.apps.orgs.policy import visible_to
from fumao.apps.orgs.service import valid_on

_MOST = 500


def units(actor: Actor, area: Area) -> list[Department]:
    """Return the units that could keep contact or answer: of the area, of those above and below."""
    codes = area.path.strip("/").split("/")
    paths = ["/" + "/".join(codes[:n]) + "/" for n in range(2, len(codes) + 1)]
    rows = Department.objects.filter(valid_on(actor.today)).exclude(kind=Department.Kind.COMPANY)
    rows = rows.filter(Q(area__path__in=paths) | Q(area__path__startswith=area.path))
    return list(visible_to(actor, rows).order_by("area__path", "name")[:_MOST])


def people(actor: Actor, offices: list[Department]) -> list[Person]:
    """Return the people of units who could be the contact officer."""
    posts = Post.objects.filter(valid_on(actor.today), department__in=offices)
    holders = posts.exclude(role__in=CALLED_IN).order_by().values("person")
    rows = Person.objects.filter(pk__in=holders, is_active=True)
    return list(visible_to(actor, rows).order_by("name")[:_MOST])
