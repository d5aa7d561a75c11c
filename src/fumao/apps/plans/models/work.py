"""What units do on a task: report progress, ask for help, ask for time, comment."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """Something a person of a department put on a task on a business date."""

    department = models.ForeignKey("orgs.Department", models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        abstract = True


class Progress(Entry):
    """A report with evidence; it counts once a checker of the office has accepted it."""

    class Kind(models.TextChoices):
        STARTED = "started", _("启动")
        PROGRESS = "progress", _("进展")
        CLOSE_OUT = "close_out", _("申请销号")

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("待核查")
        ACCEPTED = "accepted", _("已采信")
        RETURNED = "returned", _("已退回")

    task = models.ForeignKey("plans.Task", models.CASCADE, related_name="progress")
    kind = models.CharField(max_length=16, choices=Kind)
    text = models.TextField()
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    milestone = models.ForeignKey("plans.Milestone", models.PROTECT, null=True, blank=True)
    state = models.CharField(max_length=16, choices=State, default=State.SUBMITTED)
    reason = models.TextField(blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_on = models.DateField(null=True, blank=True)
    submission_key = models.CharField(max_length=64, null=True, blank=True, unique=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["task", "-id"], name="progress_of_task")]


class Comment(Entry):
    """A remark on a task that asks for nothing."""

    task = models.ForeignKey("plans.Task", models.CASCADE, related_name="comments")
    text = models.TextField()

    class Meta:
        ordering = ["id"]


class HelpRequest(Entry):
    """One unit asks another for something; unanswered, it moves the light to the asked unit."""

    class State(models.TextChoices):
        OPEN = "open", _("待答复")
        ANSWERED = "answered", _("已答复")
        DECLINED = "declined", _("不予支持")

    task = models.ForeignKey("plans.Task", models.CASCADE, related_name="help_requests")
    to = models.ForeignKey("orgs.Department", models.PROTECT, related_name="help_requests")
    text = models.TextField()
    limit_days = models.PositiveSmallIntegerField(default=5)  # working days
    due = models.DateField()
    state = models.CharField(max_length=16, choices=State, default=State.OPEN)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]


class Extension(Entry):
    """A request to move a task's date; the original date is kept whatever is decided."""

    class State(models.TextChoices):
        ASKED = "asked", _("待审批")
        GRANTED = "granted", _("已同意")
        REFUSED = "refused", _("未同意")

    task = models.ForeignKey("plans.Task", models.CASCADE, related_name="extensions")
    new_due = models.DateField()
    reason = models.TextField()
    state = models.CharField(max_length=16, choices=State, default=State.ASKED)
    decision_note = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
