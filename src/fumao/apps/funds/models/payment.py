"""Batches of payment orders for the bank, and what the bank says of each order."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fumao.apps.funds.models.claim import Claim
from fumao.apps.funds.models.fund import FundYear
from fumao.apps.orgs.models.done import Done


class PaymentBatch(Done):
    """Orders of one fund year that go to the bank in one file; count, total and digest check it."""

    fund_year = models.ForeignKey(FundYear, models.PROTECT, related_name="batches")
    number = models.SlugField(max_length=48, unique=True)
    orders_count = models.PositiveIntegerField()
    total = models.BigIntegerField()
    digest = models.CharField(max_length=64)  # SHA-256 over the lines of the file

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.number

    @property
    def stream(self) -> str:
        """Return the name of the batch's chain of events."""
        return f"batch:{self.number}"


class PaymentOrder(models.Model):
    """One line of a batch: whom to pay how much, as it went to the bank; never changed."""

    batch = models.ForeignKey(PaymentBatch, models.PROTECT, related_name="orders")
    line = models.PositiveIntegerField()
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="orders")
    amount = models.BigIntegerField()
    payee = models.CharField(max_length=128)
    bank = models.CharField(max_length=128)
    account = models.CharField(max_length=64)

    class Meta:
        ordering = ["batch_id", "line"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "line"], name="one_order_a_line"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="order_of_an_amount"),
        ]


class Payment(Done):
    """What the bank did with an order; never changed.

    `amount` is the order's when paid, 0 when failed, minus the order's when the money came back.
    """

    class Result(models.TextChoices):
        PAID = "paid", _("已付")
        FAILED = "failed", _("付款失败")
        RETURNED = "returned", _("退汇")

    order = models.ForeignKey(PaymentOrder, models.PROTECT, related_name="payments")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="payments")
    fund_year = models.ForeignKey(FundYear, models.PROTECT, related_name="payments", db_index=False)
    result = models.CharField(max_length=16, choices=Result)
    amount = models.BigIntegerField()
    paid_on = models.DateField()
    reference = models.CharField(max_length=64, blank=True)  # the bank's own number
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["fund_year", "paid_on", "amount"], name="payment_sums")]
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=~Q(result="returned"), name="one_result_an_order"
            ),
            models.UniqueConstraint(
                fields=["order"], condition=Q(result="returned"), name="one_return_an_order"
            ),
            models.CheckConstraint(
                condition=Q(result="paid", amount__gt=0)
                | Q(result="failed", amount=0) & ~Q(reason="")
                | Q(result="returned", amount__lt=0) & ~Q(reason=""),
                name="payment_amount_fits_result",
            ),
        ]
