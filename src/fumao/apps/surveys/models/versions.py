"""A survey as it was published: its YAML, pinned by every period opened under it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SurveyVersion(models.Model):
    """One version of a survey or register; a published one never changes.

    `text` is the YAML, `model_texts` those of the surveys it is like, `digest` the SHA-256 of all;
    the titles repeat it for lists.
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
    model_texts = models.JSONField(default=dict)
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


class GivenMarks(models.Model):
    """The marks of a survey that its pack could not know, as an area's office has given them.

    统计法 art. 17: without them a respondent may refuse the form. The latest row holds.
    """

    key = models.SlugField(max_length=64)  # of the survey
    area = models.ForeignKey("orgs.Area", models.PROTECT, related_name="+")
    approval = models.CharField(max_length=64)
    valid_from = models.DateField()
    valid_to = models.DateField()
    on = models.DateField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["key", "area_id", "-id"]
