"""A roll: a spreadsheet of enterprises, or of rows of one child table for enterprises on record;
read, looked through by a person, then taken in."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from fumao.apps.enterprises.models.register import Enterprise
from fumao.apps.files.models import Attachment
from fumao.apps.orgs.models import Area, Department


class Roll(models.Model):
    """A file of enterprises; nothing of it is in the register before it is applied.

    `table` names the child table whose rows it holds; empty for a roll of enterprises themselves.
    `done` of `rows` counts the rows looked at while it is read. `digest` is that of what was
    proposed: applied is what was looked through, or nothing.
    """

    class State(models.TextChoices):
        READING = "reading", _("读取中")
        FAILED = "failed", _("未能读取")
        REVIEW = "review", _("待核对")
        APPLYING = "applying", _("入库中")
        APPLIED = "applied", _("已入库")
        DISCARDED = "discarded", _("已放弃")

    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    table = models.CharField(max_length=64, blank=True)
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=State, default=State.READING)
    as_of = models.DateField()  # the day the roll speaks of
    source = models.CharField(max_length=200)
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    unread = models.JSONField(default=list)  # headers of columns that nobody understood
    digest = models.CharField(max_length=64, blank=True)
    error_zh = models.CharField(max_length=300, blank=True)
    error_en = models.CharField(max_length=400, blank=True)
    written = models.JSONField(default=dict)  # how many of what were written
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    @property
    def stream(self) -> str:
        """Return the name of the roll's chain of events."""
        return f"roll:{self.pk}"


class RollRow(models.Model):
    """A row of a roll: what it says, what is wrong with it, what it would do."""

    class Outcome(models.TextChoices):
        NEW = "new", _("新登记")
        UPDATE = "update", _("有变化")
        SAME = "same", _("无变化")
        DOUBTFUL = "doubtful", _("疑似重复")
        WRONG = "wrong", _("有错误")

    class Decision(models.TextChoices):
        SAME = "same", _("同一家企业")
        DIFFERENT = "different", _("不同企业")
        SKIP = "skip", _("跳过")

    roll = models.ForeignKey(Roll, models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()  # as the spreadsheet counts
    code = models.CharField(max_length=18, blank=True, db_index=True)
    data = models.JSONField(default=dict)  # what was understood, by field
    problems = models.JSONField(default=list)  # [{column, value, zh, en, mend_zh, mend_en}]
    outcome = models.CharField(max_length=16, choices=Outcome)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="roll_rows"
    )
    twin = models.PositiveIntegerField(null=True, blank=True)  # a row of the same name
    changes = models.JSONField(default=list)  # [{field, old, new}]
    decision = models.CharField(max_length=16, choices=Decision, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["roll_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["roll", "number"], name="one_line_a_row_of_a_roll")
        ]
        indexes = [models.Index(fields=["roll", "outcome", "number"], name="roll_by_outcome")]
