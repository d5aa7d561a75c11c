"""Files of many reports: taken, read by the worker, and what was wrong with which row."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from fumao.apps.files.models import Attachment
from fumao.apps.orgs.models import Department
from fumao.apps.surveys.models.periods import ReportingPeriod


class BulkJob(models.Model):
    """A file of reports of one period; all it files is filed in one transaction, or nothing.

    `units` are the units whose enterprises it may name, once it is read those it does name: who
    holds posts in all of them sees it. `on` is the day it was handed in: that day counts. `reports`
    were found in `rows`; of them `filed`, `unchanged` and `left` out.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("等待处理")
        READING = "reading", _("正在读取")
        CHECKING = "checking", _("正在校验")
        STORING = "storing", _("正在入库")
        DONE = "done", _("已完成")
        FAILED = "failed", _("未能处理")

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="+")
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+")
    units = models.ManyToManyField(Department, related_name="+")
    state = models.CharField(max_length=16, choices=State, default=State.WAITING)
    percent = models.PositiveSmallIntegerField(default=0)
    heads = models.JSONField(default=list)  # of the file, in its order, with the keys of the form
    rows = models.PositiveIntegerField(default=0)
    reports = models.PositiveIntegerField(default=0)
    filed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    error_zh = models.CharField(max_length=400, blank=True)
    error_en = models.CharField(max_length=600, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    on = models.DateField()
    taken_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(state__in=["waiting", "reading", "checking", "storing"]),
                name="bulk_unfinished",
            )
        ]

    @property
    def stream(self) -> str:
        """Return the name of the file's chain of events."""
        return f"bulk:{self.pk}"

    @property
    def is_busy(self) -> bool:
        """Tell whether the worker still has to end it."""
        return self.state not in (self.State.DONE, self.State.FAILED)


class BulkRow(models.Model):
    """A row that was left out: its texts by column, and what is wrong ({key, zh, en} each)."""

    job = models.ForeignKey(BulkJob, models.CASCADE, related_name="lines", db_index=False)
    number = models.PositiveIntegerField()  # as the file counts
    cells = models.JSONField(default=list)
    problems = models.JSONField(default=list)

    class Meta:
        ordering = ["job_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="one_line_a_row_of_a_bulk_file")
        ]
