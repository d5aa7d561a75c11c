"""补上法定标识: approval and validity of a form, as the office that runs the survey knows them."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fumao.apps.audit.service import record
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.orgs.policy import Action, department_for
from fumao.apps.orgs.policy.actions import REFUSALS
from fumao.apps.orgs.refusals import refusal
from fumao.apps.surveys.models import GivenMarks, SurveyVersion


def give_marks(
    actor: Actor, version: SurveyVersion, area: Area, approval: str, first: date, last: date
) -> GivenMarks:
    """Keep the marks of a survey for an area; periods opened before keep theirs.

    Raises PermissionDenied, and ValidationError without an approval or for a validity that ends
    before it begins (统计法 art. 17).
    """
    office = department_for(actor, Action.RUN_SURVEY, area)
    if office is None:
        raise PermissionDenied(REFUSALS[Action.RUN_SURVEY])
    if not approval.strip():
        raise refusal("approval", _("请填写批准或备案文号。"))
    if last <= first:
        raise refusal("valid_to", _("有效期的截止日应晚于起始日。"))
    with transaction.atomic():
        made = GivenMarks.objects.create(
            key=version.key, area=area, approval=approval.strip()[:64], valid_from=first,
            valid_to=last, on=actor.today, by=actor.person,
        )  # fmt: skip
        record(
            version.stream, "survey_marked", actor=actor, area=area, department=office,
            data={
                "approval": made.approval, "valid_from": first.isoformat(),
                "valid_to": last.isoformat(),
            },
        )  # fmt: skip
    return made
