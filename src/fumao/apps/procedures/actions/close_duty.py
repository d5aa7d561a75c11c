"""核查承诺: the office verifies what was promised; a false promise revokes or suspends."""

from django.db import transaction
from django.utils.translation import gettext as _

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, department_for, require
from fumao.apps.orgs.refusals import refusal
from fumao.apps.procedures.book import loaded
from fumao.apps.procedures.issuing import set_state
from fumao.apps.procedures.models import Duty, Outcome


def close_duty(actor: Actor, duty: Duty, kept: bool, finding: str) -> None:
    """Close a duty with what was found; raises PermissionDenied and ValidationError."""
    require(actor, Action.MANAGE_CASE, duty.case)
    if not finding.strip():
        raise refusal("finding", _("请写明核查情况。"))
    with transaction.atomic():
        held = Duty.objects.select_for_update().get(pk=duty.pk)
        if held.state != Duty.State.OPEN:
            raise refusal("duty", _("这项核查已经办结。"))
        held.state = Duty.State.KEPT if kept else Duty.State.BROKEN
        held.closed_on, held.by, held.finding = actor.today, actor.person, finding.strip()
        held.save()
        case = duty.case
        record(
            case.stream, "duty_closed", actor=actor, area=case.area_id,
            department=department_for(actor, Action.MANAGE_CASE, case),
            data={"duty": held.kind, "kept": kept, "finding": held.finding},
        )  # fmt: skip
        if kept or held.kind != Duty.Kind.VERIFY_PROMISE:
            return
        outcome = Outcome.objects.filter(case=case).first()
        promise = loaded(case.procedure, case.variant).procedure.promise
        if outcome is not None and promise is not None:
            state = {"revoke": Outcome.State.REVOKED, "suspend": Outcome.State.SUSPENDED}
            set_state(
                outcome, state[promise.on_false], actor, actor.today, {"false_promise": case.pk}
            )
