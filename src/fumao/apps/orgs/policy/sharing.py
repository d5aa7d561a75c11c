"""Sharing between departments: who gives, who exchanges, who sees what was exchanged.

- A grant is given and revoked in the provider's own department: by its office, its leader or its
  handlers, never by the receiver.
- Under a grant the provider, or the receiver on its behalf, hands in and confirms; the receiver
  takes away.
- Grants, what was exchanged and the receipts are seen in the two departments alone, whatever
  stands above them (统计法 art. 28).
- Whether a name on a list of the administration is an enterprise of the register is decided where
  the register is kept.
"""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Role
from fumao.apps.orgs.policy.facts import Facts

EXCHANGING = frozenset({Role.OFFICE, Role.HANDLER, Role.LEADER, Role.CHECKER})


def of_grant(grant: Any) -> Facts:
    """Return the facts of a grant: its two departments."""
    return Facts(
        grant.area.path,
        provider=frozenset({grant.provider_id}),
        receiver=frozenset({grant.receiver_id}),
    )


SHARING_READERS: dict[str, Callable[[Any], Facts]] = {
    "sharing.DataGrant": of_grant,
    "sharing.Exchange": lambda one: of_grant(one.grant),
    "sharing.SharedData": lambda one: of_grant(one.grant),
    "sharing.Receipt": lambda one: of_grant(one.grant),
    "sharing.NamePair": lambda pair: Facts(pair.enterprise.area.path),
}


def grants_seen(actor: Actor, way: str = "") -> Q:
    """Return the condition on grants, or on rows that lead to one by `way` ("grant__")."""
    units = frozenset[int]().union(
        *(p.covers for p in actor.positions if p.role in EXCHANGING and not p.of_company)
    )
    return Q(**{f"{way}provider__in": units}) | Q(**{f"{way}receiver__in": units})


def files_of_exchanges(actor: Actor) -> Q:
    """Return the condition on the files of exchanges the actor sees."""
    rows = apps.get_model("sharing", "Exchange")._default_manager.filter(
        grants_seen(actor, "grant__")
    )
    named = rows.annotate(
        chain=Concat(Value("exchange:"), Cast("pk", CharField()), output_field=CharField())
    )
    return Q(stream__in=named.order_by().values("chain"))


SHARING_ROWS: dict[str, Callable[[Actor], Q]] = {
    "sharing.DataGrant": grants_seen,
    "sharing.Exchange": lambda actor: grants_seen(actor, "grant__"),
    "sharing.SharedData": lambda actor: grants_seen(actor, "grant__"),
    "sharing.Receipt": lambda actor: grants_seen(actor, "grant__"),
    "sharing.NamePair": lambda actor: grants_seen(actor, "data__grant__"),
}
