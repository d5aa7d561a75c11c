"""Whether a grant lets something happen now: asked inside the transaction that writes."""

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils.translation import gettext_lazy as _

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Person
from fumao.apps.orgs.policy import Action, department_for
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.refusals import refusal
from fumao.apps.sharing.models import DataGrant

_STOPPED = {
    "revoked": _("这项授权已撤销，不能再交换。"),
    "expired": _("这项授权已过有效期，不能再交换；请提供单位重新授权。"),
    "waiting": _("这项授权还没有生效。"),
}


def locked(grant_id: int) -> DataGrant:
    """Return a grant that nobody can revoke until the caller's transaction ends.

    Raises RuntimeError outside a transaction: a grant must not lapse between question and act.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a grant looked at outside a transaction")
    rows = DataGrant.objects.select_for_update(of=("self",))
    return rows.select_related("area", "provider", "receiver").get(pk=grant_id)


def under_grant(actor: Actor, action: Action, grant_id: int) -> tuple[DataGrant, Person, int]:
    """Return the grant with person and department that act under it, in a transaction.

    Raises PermissionDenied, and ValidationError for a grant revoked, expired or not yet valid.
    """
    grant = locked(grant_id)
    person, department = acting(actor, action, grant)
    standing = grant.standing(actor.today)
    if standing != "valid":
        raise refusal("grant", _STOPPED[standing])
    return grant, person, department


def acting(actor: Actor, action: Action, grant: DataGrant) -> tuple[Person, int]:
    """Return the person and the department (pk) that do this; raises PermissionDenied."""
    department = department_for(actor, action, grant)
    if department is None or actor.person is None:
        raise PermissionDenied(REFUSALS[action])
    return actor.person, department
