"""An enterprise with its names, places, successions and contacts over time; nothing is deleted."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from fumao.apps.enterprises.models.facts import Purpose
from fumao.apps.enterprises.names import name_key
from fumao.apps.orgs.models import Area, Department, Park, Validity


class Enterprise(models.Model):
    """An enterprise by its credit code (GB 32100).

    `name`, `area` and `park` repeat the newest row of its names and residences, so that a list of
    thousands needs no look into the past. `unit` is the unit through which its own people sign in.
    """

    class Status(models.TextChoices):
        ACTIVE = "active", _("存续")
        CLOSED = "closed", _("注销")
        MERGED = "merged", _("已被合并")
        DIVIDED = "divided", _("已分立解散")

    class Kind(models.TextChoices):
        STATE = "state", _("国有")
        PRIVATE = "private", _("民营")
        OVERSEAS_CHINESE = "hmt", _("港澳台商投资")
        FOREIGN = "foreign", _("外商投资")
        OTHER = "other", _("其他")

    code = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=128)
    name_en = models.CharField(max_length=160, blank=True)
    status = models.CharField(max_length=16, choices=Status, default=Status.ACTIVE)
    industry = models.CharField(max_length=8, blank=True)
    industry_edition = models.CharField(max_length=32, blank=True)  # "GB/T 4754-2017"
    kind = models.CharField(max_length=16, choices=Kind, blank=True)
    founded_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="enterprises")
    park = models.ForeignKey(
        Park, models.PROTECT, null=True, blank=True, related_name="enterprises"
    )
    unit = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="enterprises"
    )
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]
        indexes = [
            models.Index(fields=["area", "status"], name="enterprise_by_area"),
            models.Index(fields=["industry"], name="enterprise_by_industry"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        """Return the name of the enterprise's chain of events."""
        return f"enterprise:{self.code}"


class EnterpriseName(Validity):
    """A name an enterprise bears or bore; the newest has no last day."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="names")
    name = models.CharField(max_length=128)
    match = models.CharField(max_length=128, db_index=True, default="", editable=False)

    class Meta:
        ordering = ["enterprise_id", "id"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the key the name is found by."""
        self.match = name_key(self.name)
        super().save(*args, **kwargs)


class Residence(Validity):
    """Where an enterprise was registered from a day on; the newest has no last day."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="residences")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    park = models.ForeignKey(Park, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["enterprise_id", "id"]


class Succession(models.Model):
    """On `on`, `predecessor` went over into `successor`; `revoked_on` where that was an error."""

    class Kind(models.TextChoices):
        MERGE = "merge", _("合并")
        SPLIT = "split", _("分立")

    predecessor = models.ForeignKey(Enterprise, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Enterprise, models.PROTECT, related_name="precedents")
    kind = models.CharField(max_length=8, choices=Kind)
    on = models.DateField()
    revoked_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["on", "id"]


class Contact(models.Model):
    """A person to turn to. What was given for statistics is not shown to the administration."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=64)
    duty = models.CharField(max_length=64, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    email = models.CharField(max_length=128, blank=True)
    purpose = models.CharField(max_length=16, choices=Purpose, default=Purpose.ADMINISTRATION)
    added_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["enterprise_id", "id"]
