"""Findings on filings as work: each has an owner and a state until it is settled."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fumao.apps.surveys.models.filings import Filing


class WorkItem(models.Model):
    """A soft or watched finding on a filing (surveys.work_items.ItemState as a row).

    `rule` is the key of the check, `value` the figure it pointed at, None where at none. `owner` is
    "respondent", a level of review, or "" where nothing is to be done. `answer` is why an
    explanation was refused. What was accepted holds from `least` to `most` until `until` (None: for
    good), from `accepted_on` on, for the respondent's later periods too.
    """

    class Phase(models.TextChoices):
        OPEN = "open", _("待说明")
        EXPLAINED = "explained", _("已说明")
        ACCEPTED = "accepted", _("已接受")
        REOPENED = "reopened", _("须重新说明")
        GONE = "gone", _("已消失")

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="items", db_index=False)
    rule = models.CharField(max_length=64)
    severity = models.CharField(max_length=8)
    phase = models.CharField(max_length=16, choices=Phase)
    owner = models.CharField(max_length=16, blank=True)
    value = models.DecimalField(max_digits=30, decimal_places=6, null=True, blank=True)
    explanation = models.TextField(blank=True)
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    answer = models.CharField(max_length=1000, blank=True)
    rounds = models.PositiveSmallIntegerField(default=0)
    found_on = models.DateField()
    accepted_on = models.DateField(null=True, blank=True)
    least = models.DecimalField(max_digits=30, decimal_places=6, null=True, blank=True)
    most = models.DecimalField(max_digits=30, decimal_places=6, null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-found_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "rule"], name="one_item_a_rule")
        ]  # fmt: skip
        indexes = [models.Index(fields=["owner"], condition=~Q(owner=""), name="item_to_do")]
