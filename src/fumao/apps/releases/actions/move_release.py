"""调整发布时间: another hour, told with its reason, while the old one has not come."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.clock import moment
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal
from fumao.apps.releases.models import Release
from fumao.apps.releases.standing import locked, standing, tell


def move_release(actor: Actor, release: Release, embargo: datetime, reason: str) -> Release:
    """Give a release another hour; raises PermissionDenied and ValidationError.

    What was public is never hidden again by its calendar: that is a withdrawal.
    """
    with transaction.atomic():
        one = locked(release)
        department = standing(actor, Action.PREPARE_RELEASE, one)
        now = moment()
        if one.embargo <= now:
            raise refusal("embargo", _("发布时间已过，不能再调整。"))
        if embargo <= now:
            raise refusal("embargo", _("新的发布时间应在现在之后。"))
        if not reason.strip():
            raise refusal("reason", _("请写明调整的原因，日历上会公开说明。"))
        old, one.embargo = one.embargo, embargo
        one.save(update_fields=["embargo"])
        tell(
            actor, one, "release_moved", department,
            old=old.isoformat(), new=embargo.isoformat(), reason=reason.strip(),
        )  # fmt: skip
        return one
