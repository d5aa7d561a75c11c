"""核对名册一行: a person says whether a doubtful row is the enterprise on record."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.enterprises.models import Roll, RollRow
from fumao.apps.enterprises.standing import standing
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal

_MAY_BE_DECIDED = frozenset({RollRow.Outcome.DOUBTFUL, RollRow.Outcome.UPDATE, RollRow.Outcome.NEW})


def decide_row(actor: Actor, roll: Roll, number: int, decision: str) -> RollRow:
    """Keep what a person says of a row; an empty decision takes it back.

    Only a doubtful row is the same or different; any row may be skipped. Raises PermissionDenied
    and ValidationError.
    """
    with transaction.atomic():
        roll = Roll.objects.select_for_update(of=("self",)).select_related("area").get(pk=roll.pk)
        person, department = standing(actor, Action.MANAGE_ENTERPRISE, roll)
        if roll.state != Roll.State.REVIEW:
            raise refusal("state", _("这份名册已不在核对中。"))
        row = roll.lines.filter(number=number, outcome__in=_MAY_BE_DECIDED).first()
        allowed = {"", RollRow.Decision.SKIP}
        if row is not None and row.outcome == RollRow.Outcome.DOUBTFUL:
            allowed |= {RollRow.Decision.SAME, RollRow.Decision.DIFFERENT}
        # rows of a child table are taken in whole: one left out would be counted as not there
        if row is None or decision not in allowed or roll.table:
            raise refusal("decision", _("这一行不能这样处理，请刷新页面。"))
        if decision == RollRow.Decision.DIFFERENT and not row.code:
            raise refusal(
                "decision",
                _("这一行没有信用代码，不能作为另一家企业登记；请跳过，补上代码再导入。"),
            )
        row.decision, row.decided_by = decision, person if decision else None
        row.save(update_fields=["decision", "decided_by"])
        record(
            roll.stream,
            "roll_row_decided",
            actor=actor,
            area=roll.area_id,
            department=department,
            data={"row": number, "decision": decision, "code": row.code},
        )
        return row


def skip_doubtful(actor: Actor, roll: Roll) -> int:
    """Skip every doubtful row that nobody decided yet; return how many."""
    with transaction.atomic():
        waiting = roll.lines.filter(outcome=RollRow.Outcome.DOUBTFUL, decision="")
        numbers = list(waiting.values_list("number", flat=True))
        for number in numbers:
            decide_row(actor, roll, number, RollRow.Decision.SKIP)
        return len(numbers)
