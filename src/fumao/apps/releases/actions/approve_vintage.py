"""批准发布: the two approvals of a vintage, by two people who did not compile it."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal
from fumao.apps.releases.compiling import is_sound
from fumao.apps.releases.models import APPROVALS, Release, Vintage, VintageApproval
from fumao.apps.releases.queries.told import told_otherwise
from fumao.apps.releases.standing import OPEN, locked, signed, standing, tell


def approve_vintage(actor: Actor, vintage: Vintage, digest: str) -> VintageApproval:
    """Approve what was looked at: `digest` is that of the preview.

    Raises PermissionDenied and ValidationError.
    """
    with transaction.atomic():
        release = locked(vintage.release)
        _one_at_a_time(release)
        department = standing(actor, Action.APPROVE_RELEASE, vintage)
        newest = release.vintages.order_by("-number").first()
        if newest is None or newest.pk != vintage.pk or release.jobs.filter(state__in=OPEN):
            raise refusal("state", _("已有更新的版次，请看过再批准。"))
        if hasattr(newest, "withdrawal"):
            raise refusal("state", _("这一版已撤回。"))
        if digest != newest.digest or not is_sound(newest):
            raise refusal("digest", _("预览的内容与保存的不一致，请重新预览。"))
        if told_otherwise(newest):
            raise refusal(
                "state",
                _("编制之后，另一期已按其他批次公布了同一月份；两期对照会泄露差额，请重新编制。"),
            )
        given = list(newest.approvals.all())
        if len(given) >= APPROVALS:
            raise refusal("state", _("这一版已由两人批准。"))
        if any(one.by_id == actor.person.pk for one in given if actor.person):
            raise refusal("state", _("同一人只能批准一次：须由两人分别批准。"))
        made = VintageApproval.objects.create(
            vintage=newest, place=len(given) + 1, **signed(actor, department)
        )
        tell(
            actor, release, "release_approved", department,
            number=newest.number, digest=newest.digest, place=made.place,
        )  # fmt: skip
        return made


def _one_at_a_time(release: Release) -> None:
    """Keep other approvals of the publication and area waiting: each looks at those before it."""
    rows = Release.objects.filter(publication=release.publication, area=release.area_id)
    list(rows.order_by("pk").select_for_update().values_list("pk"))
