"""Where: areas of the administrative tree, and what holds between two days."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class Validity(models.Model):
    """Something that holds from a first day to a last day, both included; NULL is open."""

    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    def holds_on(self, day: date) -> bool:
        """Return whether `day` lies within the validity."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class Area(Validity):
    """A place of the administrative tree; `path` is "/CN/35/3502/" and makes the tree a prefix
    test.

    A functional zone hangs below its city and names in `within` the districts it lies in, so that
    sums over districts do not count it twice (GB/T 2260 has no codes for zones: theirs are local).
    """

    class Kind(models.TextChoices):
        NATION = "nation", _("国家")
        PROVINCE = "province", _("省")
        CITY = "city", _("市")
        DISTRICT = "district", _("区县")
        ZONE = "zone", _("功能区")

    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=64)
    name_en = models.CharField(max_length=64)
    kind = models.CharField(max_length=16, choices=Kind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    within = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="zones")
    path = models.CharField(max_length=128, unique=True)

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name
