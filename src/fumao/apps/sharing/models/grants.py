"""数据共享授权: what a department lets another have, for one purpose and a time."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from fumao.apps.orgs.models import Area, Department


class DataGrant(models.Model):
    """A grant of one data set; its YAML is pinned, a new version needs a new grant.

    `valid_to` is its last day. A revoked grant stays: what was exchanged under it rests on it.
    """

    class Direction(models.TextChoices):
        IN = "in", _("交来")  # the provider's data come into this system
        OUT = "out", _("送出")  # figures of this system leave it, protected

    class Purpose(models.TextChoices):
        STATISTICS = "statistics", _("用于统计")
        ADMINISTRATION = "administration", _("用于行政管理")

    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    provider = models.ForeignKey(Department, models.PROTECT, related_name="data_given")
    receiver = models.ForeignKey(Department, models.PROTECT, related_name="data_received")
    direction = models.CharField(max_length=4, choices=Direction)
    key = models.SlugField(max_length=64)  # of the data set
    version = models.CharField(max_length=32)
    title = models.CharField(max_length=128)
    title_en = models.CharField(max_length=160)
    text = models.TextField()  # its YAML
    digest = models.CharField(max_length=64)
    purpose = models.CharField(max_length=16, choices=Purpose)
    valid_from = models.DateField()
    valid_to = models.DateField()
    given_on = models.DateField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    revoked_on = models.DateField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)  # of the revocation

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")),
                name="grant_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~models.Q(provider=models.F("receiver")), name="grant_between_two"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def stream(self) -> str:
        """Return the name of the grant's chain of events."""
        return f"grant:{self.pk}"

    def standing(self, day: date) -> str:
        """Return how it stands on a day: revoked, waiting, expired or valid."""
        if self.revoked_on is not None:
            return "revoked"
        if day < self.valid_from:
            return "waiting"
        return "expired" if day > self.valid_to else "valid"
