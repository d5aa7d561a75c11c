"""由台账填入: the figures of the register put into the draft of the monthly form."""

from django.db import transaction
from django.utils.translation import gettext as _

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.policy import Action, require
from fumao.apps.orgs.refusals import refusal
from fumao.apps.surveys.actions.save_draft import save_draft
from fumao.apps.surveys.book import loaded
from fumao.apps.surveys.models import Filing, FilingDraft
from fumao.apps.surveys.register import MONTHLY, register_of
from fumao.core.periods import Month
from fumao.surveys.rollup_form import proposals


def fill_from_register(actor: Actor, filing: Filing) -> FilingDraft:
    """Put what the register adds up to into the draft; the respondent checks it and files it.

    A figure over a row that is unknown is unknown: what was typed there stays. Raises
    PermissionDenied, and ValidationError for another form, for a month whose work was not filed
    (unknown is not zero), or where the report is not to be filled in now.
    """
    require(actor, Action.FILE_REPORT, filing)
    if filing.period.key != MONTHLY or filing.enterprise_id is None:
        raise refusal("register", _("只有服务外包业务月报可以由合同台账填入。"))
    month = Month.of(filing.period.starts)
    kept = register_of(filing.enterprise_id)
    if month.code not in kept.reported:
        raise refusal(
            "register",
            _("%(month)s 的合同执行情况还没有报送，台账汇总不出本月的数：请先报送执行情况。"),
            month=month.code,
        )
    windows = loaded(filing.period.survey).survey.windows
    told = proposals(kept.register, [month], windows)[month]
    with transaction.atomic():
        before = FilingDraft.objects.filter(filing=filing).first()
        data = dict(before.data) if before else dict(filing.version.data if filing.version else {})
        data |= {key: value for key, value in told.items() if value is not None}
        return save_draft(actor, filing, data, before.explained if before else {})
