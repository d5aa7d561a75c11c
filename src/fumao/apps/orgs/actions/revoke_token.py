"""Take a token back."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.journal import tell
from fumao.apps.orgs.models import ApiToken, Area
from fumao.apps.orgs.policy import Action, require


def revoke_token(actor: Actor, token: ApiToken) -> None:
    """Revoke a token of the actor, or of one the actor manages; twice is once."""
    if actor.person is None or actor.scopes is not None:
        raise PermissionDenied
    if token.person_id != actor.person.pk:
        require(actor, Action.MANAGE_ORG, token.person)
    with transaction.atomic():
        held = ApiToken.objects.select_for_update().get(pk=token.pk)
        if held.revoked_at is not None:
            return
        held.revoked_at = timezone.now()
        held.save(update_fields=["revoked_at"])
        area = actor.home.area_id if actor.home else Area.objects.order_by("path")[0].pk
        tell(
            f"person:{token.person.username}",
            "token_revoked",
            actor=actor,
            area=area,
            data={"prefix": held.prefix},
        )
