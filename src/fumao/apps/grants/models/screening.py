"""A screening: all enterprises of an area × all rules in force on a day, as it was worked out."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from fumao.apps.orgs.models import Area, Department


class ScreeningJob(models.Model):
    """A screening asked for, and how far the worker is with it.

    What it finds is kept as a `Screening` with the same key, which nobody changes; `percent` tells
    the share of the rules worked out. `error_zh` and `error_en` say why it failed.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("等待筛查")
        RUNNING = "running", _("正在筛查")
        DONE = "done", _("筛查完成")
        FAILED = "failed", _("没能完成")

    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()  # when it was asked for
    day = models.DateField()  # the day whose rules and facts are taken
    examples = models.BooleanField(default=False)
    state = models.CharField(max_length=16, choices=State, default=State.WAITING, db_index=True)
    percent = models.PositiveSmallIntegerField(default=0)
    enterprises = models.PositiveIntegerField(null=True)
    error_zh = models.CharField(max_length=300, blank=True)
    error_en = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.area} {self.day.isoformat()}"

    @property
    def stream(self) -> str:
        """Return the name of the run's chain of events, that of its screening."""
        return f"screening:{self.pk}"

    @property
    def open(self) -> bool:
        """Return whether it is still to be done."""
        return self.state in (self.State.WAITING, self.State.RUNNING)


class Screening(models.Model):
    """One run; a trigger refuses to change or delete it. Its key is that of its job.

    `firms` holds who was screened and `ScreenedRule.values` what each rule said, place by place,
    as compressed JSON: twenty thousand enterprises are two megabytes. `digest` is that of the
    facts, `rules_digest` that of the rules; with `day` they name all that the result rests on.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    on = models.DateField()  # the business date of the run
    at = models.DateTimeField()
    day = models.DateField()  # the day whose rules and facts were taken
    examples = models.BooleanField(default=False)
    enterprises = models.PositiveIntegerField()
    versions = models.JSONField(default=dict)  # packs by key
    rules_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    cells = models.JSONField(default=dict)  # granted, zero, unknown, elsewhere, off
    needs = models.JSONField(default=list)  # [fact, decides alone, with others, [rules]]
    firms = models.BinaryField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.area} {self.day.isoformat()}"

    @property
    def stream(self) -> str:
        """Return the name of the run's chain of events."""
        return f"screening:{self.pk}"


class ScreenedRule(models.Model):
    """What one rule said of every enterprise of a run, with the counts of it.

    `total` and `net` are in whole units of the type's last digit, fen for money; `net` is what is
    left where grants exclude each other. `elsewhere` counts those in places without this rule.
    """

    screening = models.ForeignKey(Screening, models.PROTECT, related_name="rules")
    position = models.PositiveIntegerField()
    rule = models.CharField(max_length=64)
    granted = models.PositiveIntegerField()
    zero = models.PositiveIntegerField()
    unknown = models.PositiveIntegerField()
    elsewhere = models.PositiveIntegerField()
    total = models.DecimalField(max_digits=38, decimal_places=0, null=True)
    net = models.DecimalField(max_digits=38, decimal_places=0, null=True)
    values = models.BinaryField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["screening", "rule"], name="one_result_a_rule_of_a_run")
        ]
