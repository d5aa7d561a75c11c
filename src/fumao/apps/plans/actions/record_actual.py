"""登记实际值: a figure reached, with its source; a correction is a new version beside the old."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal
from fumao.apps.plans.models import Actual, Target
from fumao.apps.plans.standing import standing


def record_actual(
    actor: Actor,
    target: Target,
    *,
    year: int,
    value: Decimal,
    source: str,
    estimate: bool = False,
) -> Actual:
    """Record the figure of a year; the same figure again gives the version that holds it.

    Raises PermissionDenied, and ValidationError without a source or for a year not begun.
    """
    with transaction.atomic():
        target = (
            Target.objects.select_for_update(of=("self",)).select_related("area").get(pk=target.pk)
        )
        person, department = standing(actor, Action.RECORD_ACTUAL, target)
        if not source.strip():
            raise refusal("source", _("请写明数据来源。"))
        if not 1949 <= year <= actor.today.year:
            raise refusal("year", _("年份应在 1949 年至今年之间。"))
        last = target.actuals.filter(year=year).order_by("-version").first()
        if last and (last.value, last.source, last.estimate) == (value, source.strip(), estimate):
            return last
        entry = Actual.objects.create(
            target=target,
            year=year,
            value=value,
            source=source.strip(),
            estimate=estimate,
            version=last.version + 1 if last else 1,
            on=actor.today,
            at=timezone.now(),
            by=person,
        )
        record(
            f"target:{target.code}",
            "actual_recorded",
            actor=actor,
            area=target.area_id,
            department=department,
            data={
                "year": year,
                "value": str(value),
                "source": entry.source,
                "estimate": estimate,
                "version": entry.version,
            },
        )
        return entry
