"""企业迁移: another area or park from a day on; the old place stays with its last day."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.enterprises.checks import active, clean_place, locked, not_later
from fumao.apps.enterprises.models import Enterprise, Residence
from fumao.apps.enterprises.standing import standing
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area, Park
from fumao.apps.orgs.policy import Action, require
from fumao.apps.orgs.refusals import refusal


def move_enterprise(
    actor: Actor, enterprise: Enterprise, area: Area, park: Park | None, on: date
) -> Residence:
    """Move an enterprise; who moves it manages both places, so a district gives none away.

    Raises PermissionDenied and ValidationError.
    """
    with transaction.atomic():
        enterprise = locked(enterprise)
        _person, department = standing(actor, Action.MANAGE_ENTERPRISE, enterprise)
        if area != enterprise.area:
            require(actor, Action.MANAGE_ENTERPRISE, area)
        active(enterprise)
        clean_place(area, park)
        not_later(on, actor)
        last = enterprise.residences.select_related("area", "park").get(valid_to=None)
        if (last.area, last.park) == (area, park):
            raise refusal("area", _("地区和园区都没有变化。"))
        if last.valid_from is not None and on <= last.valid_from:
            raise refusal(
                "on",
                _("现址自 %(day)s 起登记，迁移日期须晚于这一天。"),
                day=last.valid_from.isoformat(),
            )
        last.valid_to = on - timedelta(days=1)
        last.save(update_fields=["valid_to"])
        made = Residence.objects.create(enterprise=enterprise, area=area, park=park, valid_from=on)
        enterprise.area, enterprise.park = area, park
        enterprise.save(update_fields=["area", "park"])
        record(
            enterprise.stream,
            "enterprise_moved",
            actor=actor,
            area=area,
            department=department,
            data={
                "old": [last.area.code, last.park.key if last.park else None],
                "new": [area.code, park.key if park else None],
                "from": on.isoformat(),
            },
        )
        return made
