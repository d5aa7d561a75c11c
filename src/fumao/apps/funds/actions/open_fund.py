"""设立资金: a fund with the clause that orders it."""

import re
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.funds.models import Fund
from fumao.apps.funds.standing import signed, standing
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Area
from fumao.apps.orgs.policy import Action
from fumao.apps.orgs.refusals import refusal

KEY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class NewFund:
    """A fund to be; document and clause are those of the rules' packs."""

    key: str
    name: str
    purpose: str
    document: str
    clause: str
    kind: str = Fund.Kind.SUBSIDY
    name_en: str = ""
    purpose_en: str = ""


def open_fund(actor: Actor, area: Area, given: NewFund) -> Fund:
    """Open a fund; raises PermissionDenied and ValidationError."""
    with transaction.atomic():
        department = standing(actor, Action.MANAGE_FUND, area)
        if not KEY.fullmatch(given.key):
            raise refusal("key", _("编号用小写字母、数字和连字符，如 xm-service-trade。"))
        if Fund.objects.filter(key=given.key).exists():
            raise refusal("key", _("编号“%(key)s”已被使用。"), key=given.key)
        if not given.name.strip() or not given.purpose.strip():
            raise refusal("name", _("请填写名称和用途。"))
        if not given.document.strip() or not given.clause.strip():
            raise refusal("clause", _("请填写设立依据的文件和条款。"))
        fund = Fund.objects.create(
            key=given.key, area=area, name=given.name.strip(), name_en=given.name_en.strip(),
            purpose=given.purpose.strip(), purpose_en=given.purpose_en.strip(),
            document=given.document.strip(), clause=given.clause.strip(), kind=given.kind,
            **signed(actor, department),
        )  # fmt: skip
        record(
            fund.stream, "fund_opened", actor=actor, area=area, department=department,
            data={"name": fund.name, "document": fund.document, "clause": fund.clause},
        )  # fmt: skip
        return fund
