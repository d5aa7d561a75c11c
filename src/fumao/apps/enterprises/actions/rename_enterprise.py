"""企业更名: a new name from a day on; the old one stays with its last day."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.enterprises.checks import active, clean_name, locked, not_later
from fumao.apps.enterprises.models import Enterprise, EnterpriseName
from fumao.apps.enterprises.standing import standing
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal


def rename_enterprise(
    actor: Actor, enterprise: Enterprise, name: str, on: date, name_en: str = ""
) -> EnterpriseName:
    """Give an enterprise a new name; raises PermissionDenied and ValidationError."""
    with transaction.atomic():
        enterprise = locked(enterprise)
        _person, department = standing(actor, Action.MANAGE_ENTERPRISE, enterprise)
        active(enterprise)
        new = clean_name(name)
        not_later(on, actor)
        last = enterprise.names.get(valid_to=None)
        if new == last.name:
            raise refusal("name", _("新名称与现名相同。"))
        if last.valid_from is not None and on <= last.valid_from:
            raise refusal(
                "on",
                _("现名自 %(day)s 起使用，更名日期须晚于这一天。"),
                day=last.valid_from.isoformat(),
            )
        last.valid_to = on - timedelta(days=1)
        last.save(update_fields=["valid_to"])
        made = EnterpriseName.objects.create(enterprise=enterprise, name=new, valid_from=on)
        enterprise.name, enterprise.name_en = new, " ".join(name_en.split())[:160]
        enterprise.save(update_fields=["name", "name_en"])
        record(
            enterprise.stream,
            "enterprise_renamed",
            actor=actor,
            area=enterprise.area_id,
            department=department,
            data={"old": last.name, "new": new, "from": on.isoformat()},
        )
        return made
