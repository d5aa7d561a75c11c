"""授权与撤销授权: the provider's own department decides what leaves it, and until when."""

import hashlib
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Department
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal
from fumao.apps.sharing.models import DataGrant
from fumao.apps.sharing.standing import acting, locked
from fumao.packs.exchanges import WrittenSet


@dataclass(frozen=True, slots=True)
class Terms:
    """What a grant says: who gives whom which data set, for what, from and until when."""

    provider: Department
    receiver: Department
    written: WrittenSet
    purpose: str
    valid_from: date
    valid_to: date


def give_grant(actor: Actor, terms: Terms) -> DataGrant:
    """Give a grant; raises PermissionDenied, and ValidationError for terms that do not hold.

    A data set serves the one purpose it declares: what was collected for statistics is never
    granted to the administration (统计法 art. 28).
    """
    made = _grant(actor, terms)
    person, department = acting(actor, Action.GIVE_GRANT, made)
    _must_hold(terms, actor.today)
    made.given_by = person
    with transaction.atomic():
        made.save(force_insert=True)
        record(
            made.stream, "grant_given", actor=actor, area=made.area_id, department=department,
            data={
                "key": made.key, "version": made.version, "digest": made.digest,
                "provider": terms.provider.key, "receiver": terms.receiver.key,
                "purpose": made.purpose, "direction": made.direction,
                "valid_from": made.valid_from.isoformat(), "valid_to": made.valid_to.isoformat(),
            },
        )  # fmt: skip
    return made


def _grant(actor: Actor, terms: Terms) -> DataGrant:
    one = terms.written.exchange
    direction = DataGrant.Direction.IN if one.source is None else DataGrant.Direction.OUT
    return DataGrant(
        area=terms.provider.area,
        provider=terms.provider,
        receiver=terms.receiver,
        direction=direction,
        key=one.key,
        version=one.version,
        title=one.title.zh,
        title_en=one.title.en,
        text=terms.written.text,
        digest=hashlib.sha256(terms.written.text.encode()).hexdigest(),
        purpose=terms.purpose,
        valid_from=terms.valid_from,
        valid_to=terms.valid_to,
        given_on=actor.today,
    )


def _must_hold(terms: Terms, day: date) -> None:
    one = terms.written.exchange
    if terms.purpose != one.purpose:
        raise refusal(
            "purpose",
            _("该数据项只能“%(purpose)s”；统计数据不得用于统计以外的目的（统计法第28条）。"),
            purpose=DataGrant.Purpose(one.purpose).label,
        )
    if one.provider not in terms.provider.functions_on(day):
        raise refusal("data_set", _("这个数据项不由本单位提供，请另选。"))
    if terms.receiver.pk == terms.provider.pk:
        raise refusal("receiver", _("提供单位和接收单位不能是同一个。"))
    if terms.receiver.area_id != terms.provider.area_id or not terms.receiver.holds_on(day):
        raise refusal("receiver", _("接收单位应是同一地区现有的单位。"))
    if terms.valid_to < terms.valid_from:
        raise refusal("valid_to", _("有效期的截止日不能早于起始日。"))
    if terms.valid_to < day:
        raise refusal("valid_to", _("有效期的截止日已过。"))


def revoke_grant(actor: Actor, grant: DataGrant, reason: str) -> DataGrant:
    """Revoke a grant: nothing more is exchanged under it, what was stays.

    Raises PermissionDenied, and ValidationError without a reason or a second time.
    """
    with transaction.atomic():
        grant = locked(grant.pk)
        person, department = acting(actor, Action.GIVE_GRANT, grant)
        words = " ".join(reason.split())[:300]
        if not words:
            raise refusal("reason", _("请写明撤销的理由。"))
        if grant.revoked_on is not None:
            raise refusal("reason", _("这项授权已经撤销。"))
        grant.revoked_on, grant.revoked_by, grant.reason = actor.today, person, words
        grant.save(update_fields=["revoked_on", "revoked_by", "reason"])
        record(
            grant.stream, "grant_revoked", actor=actor, area=grant.area_id, department=department,
            data={"reason": words},
        )  # fmt: skip
    return grant
