"""A period of a survey in an area: when it opens and is due, which offices review, reminders."""

from django.conf import settings
from django.db import models

from fumao.apps.surveys.models.versions import SurveyVersion


class ReportingPeriod(models.Model):
    """One period of a survey as an area's office runs it; `code` is that of core.periods.

    `marks` are the table's number, authority, approval and validity as the form shows them.
    `opens_on` and `due_on` are kept as told to the respondents. `estimated` says in Chinese and
    English why the due day may still move: its year's holidays were not loaded.
    """

    survey = models.ForeignKey(SurveyVersion, models.PROTECT, related_name="periods")
    key = models.SlugField(max_length=64)  # of the survey: one period a key, whatever the version
    area = models.ForeignKey("orgs.Area", models.PROTECT, related_name="+")
    office = models.ForeignKey("orgs.Department", models.PROTECT, related_name="+")
    code = models.CharField(max_length=8)
    starts = models.DateField()
    ends = models.DateField()
    opens_on = models.DateField()
    due_on = models.DateField()
    estimated = models.JSONField(null=True, blank=True)
    marks = models.JSONField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["-starts", "key"]
        constraints = [
            models.UniqueConstraint(fields=["area", "key", "code"], name="one_period_a_survey")
        ]
        indexes = [models.Index(fields=["key", "starts"], name="period_in_order")]

    @property
    def stream(self) -> str:
        """Return the name of the period's chain of events."""
        return f"period:{self.pk}"


class ReviewOffice(models.Model):
    """The office that reviews the filings of an area at a level, fixed when the period opens."""

    period = models.ForeignKey(ReportingPeriod, models.CASCADE, related_name="route")
    area = models.ForeignKey("orgs.Area", models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=8)
    office = models.ForeignKey("orgs.Department", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["period_id", "area_id", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "area", "level"], name="one_review_office_a_level"
            )
        ]


class Reminder(models.Model):
    """A reminder (催报) that was sent, to be answered by a day (统计法 art. 44)."""

    filing = models.ForeignKey("surveys.Filing", models.CASCADE, related_name="reminders")
    on = models.DateField()
    until = models.DateField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["on", "id"]
