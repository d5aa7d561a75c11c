"""A published plan, its immutable versions, and what it promises and leaves open."""

from django.conf import settings
from django.db import models


class Plan(models.Model):
    """A document turned into tasks and targets; its rows show the newest version."""

    key = models.SlugField(max_length=64, unique=True)
    code = models.CharField(max_length=16, unique=True)  # XM16: prefix of its tasks' codes
    area = models.ForeignKey("orgs.Area", models.PROTECT, related_name="plans")
    document = models.OneToOneField("plans.Document", models.PROTECT, related_name="plan")
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=300, blank=True)
    starts_on = models.DateField()  # when work begins: printing date, else publication
    synthetic = models.BooleanField(default=False)  # demo: progress is invented

    class Meta:
        ordering = ["-starts_on", "key"]

    def __str__(self) -> str:
        return self.title


class PlanVersion(models.Model):
    """What was published, whole and canonical; triggers refuse UPDATE and DELETE."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    on = models.DateField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    source = models.ForeignKey("plans.Import", models.PROTECT, null=True, blank=True)
    content = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["plan_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_plan_version_a_number")
        ]


class Incentive(models.Model):
    """Money or treatment a plan promises; figures are NULL where the document names none."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="incentives")
    clause = models.ForeignKey("plans.Clause", models.PROTECT, related_name="incentives")
    position = models.PositiveIntegerField()
    recipient = models.CharField(max_length=300)
    recipient_en = models.CharField(max_length=300, blank=True)
    condition = models.TextField(blank=True)
    condition_en = models.TextField(blank=True)
    kind = models.CharField(max_length=32)
    amount_max = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    unit = models.CharField(max_length=16, blank=True)
    rate_max = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    one_off = models.BooleanField(default=False)
    per = models.CharField(max_length=64, blank=True)
    cap = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["plan_id", "position"]


class Finding(models.Model):
    """What was noticed when the document was read, and what the officer answered."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="findings")
    clause = models.ForeignKey(
        "plans.Clause", models.PROTECT, null=True, blank=True, related_name="findings"
    )
    code = models.CharField(max_length=48)
    severity = models.CharField(max_length=16)
    message_zh = models.TextField()
    message_en = models.TextField()
    data = models.JSONField(default=dict)
    answer = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["plan_id", "id"]
