"""企业注销与恢复存续."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.enterprises.checks import active, locked, not_later
from fumao.apps.enterprises.models import Enterprise
from fumao.apps.enterprises.standing import standing
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal

REASON = 200


def close_enterprise(actor: Actor, enterprise: Enterprise, on: date, reason: str) -> Enterprise:
    """Record that an enterprise has ended; raises PermissionDenied and ValidationError."""
    with transaction.atomic():
        enterprise = locked(enterprise)
        _person, department = standing(actor, Action.MANAGE_ENTERPRISE, enterprise)
        active(enterprise)
        not_later(on, actor)
        enterprise.status, enterprise.ended_on = Enterprise.Status.CLOSED, on
        enterprise.save(update_fields=["status", "ended_on"])
        record(
            enterprise.stream,
            "enterprise_closed",
            actor=actor,
            area=enterprise.area_id,
            department=department,
            data={"from": on.isoformat(), "reason": _clean(reason)},
        )
        return enterprise


def reopen_enterprise(actor: Actor, enterprise: Enterprise, reason: str) -> Enterprise:
    """Take an end back that was entered wrongly, a merger or dissolution with its successions.

    Raises PermissionDenied and ValidationError.
    """
    with transaction.atomic():
        enterprise = locked(enterprise)
        _person, department = standing(actor, Action.MANAGE_ENTERPRISE, enterprise)
        before = enterprise.status
        if before == Enterprise.Status.ACTIVE:
            raise refusal("status", _("企业现为存续，无须恢复。"))
        words = _clean(reason)
        if enterprise.ended_on is not None:
            enterprise.successions.filter(on=enterprise.ended_on, revoked_on=None).update(
                revoked_on=actor.today
            )
        enterprise.status, enterprise.ended_on = Enterprise.Status.ACTIVE, None
        enterprise.save(update_fields=["status", "ended_on"])
        record(
            enterprise.stream,
            "enterprise_reopened",
            actor=actor,
            area=enterprise.area_id,
            department=department,
            data={"before": before, "reason": words},
        )
        return enterprise


def _clean(reason: str) -> str:
    words = " ".join(reason.split())
    if not words or len(words) > REASON:
        raise refusal("reason", _("请写明原因，不超过 %(n)s 字。"), n=REASON)
    return words
