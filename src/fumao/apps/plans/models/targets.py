"""Targets by indicator, sector and year, and the figures reached so far."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Comparator(models.TextChoices):
    """How the actual figure is held against the target's value."""

    EQUAL = "=", _("达到")
    OVER = ">", _("超过")
    AT_LEAST = ">=", _("不少于")
    UNDER = "<", _("低于")
    AT_MOST = "<=", _("不超过")
    ABOUT = "~", _("左右")
    RANGE = "range", _("区间")


class Target(models.Model):
    """A figure to be reached in a year; a blank baseline is unknown, not zero."""

    plan = models.ForeignKey("plans.Plan", models.CASCADE, related_name="targets")
    area = models.ForeignKey("orgs.Area", models.PROTECT, related_name="+")  # the plan's
    clause = models.ForeignKey("plans.Clause", models.PROTECT, related_name="targets")
    code = models.CharField(max_length=32, unique=True)  # XM16-T03
    position = models.PositiveIntegerField()
    indicator = models.CharField(max_length=200)
    indicator_en = models.CharField(max_length=300, blank=True)
    group = models.CharField(max_length=100, blank=True)
    group_en = models.CharField(max_length=200, blank=True)
    comparator = models.CharField(max_length=8, choices=Comparator)
    value = models.DecimalField(max_digits=20, decimal_places=4)
    value_max = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    unit = models.CharField(max_length=32, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    baseline = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    baseline_year = models.PositiveSmallIntegerField(null=True, blank=True)
    is_total = models.BooleanField(default=False)
    recurring = models.BooleanField(default=False)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ["plan_id", "position"]

    def __str__(self) -> str:
        return f"{self.code} {self.indicator}"


class Actual(models.Model):
    """A figure reached in a year, with its source; a correction is a new row beside the old."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="actuals")
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=20, decimal_places=4)
    source = models.CharField(max_length=200)
    estimate = models.BooleanField(default=False)  # 预计
    version = models.PositiveSmallIntegerField()
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)

    class Meta:
        ordering = ["target_id", "year", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "year", "version"], name="one_actual_a_version"
            )
        ]
