"""A survey as it was published: its YAML, pinned by every period opened under it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SurveyVersion(models.Model):
    """One version of a survey or register; a published one never changes.

    `text` is the YAML, `digest` its SHA-256; the titles repeat it for lists.
    """

    class Kind(models.TextChoices):
        SURVEY = "survey", _("统计调查")
        REGISTER = "register", _("业务台账")

    key = models.SlugField(max_length=64)
    version = models.CharField(max_length=32)
    title = models.CharField(max_length=128)
    title_en = models.CharField(max_length=160)
    kind = models.CharField(max_length=16, choices=Kind)
    purpose = models.CharField(max_length=16)
    period = models.CharField(max_length=8)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    pack = models.CharField(max_length=64)
    published_on = models.DateField()
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["key", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="one_survey_a_version"),
            models.UniqueConstraint(
                fields=["key"],
                condition=models.Q(retired_on=None),
                name="one_published_version_a_survey",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def stream(self) -> str:
        """Return the name of the survey's chain of events."""
        return f"survey:{self.key}"
