"""End a post: yesterday was its last day."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.journal import tell
from fumao.apps.orgs.models import Post
from fumao.apps.orgs.policy import Action, require


def end_post(actor: Actor, post: Post) -> None:
    """End a post at once: it no longer counts today.

    Raises PermissionDenied; ValidationError where it has ended already.
    """
    require(actor, Action.MANAGE_ORG, post)
    with transaction.atomic():
        held = Post.objects.select_for_update().select_related("department").get(pk=post.pk)
        if held.valid_to is not None and held.valid_to < actor.today:
            raise ValidationError(_("这一岗位已经结束。"))
        held.valid_to = actor.today - timedelta(days=1)
        held.save(update_fields=["valid_to"])
        tell(
            f"person:{post.person.username}",
            "post_ended",
            actor=actor,
            area=held.department.area_id,
            department=held.department_id,
            data={"role": held.role, "department": held.department.key},
        )
