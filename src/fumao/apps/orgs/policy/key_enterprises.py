"""Key enterprises: who sees contact officers, visits and tickets. No filing is shown by them.

- office, leader, checker and reader of the area, the unit that keeps contact, and the enterprise's
  own unit see the enterprise with all its visits and tickets.
- The unit that owns a ticket sees that ticket, and whose it is.
"""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import Q

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area, Role
from fumao.apps.orgs.policy.facts import Facts

OVER = frozenset({Role.OFFICE, Role.LEADER, Role.CHECKER, Role.READER})
WORKING = frozenset({Role.HANDLER, Role.CHECKER, Role.OFFICE, Role.LEADER})


def of_key_enterprise(one: Any) -> Facts:
    """Return the facts of a key enterprise; its owner is the unit that keeps contact."""
    return Facts(
        one.enterprise.area.path,
        reporter=frozenset({one.enterprise.unit_id} - {None}),
        owner=frozenset({one.office_id}),
    )


def of_ticket(ticket: Any) -> Facts:
    """Return the facts of a ticket; its owner is the unit that has to answer."""
    firm = ticket.key_enterprise.enterprise
    return Facts(
        firm.area.path,
        reporter=frozenset({firm.unit_id} - {None}),
        owner=frozenset({ticket.owner_id}),
    )


KEY_READERS: dict[str, Callable[[Any], Facts]] = {
    "surveys.KeyEnterprise": of_key_enterprise,
    "surveys.Visit": lambda visit: of_key_enterprise(visit.key_enterprise),
    "surveys.Ticket": of_ticket,
}


def _covers(actor: Actor) -> frozenset[int]:
    return frozenset().union(
        *(p.covers for p in actor.positions if p.role in WORKING and not p.of_company)
    )


def _kept(actor: Actor, way: str = "") -> Q:
    condition = Q(pk__in=[])
    for path in {p.area_path for p in actor.positions if p.role in OVER and not p.of_company}:
        condition |= Q(path__startswith=path)
    areas = Area.objects.filter(condition).order_by().values("pk")
    own = {p.department_id for p in actor.positions if p.of_company}
    return (
        Q(**{f"{way}enterprise__area__in": areas})
        | Q(**{f"{way}enterprise__unit_id__in": own})
        | Q(**{f"{way}office_id__in": _covers(actor)})
    )


def _key_enterprises(actor: Actor) -> Q:
    tickets = apps.get_model("surveys", "Ticket")._default_manager
    owned = tickets.filter(owner_id__in=_covers(actor)).order_by().values("key_enterprise_id")
    return _kept(actor) | Q(pk__in=owned)


KEY_ROWS: dict[str, Callable[[Actor], Q]] = {
    "surveys.KeyEnterprise": _key_enterprises,
    "surveys.Visit": lambda actor: _kept(actor, "key_enterprise__"),
    "surveys.Ticket": lambda actor: (
        _kept(actor, "key_enterprise__") | Q(owner_id__in=_covers(actor))
    ),
}
