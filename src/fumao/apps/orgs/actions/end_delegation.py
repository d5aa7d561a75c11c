"""End a delegation before its last day."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.journal import tell
from fumao.apps.orgs.models import Delegation
from fumao.apps.orgs.policy import Action, may, require


def end_delegation(actor: Actor, delegation: Delegation) -> None:
    """End a delegation at once: it no longer counts today.

    For who gave it and for the administrator of the area. Raises PermissionDenied; ValidationError
    where it has ended already.
    """
    if not may(actor, Action.MANAGE_ORG, delegation):
        require(actor, Action.DELEGATE, delegation)
    with transaction.atomic():
        given = (
            Delegation.objects.select_for_update(of=("self",))
            .select_related("post__person", "post__department", "to")
            .get(pk=delegation.pk)
        )
        if given.ended_on is not None or given.valid_to < actor.today:
            raise ValidationError(_("这项委托已经结束。"))
        given.ended_on = actor.today
        given.save(update_fields=["ended_on"])
        tell(
            f"person:{given.post.person.username}",
            "delegation_ended",
            actor=actor,
            area=given.post.department.area_id,
            department=given.post.department_id,
            data={
                "delegation": given.pk,
                "role": given.post.role,
                "department": given.post.department.key,
                "to": given.to.username,
            },
        )
