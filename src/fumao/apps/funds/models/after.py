"""After the payment: what came of the money, and what has to come back."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fumao.apps.funds.models.claim import Claim
from fumao.apps.orgs.models.done import Done


class PerformanceReview(Done):
    """What was found of the use of the money; never changed, a later one counts."""

    class Verdict(models.TextChoices):
        MET = "met", _("达到目标")
        PARTLY = "partly", _("部分达到")
        UNMET = "unmet", _("未达到")

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="reviews")
    verdict = models.CharField(max_length=16, choices=Verdict)
    score = models.DecimalField(max_digits=5, decimal_places=2)
    text = models.CharField(max_length=500)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=100), name="review_score_of_a_hundred"
            )
        ]


class Clawback(Done):
    """An order to pay back, with its rule and basis; never changed."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="clawbacks")
    amount = models.BigIntegerField()
    rule = models.CharField(max_length=64)
    basis = models.CharField(max_length=300)
    due = models.DateField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0) & ~Q(rule="") & ~Q(basis=""),
                name="clawback_with_amount_and_basis",
            )
        ]


class Repayment(Done):
    """Money paid back under an order; never changed."""

    clawback = models.ForeignKey(Clawback, models.PROTECT, related_name="repayments")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="repayments")
    amount = models.BigIntegerField()
    paid_on = models.DateField()
    reference = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="repayment_of_an_amount"),
            models.UniqueConstraint(
                fields=["clawback", "reference"], name="one_repayment_a_receipt"
            ),
        ]
