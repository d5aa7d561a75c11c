"""A procedure as it was published: its YAML, pinned by every case that began under it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ProcedureVersion(models.Model):
    """One version of a procedure; a published one never changes, a case never leaves its version.

    `text` is the YAML, `digest` its SHA-256; the titles repeat it for lists. `areas` are the codes
    of the areas where it is offered, empty for everywhere.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("草案")
        PUBLISHED = "published", _("已发布")
        RETIRED = "retired", _("已停用")

    key = models.SlugField(max_length=64)
    code = models.CharField(max_length=8)
    version = models.CharField(max_length=32)
    title = models.CharField(max_length=128)
    title_en = models.CharField(max_length=160)
    kind = models.CharField(max_length=16)
    owner = models.CharField(max_length=32)
    areas = models.JSONField(default=list)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=16, choices=State, default=State.DRAFT)
    pack = models.CharField(max_length=64, blank=True)
    published_on = models.DateField(null=True, blank=True)
    retired_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["key", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="one_procedure_a_version"),
            models.UniqueConstraint(
                fields=["key"],
                condition=models.Q(state="published"),
                name="one_published_version_a_procedure",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def stream(self) -> str:
        """Return the name of the procedure's chain of events."""
        return f"procedure:{self.key}"


class OpinionTemplate(models.Model):
    """Words an office uses often in its opinions."""

    department = models.ForeignKey("orgs.Department", models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=16)
    text = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["verdict", "id"]
