"""A case with its steps, clocks and papers: projections of its events, kept to be asked for."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fumao.apps.procedures.models.versions import ProcedureVersion


class Draft(models.Model):
    """What an applicant has filled in so far; `data` holds the raw texts, wrong ones too.

    `key` becomes the submission's key, so that a form sent twice makes one case.
    """

    procedure = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="drafts")
    variant = models.CharField(max_length=8, blank=True)
    enterprise = models.ForeignKey(
        "enterprises.Enterprise", models.PROTECT, related_name="case_drafts"
    )
    outcome = models.ForeignKey(
        "procedures.Outcome", models.PROTECT, null=True, blank=True, related_name="+"
    )
    case = models.OneToOneField(
        "procedures.Case", models.CASCADE, null=True, blank=True, related_name="mending"
    )
    data = models.JSONField(default=dict)
    promised = models.JSONField(default=list)
    key = models.UUIDField(unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-updated_at"]

    @property
    def stream(self) -> str:
        """Return the subject its papers are attached to."""
        return f"draft:{self.pk}"


class Case(models.Model):
    """One application, filing or registration, pinned to a version of its procedure.

    `data` holds exact texts by field, hidden ones dropped. `course` keeps what the fold knows
    beyond the rows of runs and clocks. `seq` counts the events.
    """

    class Phase(models.TextChoices):
        SUBMITTED = "submitted", _("待受理")
        IN_REVIEW = "in_review", _("审查中")
        CORRECTING = "correcting", _("待补正")
        PUBLICITY = "publicity", _("公示中")
        GRANTED = "granted", _("已通过")
        REFUSED = "refused", _("未通过")
        NOT_ACCEPTED = "not_accepted", _("不予受理")
        WITHDRAWN = "withdrawn", _("已撤回")
        LAPSED = "lapsed", _("逾期未补正")
        TERMINATED = "terminated", _("已终止")

    procedure = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="cases")
    variant = models.CharField(max_length=8, blank=True)
    enterprise = models.ForeignKey("enterprises.Enterprise", models.PROTECT, related_name="cases")
    area = models.ForeignKey("orgs.Area", models.PROTECT, related_name="cases")
    owner = models.ForeignKey("orgs.Department", models.PROTECT, related_name="owned_cases")
    outcome = models.ForeignKey(
        "procedures.Outcome", models.PROTECT, null=True, blank=True, related_name="later_cases"
    )
    submission_key = models.UUIDField(unique=True)
    data = models.JSONField(default=dict)
    data_hash = models.CharField(max_length=64)
    course = models.JSONField(default=dict)
    seq = models.PositiveIntegerField(default=0)
    phase = models.CharField(max_length=16, choices=Phase)
    submitted_on = models.DateField()
    accepted_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["enterprise", "-id"], name="case_by_enterprise"),
            models.Index(fields=["owner", "phase", "-id"], name="case_by_owner"),
            models.Index(fields=["procedure", "phase"], name="case_by_procedure"),
            models.Index(fields=["id"], condition=Q(closed_on=None), name="case_open"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    closed_on=None, phase__in=["submitted", "in_review", "correcting", "publicity"]
                )
                | (
                    Q(closed_on__isnull=False)
                    & ~Q(phase__in=["submitted", "in_review", "correcting", "publicity"])
                ),
                name="closed_case_has_its_day",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Return the case number: the procedure's code, the year, a number never used again."""
        return f"{self.procedure.code}-{self.submitted_on.year}-{self.pk:06d}"

    @property
    def stream(self) -> str:
        """Return the name of the case's chain of events."""
        return f"case:{self.pk}"


class StepRun(models.Model):
    """One office, or one expert, taking one step in one round."""

    class State(models.TextChoices):
        OPEN = "open", _("待办")
        CLAIMED = "claimed", _("办理中")
        PASSED = "passed", _("通过")
        RETURNED = "returned", _("退回补正")
        REFUSED = "refused", _("不通过")
        ABSTAINED = "abstained", _("弃权")
        TIMED_OUT = "timed_out", _("逾期视为同意")
        CANCELLED = "cancelled", _("取消")

    case = models.ForeignKey(Case, models.PROTECT, related_name="runs")
    step = models.CharField(max_length=32)
    branch = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8)
    office = models.ForeignKey(
        "orgs.Department", models.PROTECT, null=True, blank=True, related_name="+"
    )
    role = models.CharField(max_length=16, blank=True)
    state = models.CharField(max_length=16, choices=State)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    behalf = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    opinion = models.TextField(blank=True)
    scores = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "step", "branch", "round"], name="one_run_a_round"
            ),
            # procedures.md, invariant 5: at most one open run a branch.
            models.UniqueConstraint(
                fields=["case", "step", "branch"],
                condition=Q(state__in=["open", "claimed"]),
                name="one_open_run_a_branch",
            ),
        ]
        indexes = [
            models.Index(
                fields=["office", "role"],
                condition=Q(state__in=["open", "claimed"]),
                name="run_open_by_office",
            ),
            models.Index(
                fields=["assignee"],
                condition=Q(state__in=["open", "claimed"]),
                name="run_open_by_person",
            ),
            models.Index(fields=["office", "case"], name="run_by_office"),
        ]


class CaseClock(models.Model):
    """A clock as budget + consumed + running since; no due date is ever stored.

    `estimated` says in Chinese and English why the days consumed may change: a year among them
    had no holidays loaded.
    """

    class Kind(models.TextChoices):
        STATUTORY = "statutory", _("法定期限")
        SERVICE = "service", _("承诺期限")
        CORRECTION = "correction", _("补正期限")
        PUBLICITY = "publicity", _("公示期")

    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16, choices=Kind)
    unit = models.CharField(max_length=2)
    budget = models.PositiveIntegerField()
    consumed = models.PositiveIntegerField(default=0)
    estimated = models.JSONField(null=True, blank=True)
    suspended = models.PositiveIntegerField(default=0)
    running_since = models.DateField(null=True, blank=True)
    started_on = models.DateField()
    stopped_on = models.DateField(null=True, blank=True)
    stopped_for = models.CharField(max_length=16, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["case", "place"], name="one_clock_a_place"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(running_since=None), name="ended_clock_stands"
            ),
        ]


class CasePaper(models.Model):
    """A file attached for a paper the procedure asks for, or a promise in its place.

    A mended paper is a later row; the old one stays with `current` false.
    """

    case = models.ForeignKey(Case, models.CASCADE, null=True, blank=True, related_name="papers")
    draft = models.ForeignKey(Draft, models.CASCADE, null=True, blank=True, related_name="papers")
    key = models.CharField(max_length=64)
    attachment = models.ForeignKey(
        "files.Attachment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    promised = models.BooleanField(default=False)
    current = models.BooleanField(default=True)
    added_on = models.DateField()

    class Meta:
        ordering = ["key", "id"]


class Objection(models.Model):
    """What somebody says against a case in publicity, and what was found."""

    class State(models.TextChoices):
        OPEN = "open", _("待核查")
        UPHELD = "upheld", _("异议成立")
        DISMISSED = "dismissed", _("异议不成立")

    case = models.ForeignKey(Case, models.PROTECT, related_name="objections")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=64)
    contact = models.CharField(max_length=128)
    text = models.TextField()
    raised_on = models.DateField()
    state = models.CharField(max_length=16, choices=State, default=State.OPEN)
    answer = models.TextField(blank=True)
    settled_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_objection_a_number")
        ]
