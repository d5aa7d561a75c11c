"""企业分立: parts of an enterprise become enterprises of their own, which are on the register."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.enterprises.checks import active, locked, not_later
from fumao.apps.enterprises.models import Enterprise, Succession
from fumao.apps.enterprises.standing import standing
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, require
from fumao.apps.orgs.refusals import refusal


def split_enterprise(
    actor: Actor,
    enterprise: Enterprise,
    into: Sequence[Enterprise],
    on: date,
    *,
    survives: bool,
) -> list[Succession]:
    """Record that an enterprise split, living on beside its parts or dissolved into them.

    Raises PermissionDenied and ValidationError.
    """
    with transaction.atomic():
        enterprise = locked(enterprise)
        _person, department = standing(actor, Action.MANAGE_ENTERPRISE, enterprise)
        active(enterprise)
        not_later(on, actor)
        _check_parts(actor, enterprise, into, survives)
        made = Succession.objects.bulk_create(
            Succession(predecessor=enterprise, successor=part, kind=Succession.Kind.SPLIT, on=on)
            for part in into
        )
        if not survives:
            enterprise.status, enterprise.ended_on = Enterprise.Status.DIVIDED, on
            enterprise.save(update_fields=["status", "ended_on"])
        told = [(enterprise, {"into": [p.code for p in into], "survives": survives})]
        told += [(part, {"of": enterprise.code}) for part in into]
        for one, data in told:
            record(
                one.stream,
                "enterprise_split",
                actor=actor,
                area=one.area_id,
                department=department,
                data=data | {"from": on.isoformat()},
            )
        return made


def _check_parts(
    actor: Actor, enterprise: Enterprise, into: Sequence[Enterprise], survives: bool
) -> None:
    if not into or (not survives and len(into) < 2):
        raise refusal("into", _("请填写分立出的企业：存续分立至少一家，解散分立至少两家。"))
    if len({part.pk for part in into} | {enterprise.pk}) != len(into) + 1:
        raise refusal("into", _("分立出的企业有重复，或包含本企业。"))
    for part in into:
        require(actor, Action.MANAGE_ENTERPRISE, part)
        if part.status != Enterprise.Status.ACTIVE:
            raise refusal("into", _("“%(name)s”已不存续，不能承接。"), name=part.name)
    known = Succession.objects.filter(
        predecessor=enterprise, successor__in=list(into), revoked_on=None
    ).first()
    if known is not None:
        raise refusal("into", _("“%(name)s”已登记为分立出的企业。"), name=known.successor.name)
