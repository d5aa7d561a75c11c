"""A file handed in under a grant, what was confirmed of it for good, and the signed receipts."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from fumao.apps.files.models import Attachment
from fumao.apps.orgs.models import Department
from fumao.apps.sharing.models.grants import DataGrant


class Exchange(models.Model):
    """A file of aggregates for one period: read, looked through, then confirmed or given up.

    `good` and `bad` are rows [{number, data, problems}]; `choices` says which of several targets a
    person chose for a code, "" where it stays open. `digest` is that of the rows proposed:
    confirmed is what was looked through, or nothing.
    """

    class State(models.TextChoices):
        READING = "reading", _("读取中")
        FAILED = "failed", _("未能读取")
        REVIEW = "review", _("待确认")
        CONFIRMED = "confirmed", _("已确认")
        DISCARDED = "discarded", _("已放弃")

    grant = models.ForeignKey(DataGrant, models.PROTECT, related_name="exchanges")
    period = models.CharField(max_length=8)
    starts = models.DateField()
    ends = models.DateField()
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=State, default=State.READING)
    good = models.JSONField(default=list)
    bad = models.JSONField(default=list)
    unread = models.JSONField(default=list)  # heads of columns that nobody asked for
    choices = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    error_zh = models.CharField(max_length=500, blank=True)
    error_en = models.CharField(max_length=600, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    @property
    def stream(self) -> str:
        """Return the name of the exchange's chain of events."""
        return f"exchange:{self.pk}"

    @property
    def on_behalf(self) -> bool:
        """Return whether the receiver handed it in for the provider."""
        return self.department_id != self.grant.provider_id


class SharedData(models.Model):
    """Rows as they were confirmed, for good; a correction is a later version beside this one.

    A figure that is None is unknown: withheld or not given. Triggers refuse every change.
    """

    grant = models.ForeignKey(DataGrant, models.PROTECT, related_name="data")
    exchange = models.OneToOneField(Exchange, models.PROTECT, related_name="data")
    key = models.SlugField(max_length=64)
    provider = models.ForeignKey(Department, models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Department, models.PROTECT, related_name="+")
    period = models.CharField(max_length=8)
    version = models.PositiveIntegerField()
    rows = models.JSONField()
    rows_digest = models.CharField(max_length=64)
    left_out = models.PositiveIntegerField()  # rows of the file that were wrong
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_on = models.DateField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "provider", "receiver", "period", "version"],
                name="one_data_a_version",
            )
        ]


class Receipt(models.Model):
    """A signed receipt of one exchange: its canonical JSON, the signature, the public key."""

    class Kind(models.TextChoices):
        IN = "in", _("交来")
        OUT = "out", _("取走")

    number = models.CharField(max_length=32, unique=True)
    grant = models.ForeignKey(DataGrant, models.PROTECT, related_name="receipts")
    data = models.ForeignKey(
        SharedData, models.PROTECT, null=True, blank=True, related_name="receipts"
    )
    kind = models.CharField(max_length=4, choices=Kind)
    period = models.CharField(max_length=8)
    text = models.TextField()
    signature = models.CharField(max_length=128)
    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
