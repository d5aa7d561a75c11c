"""What a granted case brings, and its life after the case is closed."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Outcome(models.Model):
    """A numbered paper that verifies by number and code; changes come as later cases.

    `public` holds the fields shown in the register. A number is unique and never used again.
    """

    class State(models.TextChoices):
        ACTIVE = "active", _("有效")
        SUSPENDED = "suspended", _("暂停")
        REVOKED = "revoked", _("已撤销")
        SURRENDERED = "surrendered", _("已注销")
        SUPERSEDED = "superseded", _("已被替代")
        EXPIRED = "expired", _("已到期")

    case = models.OneToOneField("procedures.Case", models.PROTECT, related_name="result")
    number = models.CharField(max_length=64, unique=True)
    verify_code = models.CharField(max_length=12)
    procedure = models.SlugField(max_length=64)
    name = models.CharField(max_length=128)
    name_en = models.CharField(max_length=160)
    enterprise = models.ForeignKey(
        "enterprises.Enterprise", models.PROTECT, related_name="outcomes"
    )
    area = models.ForeignKey("orgs.Area", models.PROTECT, related_name="outcomes")
    office = models.ForeignKey("orgs.Department", models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=State, default=State.ACTIVE)
    issued_on = models.DateField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    single_use = models.BooleanField(default=False)
    public = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    recheck_due = models.DateField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    successor = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessor"
    )

    class Meta:
        ordering = ["-issued_on", "-id"]
        indexes = [
            models.Index(fields=["procedure", "state"], name="outcome_by_procedure"),
            models.Index(fields=["enterprise", "procedure"], name="outcome_by_enterprise"),
            models.Index(fields=["valid_to"], name="outcome_by_end"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def stream(self) -> str:
        """Return the name of the outcome's chain of events."""
        return f"outcome:{self.number}"

    def state_on(self, day: date) -> str:
        """Return the state on a day: an active one whose time is over has expired.

        One renewed ahead of its end holds until its successor begins.
        """
        state = self.state
        if (
            state == self.State.SUPERSEDED
            and self.successor is not None
            and self.successor.valid_from > day
        ):
            state = self.State.ACTIVE
        if state == self.State.ACTIVE and self.valid_to is not None and self.valid_to < day:
            return self.State.EXPIRED
        return state


class OutcomeUse(models.Model):
    """A verifier looked at an outcome and marked it used; a single-use one is marked once."""

    outcome = models.ForeignKey(Outcome, models.PROTECT, related_name="uses")
    department = models.ForeignKey("orgs.Department", models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on = models.DateField()
    reference = models.CharField(max_length=64, blank=True)
    sole = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["outcome"], condition=Q(sole=True), name="single_use_is_marked_once"
            )
        ]


class Counter(models.Model):
    """The last number given in a series of outcomes: one row a procedure, area and year."""

    series = models.CharField(max_length=96, unique=True)
    last = models.PositiveIntegerField(default=0)


class Duty(models.Model):
    """Something the office must still do after a case: verify a promise; it cannot be deleted."""

    class Kind(models.TextChoices):
        VERIFY_PROMISE = "verify_promise", _("核查承诺")
        LATE_PAPER = "late_paper", _("收取容后补交材料")

    class State(models.TextChoices):
        OPEN = "open", _("待办")
        KEPT = "kept", _("属实")
        BROKEN = "broken", _("不实")

    case = models.ForeignKey("procedures.Case", models.PROTECT, related_name="duties")
    kind = models.CharField(max_length=16, choices=Kind)
    office = models.ForeignKey("orgs.Department", models.PROTECT, related_name="+")
    opened_on = models.DateField()
    term = models.CharField(max_length=8)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    closed_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    finding = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "kind"], name="one_duty_a_kind"),
            models.CheckConstraint(
                condition=Q(state="open", closed_on=None)
                | Q(state__in=["kept", "broken"], closed_on__isnull=False),
                name="closed_duty_has_its_day",
            ),
        ]
