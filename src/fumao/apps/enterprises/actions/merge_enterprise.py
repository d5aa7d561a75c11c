"""企业合并: an enterprise goes over into another; both stay on record."""

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


def merge_enterprise(
    actor: Actor, enterprise: Enterprise, into: Enterprise, on: date
) -> Succession:
    """Merge an enterprise into another that lives on; raises PermissionDenied, ValidationError."""
    with transaction.atomic():
        if enterprise.pk == into.pk:
            raise refusal("into", _("企业不能并入自身。"))
        # One order for all writers: two merges the other way round cannot wait for each other.
        both = {e.pk: locked(e) for e in sorted((enterprise, into), key=lambda e: e.pk)}
        enterprise, into = both[enterprise.pk], both[into.pk]
        _person, department = standing(actor, Action.MANAGE_ENTERPRISE, enterprise)
        require(actor, Action.MANAGE_ENTERPRISE, into)
        active(enterprise)
        if into.status != Enterprise.Status.ACTIVE:
            raise refusal("into", _("“%(name)s”已不存续，不能承接。"), name=into.name)
        not_later(on, actor)
        made = Succession.objects.create(
            predecessor=enterprise, successor=into, kind=Succession.Kind.MERGE, on=on
        )
        enterprise.status, enterprise.ended_on = Enterprise.Status.MERGED, on
        enterprise.save(update_fields=["status", "ended_on"])
        for one, data in (
            (enterprise, {"into": into.code}),
            (into, {"of": enterprise.code}),
        ):
            record(
                one.stream,
                "enterprise_merged",
                actor=actor,
                area=one.area_id,
                department=department,
                data=data | {"from": on.isoformat()},
            )
        return made
