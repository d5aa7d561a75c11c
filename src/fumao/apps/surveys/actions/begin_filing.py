"""新增一份: a filing of a register that has several a respondent, such as a contract."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, require
from fumao.apps.orgs.refusals import refusal
from fumao.apps.surveys.book import loaded
from fumao.apps.surveys.models import Filing, ReportingPeriod, ReviewOffice

_LONGEST = 64


def begin_filing(
    actor: Actor, period: ReportingPeriod, enterprise: Enterprise, each: str
) -> Filing:
    """Begin a filing that is told apart by `each`, the number of the contract.

    Raises PermissionDenied, and ValidationError where the survey has one filing a respondent, the
    number is blank, too long or there already, or the enterprise is not in the period's area.
    """
    each = each.strip()
    if not loaded(period.survey).survey.each:
        raise refusal("each", _("该表每期只报一份，请在“我的报表”中填报。"))
    if not each or len(each) > _LONGEST:
        raise refusal("each", _("请填写编号，最多 %(n)s 个字符。"), n=_LONGEST)
    if not ReviewOffice.objects.filter(period=period, area=enterprise.area).exists():
        raise refusal("area", _("企业所在地区不在本期的填报范围内。"))
    row = Filing(
        period=period, enterprise=enterprise, area=enterprise.area, park_id=enterprise.park_id,
        each=each,
    )  # fmt: skip
    require(actor, Action.FILE_REPORT, row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise refusal("each", _("编号 %(each)s 本期已有一份。"), each=each) from error
    return row
