"""Later cases on an outcome: revocation and re-check begun by the office, others by the holder."""

from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, department_for, require
from fumao.apps.orgs.refusals import refusal
from fumao.apps.procedures.actions.submit_case import digest
from fumao.apps.procedures.book import loaded
from fumao.apps.procedures.happening import begin
from fumao.apps.procedures.models import Case, Outcome
from fumao.apps.procedures.seating import seated
from fumao.procedures.events import Happened

BY_OFFICE = ("revoke", "recheck")


def begin_by_office(actor: Actor, outcome: Outcome, kind: str, ground: str, why: str) -> Case:
    """Begin a revocation or a re-check without an application; raises as other acts do."""
    require(actor, Action.BEGIN_LATER_CASE, outcome)
    version = outcome.case.procedure
    held = loaded(version)
    after = held.procedure.later(kind)
    if kind not in BY_OFFICE or after is None or not after.route:
        raise refusal("kind", _("本事项没有规定这类后续办理。"))
    if kind == "revoke" and ground not in {one.key for one in after.grounds}:
        raise refusal("ground", _("请选择撤销的理由。"))
    if not why.strip():
        raise refusal("why", _("请写明事实和依据。"))
    if outcome.state not in (Outcome.State.ACTIVE, Outcome.State.SUSPENDED):
        raise refusal("state", _("这一结果已失效。"))
    if outcome.later_cases.filter(variant=kind, closed_on=None).exists():
        raise refusal("open", _("同类后续办理正在进行。"))
    variant = loaded(version, kind)
    with transaction.atomic():
        owner, seats = seated(variant.procedure, outcome.area, actor.today)
        data: dict[str, object] = {"ground": ground, "why": why.strip()}
        event = Happened(
            "submitted",
            actor.today,
            actor.person.pk if actor.person else None,
            None,
            department_for(actor, Action.BEGIN_LATER_CASE, outcome),
            {"offices": seats, "skipped": [], "auto": {}, "promised": [], "ground": ground,
             "why": why.strip(), "version": version.version},
        )  # fmt: skip
        case = Case(
            procedure=version, variant=kind, enterprise=outcome.enterprise, area=outcome.area,
            owner=owner, outcome=outcome, submission_key=uuid4(), data=data,
            data_hash=digest(data), submitted_on=actor.today, by=actor.person,
            synthetic=outcome.enterprise.synthetic, seq=1,
        )  # fmt: skip
        begin(case, variant, event, actor)
    return case
