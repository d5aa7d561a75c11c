"""补入填报单位: an enterprise that the roster has missed reports for a period after all."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fumao.apps.audit.service import record
from fumao.apps.enterprises.models import Enterprise
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, department_for, require, visible_to
from fumao.apps.orgs.refusals import refusal
from fumao.apps.surveys.actions.open_period import tell_open
from fumao.apps.surveys.book import loaded
from fumao.apps.surveys.models import Filing, ReportingPeriod
from fumao.apps.surveys.roster import Respondent
from fumao.apps.surveys.route import put_route


def add_respondent(actor: Actor, period: ReportingPeriod, code: str, reason: str) -> Filing:
    """Add an enterprise by its credit code to an open period, with the reason on record.

    Raises PermissionDenied, and ValidationError for a code that no enterprise of the period's area
    has, one that reports already, a missing reason, or an area without reviewing offices.
    """
    require(actor, Action.RUN_SURVEY, period)
    survey = loaded(period.survey).survey
    if survey.each or survey.respondent != "enterprise":
        raise refusal("code", _("该表不按企业名单报送，不能补入企业。"))
    if not reason.strip():
        raise refusal("reason", _("请写明补入的理由。"))
    firm = _found(actor, period, code)
    try:
        with transaction.atomic():
            if not period.route.filter(area=firm.area).exists():
                put_route(period, survey, [firm.area], actor.today)
            row = Filing.objects.create(
                period=period, enterprise=firm, area=firm.area, park_id=firm.park_id
            )
            record(
                period.stream,
                "respondent_added",
                actor=actor,
                area=firm.area_id,
                department=department_for(actor, Action.RUN_SURVEY, period),
                data={"code": firm.code, "reason": reason.strip()},
            )
            tell_open(actor, period, [Respondent(firm.area, enterprise=firm)])
    except IntegrityError as error:
        raise refusal("code", _("%(name)s 已在本期填报名单中。"), name=firm.name) from error
    return row


def _found(actor: Actor, period: ReportingPeriod, code: str) -> Enterprise:
    plain = "".join(code.split()).upper()
    rows = visible_to(actor, Enterprise.objects.select_related("area"))
    firm = rows.filter(code=plain, area__path__startswith=period.area.path).first()
    if firm is None:
        raise refusal(
            "code",
            _("本地区企业名录中没有 %(code)s：请核对 18 位统一社会信用代码，或先登记企业。"),
            code=plain or "—",
        )
    return firm
