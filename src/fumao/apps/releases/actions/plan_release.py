"""列入发布日历: a release with its period and its hour, public from now on."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.policy.facts import Facts
from fumao.apps.orgs.policy.releases import team_of
from fumao.apps.orgs.refusals import refusal
from fumao.apps.releases.models import Release
from fumao.apps.releases.standing import signed, standing, tell
from fumao.core.periods import Period
from fumao.statistics.publication import PERIODS, Publication


def plan_release(
    actor: Actor,
    publication: Publication,
    area: Area,
    period: Period,
    embargo: datetime | None = None,
    *,
    synthetic: bool = False,
) -> Release:
    """Plan a release; without an hour the publication's rule gives it.

    Raises PermissionDenied and ValidationError.
    """
    with transaction.atomic():
        team = list(publication.team)
        facts = Facts(area.path, owner=team_of(area, team))
        department = standing(actor, Action.PREPARE_RELEASE, facts)
        if not isinstance(period, PERIODS[publication.period]):
            raise refusal("period", _("报告期的种类与本发布物不符。"))
        if area.kind != Area.Kind.CITY:
            raise refusal("area", _("本发布物以市为单位发布。"))
        hour = embargo or publication.calendar.moment(period, timezone.get_default_timezone())
        if hour.date() <= period.end:
            raise refusal("embargo", _("发布时间应在报告期结束之后。"))
        made, new = Release.objects.get_or_create(
            publication=publication.key, area=area, period=period.code,
            defaults={
                "embargo": hour, "team": team, "synthetic": synthetic, **signed(actor, department),
            },
        )  # fmt: skip
        if not new:
            raise refusal("period", _("这一期已列入发布日历。"))
        tell(actor, made, "release_planned", department, embargo=hour.isoformat())
        return made
