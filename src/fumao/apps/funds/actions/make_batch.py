"""拨付批次: what is approved, published and not yet with the bank becomes orders in one file."""

import hashlib
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fumao.apps.audit.service import record
from fumao.apps.funds.models import Claim, FundYear, PaymentBatch, PaymentOrder, State
from fumao.apps.funds.refusals import within_limits
from fumao.apps.funds.standing import in_state, locked_all, locked_year, payer, signed, tell
from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.refusals import refusal

PAYABLE = (State.PUBLISHED, State.PART_PAID)


def make_batch(
    actor: Actor,
    fund_year: FundYear,
    claims: Iterable[Claim],
    parts: Mapping[str, int] | None = None,
) -> PaymentBatch:
    """Order what is left of each claim, or a part (fen by number); who approved one may not.

    A claim is with the bank once: the database keeps orders within approvals. Raises
    PermissionDenied and ValidationError.
    """
    with within_limits(), transaction.atomic():
        held = locked_all(claim.pk for claim in claims)
        year = locked_year(fund_year)
        if not held:
            raise refusal("claims", _("请选择要拨付的申报。"))
        department = payer(actor, year.fund.area, held)
        number = f"{year.fund.key}-{year.year}-{year.batches.count() + 1:03}"[:48]
        orders = _orders(held, year, parts or {})
        batch = PaymentBatch.objects.create(
            fund_year=year, number=number, orders_count=len(orders),
            total=sum(order.amount for order in orders), digest=digest_of(number, orders),
            **signed(actor, department),
        )  # fmt: skip
        for order in orders:
            order.batch = batch
        PaymentOrder.objects.bulk_create(orders)
        for claim, order in zip(held, orders, strict=True):
            tell(
                actor, claim, "claim_ordered", department,
                batch=number, line=order.line, amount=order.amount,
            )  # fmt: skip
        record(
            batch.stream, "batch_made", actor=actor, area=year.fund.area, department=department,
            data={"orders": len(orders), "total": batch.total, "digest": batch.digest},
        )  # fmt: skip
        return batch


def _orders(claims: list[Claim], year: FundYear, parts: Mapping[str, int]) -> list[PaymentOrder]:
    orders = []
    for line, claim in enumerate(claims, 1):
        if claim.call.fund_year_id != year.pk:
            raise refusal("claims", _("一个批次只拨付同一资金同一年度的申报。"))
        in_state(claim, *PAYABLE)
        amount = claim.approved - claim.ordered
        if amount <= 0:
            raise refusal("claims", _("%(number)s 已列入拨付批次。"), number=claim.number)
        if not 0 < (part := parts.get(claim.number, amount)) <= amount:
            raise refusal("claims", _("%(number)s：拨付金额超出余额。"), number=claim.number)
        order = PaymentOrder(
            line=line, claim=claim, amount=part, payee=claim.payee, bank=claim.bank,
            account=claim.account,
        )  # fmt: skip
        orders.append(order)
    return orders


def digest_of(number: str, orders: Iterable[PaymentOrder]) -> str:
    """Return the SHA-256 over the lines of a batch as the bank gets them."""
    lines = [
        f"{number}|{order.line}|{order.payee}|{order.bank}|{order.account}|{order.amount}"
        for order in orders
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
