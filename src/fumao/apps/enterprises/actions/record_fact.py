"""登记与更正企业情况: a value with its source and day; an older one is never overwritten."""

from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.enterprises.checks import locked, not_later
from fumao.apps.enterprises.models import Confidence, Enterprise, Fact, Purpose
from fumao.apps.enterprises.project import project_facts
from fumao.apps.enterprises.refusals import refusal
from fumao.apps.enterprises.standing import standing
from fumao.apps.enterprises.vocabulary import input_of, last_day, read_text, unit_of
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action

SOURCE = REASON = 200


@dataclass(frozen=True, slots=True)
class Statement:
    """What is said: the value as written, where it is from, its day or its period (one of both)."""

    value: object
    source: str
    as_of: date | None = None
    period: str = ""
    confidence: str = Confidence.VERIFIED
    purpose: str = ""  # that of the vocabulary where empty


def record_fact(actor: Actor, enterprise: Enterprise, name: str, said: Statement) -> Fact:
    """Record a value; raises PermissionDenied and ValidationError."""
    with transaction.atomic():
        enterprise = locked(enterprise)
        _person, department = standing(actor, Action.RECORD_FACT, enterprise)
        made = _fact(actor, enterprise, name, _own(said, department, enterprise))
        same = Fact.objects.filter(
            enterprise=enterprise, name=name, purpose=made.purpose,
            holds_from=made.holds_from, correction=None,
        ).order_by("-id").first()  # fmt: skip
        if same is not None and same.value == made.value:
            raise refusal("value", _("同一日期已登记过相同的值。"))
        made.save()
        _tell(actor, enterprise, "fact_recorded", made, department)
        return made


def correct_fact(actor: Actor, wrong: Fact, said: Statement, reason: str) -> Fact:
    """Put a newer fact in the place of a wrong one, which stays on record.

    Raises PermissionDenied and ValidationError.
    """
    with transaction.atomic():
        enterprise = locked(wrong.enterprise)
        _person, department = standing(actor, Action.RECORD_FACT, enterprise)
        words = " ".join(reason.split())
        if not words or len(words) > REASON:
            raise refusal("reason", _("请写明更正原因，不超过 %(n)s 字。"), n=REASON)
        if Fact.objects.filter(corrects=wrong).exists():
            raise refusal("value", _("这一条已经更正过，请更正新的一条。"))
        made = _fact(actor, enterprise, wrong.name, _own(said, department, enterprise), wrong)
        made.corrects, made.reason = wrong, words
        made.save()
        _tell(actor, enterprise, "fact_corrected", made, department)
        return made


def _own(said: Statement, department: int, enterprise: Enterprise) -> Statement:
    """Return the statement, as declared where the enterprise's own people make it."""
    if department != enterprise.unit_id or said.confidence != Confidence.VERIFIED:
        return said
    return replace(said, confidence=Confidence.DECLARED)


def _fact(
    actor: Actor, enterprise: Enterprise, name: str, said: Statement, wrong: Fact | None = None
) -> Fact:
    given = input_of(name)
    source = " ".join(said.source.split())
    if not source or len(source) > SOURCE:
        raise refusal("source", _("请写明来源，不超过 %(n)s 字。"), n=SOURCE)
    as_of, period, holds_from = _when(actor, said)
    purpose = Purpose(said.purpose or given.purpose)
    if wrong is not None:
        purpose = Purpose(wrong.purpose)  # a correction cannot carry a value over the wall
    return Fact(
        enterprise=enterprise,
        name=name,
        value=read_text(given, said.value),
        unit=unit_of(given),
        source=source,
        as_of=as_of,
        period=period,
        holds_from=holds_from,
        purpose=purpose,
        confidence=Confidence(said.confidence),
        by=actor.person,
        on=actor.today,
        at=timezone.now(),
    )


def _when(actor: Actor, said: Statement) -> tuple[date | None, str, date]:
    """Return day, period and the day the value holds from: a period's value at its end."""
    if said.period.strip():
        if said.as_of is not None:
            raise refusal("period", _("数据日期和数据期只填一个。"))
        period, end = last_day(said.period)
        not_later(end, actor, "period")
        return None, period, end
    if said.as_of is None:
        raise refusal("as_of", _("请填写数据日期或数据期。"))
    not_later(said.as_of, actor, "as_of")
    return said.as_of, "", said.as_of


def _tell(actor: Actor, enterprise: Enterprise, kind: str, fact: Fact, department: int) -> None:
    data: dict[str, object] = {"fact": fact.pk, "name": fact.name, "purpose": fact.purpose}
    data["holds_from"] = fact.holds_from.isoformat()
    if fact.purpose != Purpose.STATISTICS:
        data["value"] = fact.value  # the log is read by the administration (统计法 art. 28)
    if fact.corrects_id is not None:
        data |= {"corrects": fact.corrects_id, "reason": fact.reason}
    project_facts([enterprise.pk])
    record(
        enterprise.stream,
        kind,
        actor=actor,
        area=enterprise.area_id,
        department=department,
        data=data,
    )
