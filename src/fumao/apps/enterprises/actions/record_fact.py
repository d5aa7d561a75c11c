"""登记与更正企业情况: a value with its source and day; an older one is never overwritten."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.enterprises.checks import locked
from fumao.apps.enterprises.models import Confidence, Enterprise, Fact, Purpose
from fumao.apps.enterprises.project import project_facts
from fumao.apps.enterprises.standing import standing
from fumao.apps.enterprises.stating import Statement, clean_reason, clean_source, own, when
from fumao.apps.enterprises.vocabulary import input_of, read_text, unit_of
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal


def record_fact(actor: Actor, enterprise: Enterprise, name: str, said: Statement) -> Fact:
    """Record a value; raises PermissionDenied and ValidationError."""
    with transaction.atomic():
        enterprise = locked(enterprise)
        _person, department = standing(actor, Action.RECORD_FACT, enterprise)
        made = _fact(actor, enterprise, name, own(said, department, enterprise))
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
        words = clean_reason(reason)
        if Fact.objects.filter(corrects=wrong).exists():
            raise refusal("value", _("这一条已经更正过，请更正新的一条。"))
        made = _fact(actor, enterprise, wrong.name, own(said, department, enterprise), wrong)
        made.corrects, made.reason = wrong, words
        made.save()
        _tell(actor, enterprise, "fact_corrected", made, department)
        return made


def _fact(
    actor: Actor, enterprise: Enterprise, name: str, said: Statement, wrong: Fact | None = None
) -> Fact:
    given = input_of(name)
    source = clean_source(said.source)
    as_of, period, holds_from = when(actor, said)
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
