"""登记走访: a visit to a key enterprise or a talk with it; it stays as it was written."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, department_for, require
from fumao.apps.orgs.refusals import refusal
from fumao.apps.surveys.models import KeyEnterprise, Visit


def record_visit(actor: Actor, row: KeyEnterprise, on: date, met: str, about: str) -> Visit:
    """Record a visit; raises PermissionDenied, and ValidationError for a day still to come, and
    where nobody was met or nothing said."""
    require(actor, Action.RECORD_VISIT, row)
    if actor.person is None:
        raise PermissionDenied
    if on > actor.today:
        raise refusal("on", _("走访日期不能晚于今天。"))
    if not met.strip():
        raise refusal("met", _("请写明走访时见了谁。"))
    if not about.strip():
        raise refusal("about", _("请写明谈了什么。"))
    with transaction.atomic():
        held = KeyEnterprise.objects.select_for_update().select_related("enterprise").get(pk=row.pk)
        if held.ended_on is not None:
            raise refusal("ended", _("已不是重点企业，请刷新页面。"))
        visit = Visit.objects.create(
            key_enterprise=held, on=on, visitor=actor.person, met=met.strip(), about=about.strip()
        )
        held.last_visit_on = max(on, held.last_visit_on or on)
        held.save(update_fields=["last_visit_on"])
        record(
            held.stream, "visit_recorded", actor=actor, area=held.enterprise.area_id,
            department=department_for(actor, Action.RECORD_VISIT, held),
            data={"visit": visit.pk, "on": on.isoformat()},
        )  # fmt: skip
    return visit
