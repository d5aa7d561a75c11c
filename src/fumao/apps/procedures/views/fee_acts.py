"""What is done about fees on the page of a case: each form to its action."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fumao.apps.orgs.actor import Actor
from fumao.apps.procedures.actions import record_fee

_YUAN = re.compile(r"\d{1,12}(\.\d{1,2})?")


def _amount(sent: QueryDict) -> Decimal:
    text = "".join(sent.get("amount", "").replace(",", "").replace("，", "").split())
    if not _YUAN.fullmatch(text):
        raise ValidationError(_("金额请填数字，单位元，最多两位小数。"))
    return Decimal(text)


def _day(sent: QueryDict) -> date:
    try:
        return date.fromisoformat(sent.get("paid_on", ""))
    except ValueError:
        raise ValidationError(_("请按 2016-10-14 的样子填写日期。")) from None


def _receive(actor: Actor, case: int, sent: QueryDict) -> object:
    return record_fee.receive_fee(
        actor, case, sent.get("fee", ""), _amount(sent), sent.get("receipt", ""), _day(sent)
    )


def _waive(actor: Actor, case: int, sent: QueryDict) -> object:
    return record_fee.waive_fee(actor, case, sent.get("fee", ""), sent.get("why", ""))


def _refund(actor: Actor, case: int, sent: QueryDict) -> object:
    return record_fee.refund_fee(
        actor, case, sent.get("fee", ""), _amount(sent), sent.get("receipt", ""), _day(sent)
    )


FEE_ACTS: dict[str, tuple[Callable[[Actor, int, QueryDict], object], Promise]] = {
    "fee-receive": (_receive, gettext_lazy("已登记收费，并已告知申请人。")),
    "fee-waive": (_waive, gettext_lazy("已减免，并已告知申请人。")),
    "fee-refund": (_refund, gettext_lazy("已登记退费，并已告知申请人。")),
}
