"""The receipts of fees, so that one paper never stands for two cases."""

from django.db import models


class FeeReceipt(models.Model):
    """The number of a receipt (财政票据号) as recorded: once a city; fees of one case may share it.

    What was paid with it stands in the events of the case.
    """

    city = models.ForeignKey("orgs.Area", models.PROTECT, related_name="+")
    number = models.CharField(max_length=40)
    case = models.ForeignKey("procedures.Case", models.PROTECT, related_name="receipts")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["city", "number"], name="one_receipt_a_city")
        ]
