"""Files stored once by hash under random names outside the web root."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    """The bytes of an uploaded file, inspected before they were kept; `path` is a random name."""

    class Scan(models.TextChoices):
        NONE = "", _("未设查毒")
        CLEAN = "clean", _("已查毒")
        UNSCANNED = "unscanned", _("尚未查毒")
        INFECTED = "infected", _("含恶意程序")

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media = models.CharField(max_length=16)  # docx, pdf, xlsx, png, … by content, not by name
    path = models.CharField(max_length=64, unique=True)
    scan = models.CharField(max_length=12, choices=Scan, default=Scan.NONE, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)


class Attachment(models.Model):
    """A stored file as somebody attached it, with its name, to a subject ("task:XM16-07")."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="attachments")
    stream = models.CharField(max_length=96, db_index=True)
    name = models.CharField(max_length=255)
    area = models.ForeignKey("orgs.Area", models.PROTECT, related_name="attachments")
    department = models.ForeignKey("orgs.Department", models.PROTECT, null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
