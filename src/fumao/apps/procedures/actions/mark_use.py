"""核验使用: a bank or tax officer marks an outcome used; a single-use one is marked once."""

import hmac

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Department, Role
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.refusals import refusal
from fumao.apps.procedures.models import Outcome, OutcomeUse


def mark_use(actor: Actor, number: str, code: str, reference: str = "") -> OutcomeUse:
    """Mark an outcome used, found by number and code.

    Raises PermissionDenied, and ValidationError for a pair that does not fit, an outcome that is
    not valid today, and a second use of a single-use one, naming the first.
    """
    position = next((p for p in actor.positions if p.role == Role.VERIFIER), None)
    if position is None or actor.person is None or (
        actor.scopes is not None and "write" not in actor.scopes
    ):  # fmt: skip
        raise PermissionDenied(REFUSALS[Action.MARK_USE])
    outcome = outcome_by_code(number, code)
    if outcome is None:
        raise refusal("number", _("编号与查验码不符。"))
    if outcome.state_on(actor.today) != Outcome.State.ACTIVE:
        state = Outcome.State(outcome.state_on(actor.today)).label
        raise refusal("state", _("不能使用：%(state)s。"), state=state)
    if outcome.valid_from > actor.today:
        raise refusal("state", _("不能使用：%(day)s 起有效。"), day=outcome.valid_from.isoformat())
    try:
        with transaction.atomic():
            use = OutcomeUse.objects.create(
                outcome=outcome, department_id=position.department_id, by=actor.person,
                on=actor.today, reference=reference.strip()[:64], sole=outcome.single_use,
            )  # fmt: skip
            record(
                outcome.stream, "outcome_used", actor=actor, area=outcome.area_id,
                department=position.department_id, data={"reference": use.reference},
            )  # fmt: skip
    except IntegrityError as error:
        first = outcome.uses.filter(sole=True).select_related("department").first()
        unit = Department.objects.get(pk=first.department_id).name if first else ""
        raise refusal(
            "used",
            _("已由%(unit)s于 %(on)s 使用，不能再次使用。"),
            unit=unit,
            on=first.on.isoformat() if first else "",
        ) from error
    return use


def outcome_by_code(number: str, code: str) -> Outcome | None:
    """Return the outcome of a number where the code fits, None where either does not."""
    found = (
        Outcome.objects.filter(number=number.strip())
        .select_related("enterprise", "area", "office", "successor")
        .first()
    )
    given = code.strip().upper()
    if found is None or not hmac.compare_digest(found.verify_code.encode(), given.encode()):
        return None
    return found
