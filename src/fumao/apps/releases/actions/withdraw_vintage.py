"""撤回: a vintage is no longer shown; its page says since when and why, the record keeps it."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.clock import moment
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal
from fumao.apps.releases.models import Vintage, Withdrawal
from fumao.apps.releases.queries.gate import open_vintages
from fumao.apps.releases.standing import locked, signed, standing, tell


def withdraw_vintage(actor: Actor, vintage: Vintage, reason: str) -> Withdrawal:
    """Withdraw a vintage, published or not; raises PermissionDenied and ValidationError."""
    with transaction.atomic():
        release = locked(vintage.release)
        department = standing(actor, Action.WITHDRAW_RELEASE, release)
        if Withdrawal.objects.filter(vintage=vintage).exists():
            raise refusal("state", _("这一版已撤回。"))
        if not reason.strip():
            raise refusal("reason", _("请写明撤回的原因，页面上会公开说明。"))
        was_public = open_vintages(moment()).filter(pk=vintage.pk).exists()
        made = Withdrawal.objects.create(
            vintage=vintage, reason=reason.strip(), was_public=was_public,
            **signed(actor, department),
        )  # fmt: skip
        tell(
            actor, release, "release_withdrawn", department,
            number=vintage.number, reason=made.reason,
        )  # fmt: skip
        return made
