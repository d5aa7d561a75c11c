"""What one respondent owes for one period, and everything it has filed: nothing is overwritten."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fumao.apps.surveys.models.periods import ReportingPeriod


class Filing(models.Model):
    """The report of one respondent for one period: a projection of its chain of events.

    The respondent is an enterprise, or a department that reports counts of its area. `area` is
    where it stood when the period opened. `each` tells several filings of one respondent apart,
    such as the number of a contract. `level` is whose turn it is; `people` has who acted at
    which level ("" for who filed). `returned` repeats the last return. `version` is what was filed
    last, `accepted` what counts: a correction counts once it is accepted in its turn.

    A file writes a hundred thousand: what a constraint or another index already finds, and what
    nothing is looked up by, has no index of its own.
    """

    class Phase(models.TextChoices):
        DRAFT = "draft", _("待报送")
        IN_REVIEW = "in_review", _("审核中")
        RETURNED = "returned", _("已退回")
        ACCEPTED = "accepted", _("已通过")

    period = models.ForeignKey(
        ReportingPeriod, models.PROTECT, related_name="filings", db_index=False
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise", models.PROTECT, null=True, blank=True, related_name="filings",
        db_index=False,
    )  # fmt: skip
    department = models.ForeignKey(
        "orgs.Department", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    area = models.ForeignKey("orgs.Area", models.PROTECT, related_name="+", db_index=False)
    park = models.ForeignKey(
        "orgs.Park", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    each = models.CharField(max_length=64, blank=True)
    phase = models.CharField(max_length=16, choices=Phase, default=Phase.DRAFT)
    level = models.CharField(max_length=8, blank=True)
    round = models.PositiveSmallIntegerField(default=0)
    seq = models.PositiveIntegerField(default=0)
    filed_on = models.DateField(null=True, blank=True)
    first_filed_on = models.DateField(null=True, blank=True)
    accepted_on = models.DateField(null=True, blank=True)
    again_by = models.DateField(null=True, blank=True)  # the day a return asks for
    reminded_until = models.DateField(null=True, blank=True)  # by the last reminder
    returns = models.PositiveSmallIntegerField(default=0)
    returned = models.JSONField(null=True, blank=True)
    people = models.JSONField(default=dict)
    version = models.ForeignKey(
        "surveys.FilingVersion", models.PROTECT, null=True, blank=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    accepted = models.ForeignKey(
        "surveys.FilingVersion", models.PROTECT, null=True, blank=True, related_name="+",
        db_index=False,
    )  # fmt: skip

    class Meta:
        ordering = ["period_id", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(enterprise__isnull=False, department=None)
                | Q(enterprise=None, department__isnull=False),
                name="filing_has_one_respondent",
            ),
            models.UniqueConstraint(
                fields=["enterprise", "period", "each"], name="one_filing_an_enterprise"
            ),
            models.UniqueConstraint(
                fields=["department", "period", "each"],
                condition=Q(department__isnull=False),
                name="one_filing_a_unit",
            ),
            models.CheckConstraint(
                condition=Q(phase="in_review") ^ Q(level=""), name="filing_in_review_has_its_level"
            ),
        ]
        indexes = [
            models.Index(fields=["period", "area", "phase"], name="filing_by_area"),
            models.Index(
                fields=["area", "level"], condition=Q(phase="in_review"), name="filing_in_review"
            ),
            models.Index(
                fields=["accepted"], condition=Q(accepted__isnull=False), name="filing_accepted"
            ),
        ]

    @property
    def stream(self) -> str:
        """Return the name of the filing's chain of events."""
        return f"report:{self.pk}"

    @property
    def unit(self) -> int | None:
        """Return the unit whose people file: the department, or the enterprise's own unit."""
        return self.department_id or (self.enterprise.unit_id if self.enterprise else None)


class FilingVersion(models.Model):
    """What was filed in one round; a trigger refuses to change or delete it.

    `data` holds exact texts by field; `explained` what was said of soft findings, by check;
    `found` the keys of the checks that found something. `key` makes filing twice one filing.
    """

    class Channel(models.TextChoices):
        FORM = "form", _("网页填报")
        TEMPLATE = "template", _("模板上传")
        BULK = "bulk", _("批量导入")
        API = "api", _("接口报送")

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="versions", db_index=False)
    round = models.PositiveSmallIntegerField()
    data = models.JSONField(default=dict)
    explained = models.JSONField(default=dict)
    found = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    channel = models.CharField(max_length=8, choices=Channel)
    key = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 - unique below
    filed_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        db_index=False,
    )  # fmt: skip

    class Meta:
        ordering = ["filing_id", "round"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "round"], name="one_version_a_round"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(key__isnull=False), name="one_version_a_key"
            ),
        ]


class FilingDraft(models.Model):
    """What a respondent has filled in so far; `data` holds raw texts, wrong ones too."""

    filing = models.OneToOneField(Filing, models.CASCADE, primary_key=True, related_name="draft")
    data = models.JSONField(default=dict)
    explained = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")


class UsedOnce(models.Model):
    """A value that may be used once in all filings of a survey, and the filing that uses it."""

    survey = models.SlugField(max_length=64, db_index=False)
    once = models.CharField(max_length=64)
    value = models.CharField(max_length=200)
    filing = models.ForeignKey(Filing, models.CASCADE, related_name="used")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "once", "value"], name="used_once")
        ]
