"""Claims as a spreadsheet, and a batch as the file that goes to the bank."""

import csv
import io
from collections.abc import Iterable

from django.utils.translation import gettext as _

from fumao.apps.funds.amounts import plain
from fumao.apps.funds.models import Claim, PaymentBatch, State
from fumao.core.cells import safe_cell
from fumao.core.sheet import sheet


def claims_xlsx(claims: Iterable[Claim]) -> bytes:
    """Return claims with their amounts in yuan."""
    heads = [
        _("申报编号"), _("企业名称"), _("统一社会信用代码"), _("状态"), _("申请金额（元）"),
        _("核定金额（元）"), _("批准金额（元）"), _("已拨付（元）"), _("责令退回（元）"), _("得分"),
        _("提交日期"), _("决定日期"), _("不予支持的依据"),
    ]  # fmt: skip
    return sheet(_("申报清单"), heads, (_cells(claim) for claim in claims))


def _cells(claim: Claim) -> list[str]:
    return [
        claim.number,
        claim.enterprise.name,
        claim.enterprise.code,
        str(State(claim.state).label),
        plain(claim.asked),
        "" if claim.computed is None else plain(claim.computed),
        plain(claim.approved),
        plain(claim.paid),
        plain(claim.clawed),
        "" if claim.score is None else str(claim.score),
        claim.submitted_on.isoformat() if claim.submitted_on else "",
        claim.decided_on.isoformat() if claim.decided_on else "",
        claim.refusal_basis,
    ]


def bank_rows(batch: PaymentBatch) -> tuple[list[str], list[list[str]]]:
    """Return heads and lines of a batch for the bank; the last line has count, sum and digest."""
    heads = [
        _("批次号"), _("行号"), _("收款人"), _("统一社会信用代码"), _("收款银行"), _("收款账号"),
        _("金额"), _("用途"),
    ]  # fmt: skip
    rows = [
        [
            batch.number, str(order.line), order.payee, order.claim.enterprise.code, order.bank,
            order.account, plain(order.amount), order.claim.number,
        ]
        for order in batch.orders.select_related("claim__enterprise")
    ]  # fmt: skip
    count = _("%(n)s 笔") % {"n": batch.orders_count}
    rows.append([_("合计"), count, "", "", "", "", plain(batch.total), batch.digest])
    return heads, rows


def bank_csv(batch: PaymentBatch) -> bytes:
    """Return a batch as CSV (UTF-8 with its mark, as spreadsheets want it)."""
    heads, rows = bank_rows(batch)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def bank_xlsx(batch: PaymentBatch) -> bytes:
    """Return a batch as XLSX."""
    return sheet(_("拨付批次"), *bank_rows(batch))
