"""意见模板: words that an office uses often, kept and removed by those who work there."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor, Position
from fumao.apps.orgs.models import Person
from fumao.apps.orgs.policy.cases import WORKING
from fumao.apps.orgs.refusals import refusal
from fumao.apps.procedures.models import OpinionTemplate

VERDICTS = ("passed", "returned", "refused", "abstained")
MOST = 100  # of one office
LONGEST = 500
_NOT_HERE = gettext_lazy("意见模板由本单位的办理人员维护。")


def offices_with_templates(actor: Actor) -> list[Position]:
    """Return the posts with which the actor keeps templates, one a department."""
    found: dict[int, Position] = {}
    for one in actor.positions:
        if one.role in WORKING and not one.of_company:
            found.setdefault(one.department_id, one)
    return list(found.values())


def _position(actor: Actor, department: int) -> Position:
    found = next(
        (one for one in offices_with_templates(actor) if one.department_id == department), None
    )
    if found is None or (actor.scopes is not None and "write" not in actor.scopes):
        raise PermissionDenied(_NOT_HERE)
    return found


def _person(actor: Actor) -> Person:
    if actor.person is None:
        raise PermissionDenied(_NOT_HERE)
    return actor.person


def keep_opinion(actor: Actor, department: int, verdict: str, text: str) -> OpinionTemplate:
    """Keep a template of one's office; raises PermissionDenied and ValidationError."""
    position, text = _position(actor, department), text.strip()
    if verdict not in VERDICTS:
        raise refusal("verdict", _("请选择意见的种类。"))
    if not text or len(text) > LONGEST:
        raise refusal("text", _("请填写意见，不超过 %(n)s 字。"), n=LONGEST)
    with transaction.atomic():
        own = OpinionTemplate.objects.filter(department=department)
        if own.count() >= MOST:
            raise refusal("text", _("模板最多 %(n)s 条。"), n=MOST)
        if own.filter(verdict=verdict, text=text).exists():
            raise refusal("text", _("已有同样的模板。"))
        made = OpinionTemplate.objects.create(
            department_id=department, verdict=verdict, text=text, by=_person(actor)
        )
        _record(actor, position, "opinion_template_kept", made)
    return made


def remove_opinion(actor: Actor, template: int) -> None:
    """Remove a template of one's office.

    Raises PermissionDenied, OpinionTemplate.DoesNotExist.
    """
    with transaction.atomic():
        row = OpinionTemplate.objects.get(pk=template)
        position = _position(actor, row.department_id)
        _record(actor, position, "opinion_template_removed", row)
        row.delete()


def _record(actor: Actor, position: Position, kind: str, row: OpinionTemplate) -> None:
    record(
        f"opinions:{position.department_id}", kind, actor=actor, area=position.area_id,
        department=position.department_id, data={"verdict": row.verdict, "text": row.text},
    )  # fmt: skip
