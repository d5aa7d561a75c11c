"""What an act on funds refuses, in words; also what the database refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from fumao.apps.orgs.refusals import refusal

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LIMITS: dict[str, "str | _StrPromise"] = {
    "paid_within_committed_within_budget": _(
        "超出该资金本年度预算：已批准的合计不能大于预算，已拨付的合计不能大于已批准。"
    ),
    "call_within_its_ceiling": _("超出该申报通知可用的额度。"),
    "claim_approved_within_computed_and_asked": _("批准金额不能大于申请金额和核定金额。"),
    "claim_paid_within_approved": _("拨付合计不能大于批准金额。"),
    "claim_paid_after_publicity": _("公示后才能拨付。"),
    "claim_approved_in_state": _("这件申报尚未核定或已办结，不能批准金额。"),
    "claim_repaid_within_clawed_within_paid": _("责令退回的不能大于已拨付的，退款不能大于责令的。"),
    "one_claim_a_case": _("该办件已有一件申报。"),
    "one_live_claim_an_invoice": _("有发票明细已在另一件申报中使用。"),
    "one_line_an_invoice": _("同一发票行在本件中只能填一次。"),
    "one_repayment_a_receipt": _("这张退款凭证已登记过。"),
    "who assessed does not approve": _("核定人不能审批。"),
    "who approved does not pay": _("批准人不能拨付。"),
    "no more is repaid than was ordered": _("退款不能大于责令退回的金额。"),
}
UNIQUE = {
    "funds_claim.case_number": "one_claim_a_case",
    "funds_claimline.claim_id, funds_claimline.invoice_key": "one_line_an_invoice",
    "funds_claimline.invoice_key": "one_live_claim_an_invoice",
    "funds_repayment.clawback_id": "one_repayment_a_receipt",
}


@contextmanager
def within_limits() -> Iterator[None]:
    """Turn what the database refuses into words; stands outside the act's transaction."""
    try:
        yield
    except IntegrityError as error:
        name = _name(str(error))
        if name is None:
            raise
        raise refusal("limit", LIMITS[name]) from error


def _name(said: str) -> str | None:
    """Return the limit that the database names; SQLite names a unique index by its columns."""
    for columns, name in UNIQUE.items():
        if columns in said:
            return name
    return next((name for name in LIMITS if name in said), None)
