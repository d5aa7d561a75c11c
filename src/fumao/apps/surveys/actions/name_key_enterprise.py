"""确定重点企业: which enterprises a unit keeps contact with, and by which officer."""

from django.db import transaction
from django.utils.translation import gettext as _

from fumao.apps.audit.service import record
from fumao.apps.enterprises.models import Enterprise
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Department, Person, Post
from fumao.apps.orgs.policy import Action, Facts, department_for, require, visible_to
from fumao.apps.orgs.refusals import refusal
from fumao.apps.orgs.service import valid_on
from fumao.apps.surveys.models import KeyEnterprise


def name_key_enterprise(
    actor: Actor, code: str, office: Department, officer: Person | None, reason: str
) -> KeyEnterprise:
    """Name an enterprise by its credit code; one that was ended begins anew.

    Raises PermissionDenied, and ValidationError for a code that no enterprise has, one that is
    named already, or an officer of another unit.
    """
    plain = "".join(code.split()).upper()
    rows = visible_to(actor, Enterprise.objects.select_related("area"))
    firm = rows.filter(code=plain).first()
    if firm is None:
        raise refusal("code", _("企业名录中没有 %(code)s，请先登记企业。"), code=plain or "—")
    facts = Facts(firm.area.path)
    require(actor, Action.KEEP_KEY_ENTERPRISE, facts)
    _require_member(officer, office, actor)
    with transaction.atomic():
        row = KeyEnterprise.objects.select_for_update().filter(enterprise=firm).first()
        if row is not None and row.ended_on is None:
            raise refusal("code", _("%(name)s 已是重点企业。"), name=firm.name)
        row = row or KeyEnterprise(enterprise=firm)
        row.office, row.officer, row.reason = office, officer, reason.strip()
        row.named_on, row.ended_on = actor.today, None
        row.save()
        _record(actor, row, "key_enterprise_named", officer=officer.pk if officer else None)
    return row


def assign_contact(
    actor: Actor, row: KeyEnterprise, office: Department, officer: Person | None
) -> None:
    """Give the contact to another unit or officer; raises PermissionDenied, ValidationError."""
    require(actor, Action.KEEP_KEY_ENTERPRISE, row)
    _require_member(officer, office, actor)
    with transaction.atomic():
        row = KeyEnterprise.objects.select_for_update().select_related("enterprise").get(pk=row.pk)
        row.office, row.officer = office, officer
        row.save(update_fields=["office", "officer"])
        _record(
            actor, row, "key_enterprise_assigned",
            office=office.pk, officer=officer.pk if officer else None,
        )  # fmt: skip


def end_key_enterprise(actor: Actor, row: KeyEnterprise) -> None:
    """End the contact; visits and tickets stay. Raises PermissionDenied and ValidationError."""
    require(actor, Action.KEEP_KEY_ENTERPRISE, row)
    with transaction.atomic():
        row = KeyEnterprise.objects.select_for_update().select_related("enterprise").get(pk=row.pk)
        if row.ended_on is not None:
            raise refusal("ended", _("已不是重点企业，请刷新页面。"))
        row.ended_on = actor.today
        row.save(update_fields=["ended_on"])
        _record(actor, row, "key_enterprise_ended")


def _require_member(officer: Person | None, office: Department, actor: Actor) -> None:
    if officer is None:
        return
    posts = Post.objects.filter(valid_on(actor.today), person=officer, department=office)
    if not posts.exists():
        raise refusal("officer", _("%(name)s 不在 %(unit)s，请选本单位的人员。"),
                      name=str(officer), unit=office.name)  # fmt: skip


def _record(actor: Actor, row: KeyEnterprise, kind: str, **data: int | None) -> None:
    record(
        row.stream, kind, actor=actor, area=row.enterprise.area_id,
        department=department_for(actor, Action.KEEP_KEY_ENTERPRISE, row),
        data={name: value for name, value in data.items() if value is not None},
    )  # fmt: skip
