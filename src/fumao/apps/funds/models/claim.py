"""A claim on a fund with its expense lines, what the rule said of it, and what was approved."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fumao.apps.funds.models.fund import Call, FundYear
from fumao.apps.orgs.models.done import Done


class State(models.TextChoices):
    """Where a claim stands."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待核定")
    ASSESSED = "assessed", _("待审批")
    APPROVED = "approved", _("待公示")
    PUBLISHED = "published", _("已公示")
    PART_PAID = "part_paid", _("部分拨付")
    PAID = "paid", _("已拨付")
    CLOSED = "closed", _("已办结")
    REFUSED = "refused", _("不予支持")
    WITHDRAWN = "withdrawn", _("已撤回")


# Nobody has said yet how much is granted: the amount is unknown, not zero.
UNDECIDED = frozenset({State.DRAFT, State.SUBMITTED, State.ASSESSED})
# A claim that holds its invoice lines against other claims.
LIVE = frozenset(State) - {State.DRAFT, State.REFUSED, State.WITHDRAWN}
_WITH_MONEY = (State.APPROVED, State.PUBLISHED, State.PART_PAID, State.PAID, State.CLOSED)
_AFTER_PUBLICITY = (State.PUBLISHED, State.PART_PAID, State.PAID, State.CLOSED)


class Claim(models.Model):
    """A claim; all amounts are fen.

    `asked` is what the enterprise wants, `computed` what the rule gives (None: not known).
    Approved, ordered, paid, clawed and repaid are totals that triggers keep. No money without a
    computation, none beyond it, none paid before publicity, no refusal without rule and basis:
    constraints.
    """

    call = models.ForeignKey(Call, models.PROTECT, related_name="claims")
    number = models.CharField(max_length=48, unique=True)
    enterprise = models.ForeignKey("enterprises.Enterprise", models.PROTECT, related_name="claims")
    case_number = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=16, choices=State, default=State.DRAFT)
    purpose = models.CharField(max_length=200)
    payee = models.CharField(max_length=128)
    bank = models.CharField(max_length=128, blank=True)
    account = models.CharField(max_length=64, blank=True)
    asked = models.BigIntegerField()
    computed = models.BigIntegerField(null=True, blank=True)
    score = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    approved = models.BigIntegerField(default=0)
    ordered = models.BigIntegerField(default=0)
    paid = models.BigIntegerField(default=0)
    clawed = models.BigIntegerField(default=0)
    repaid = models.BigIntegerField(default=0)
    submitted_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    refusal_rule = models.CharField(max_length=64, blank=True)
    refusal_basis = models.CharField(max_length=300, blank=True)
    made_on = models.DateField()

    class Meta:
        ordering = ["call_id", "number"]
        indexes = [
            models.Index(fields=["call", "state"], name="claim_by_state"),
            models.Index(fields=["enterprise", "state"], name="claim_of_enterprise"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case_number"], condition=~Q(case_number=""), name="one_claim_a_case"
            ),
            models.CheckConstraint(
                condition=Q(paid__gte=0, paid__lte=F("ordered"), ordered__lte=F("approved")),
                name="claim_paid_within_approved",
            ),
            models.CheckConstraint(
                condition=Q(repaid__gte=0, repaid__lte=F("clawed"), clawed__lte=F("paid")),
                name="claim_repaid_within_clawed_within_paid",
            ),
            models.CheckConstraint(
                condition=Q(approved=0)
                | Q(computed__isnull=False, approved__lte=F("computed"))
                & Q(approved__lte=F("asked")),
                name="claim_approved_within_computed_and_asked",
            ),
            models.CheckConstraint(
                condition=Q(approved=0) | Q(state__in=_WITH_MONEY), name="claim_approved_in_state"
            ),
            models.CheckConstraint(
                condition=Q(ordered=0) | Q(state__in=_AFTER_PUBLICITY),
                name="claim_paid_after_publicity",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.REFUSED) | ~Q(refusal_rule="") & ~Q(refusal_basis=""),
                name="claim_refused_with_basis",
            ),
            models.CheckConstraint(
                condition=Q(asked__gt=0) & (Q(computed=None) | Q(computed__gte=0)),
                name="claim_amounts_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def stream(self) -> str:
        """Return the name of the claim's chain of events."""
        return f"claim:{self.number}"

    @property
    def decided(self) -> bool:
        """Tell whether an amount, none included, was granted."""
        return self.state not in UNDECIDED


class ClaimLine(models.Model):
    """One invoice line; `live` while its claim holds it, and no other claim can then.

    `eligible` is what the assessor accepts of `amount`, `cut_reason` says why less.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=32)
    what = models.CharField(max_length=160)
    invoice_code = models.CharField(max_length=20, blank=True)
    invoice_number = models.CharField(max_length=32)
    invoice_line = models.PositiveSmallIntegerField(default=1)
    invoice_key = models.CharField(max_length=64)  # invoices.invoice_key of the three
    dated = models.DateField()
    amount = models.BigIntegerField()
    eligible = models.BigIntegerField(null=True, blank=True)
    cut_reason = models.CharField(max_length=200, blank=True)
    attachment = models.ForeignKey(
        "files.Attachment", models.PROTECT, null=True, blank=True, related_name="+"
    )
    live = models.BooleanField(default=False)

    class Meta:
        ordering = ["claim_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "position"], name="one_line_a_position"),
            models.UniqueConstraint(
                fields=["invoice_key"], condition=Q(live=True), name="one_live_claim_an_invoice"
            ),
            models.UniqueConstraint(fields=["claim", "invoice_key"], name="one_line_an_invoice"),
            models.CheckConstraint(
                condition=Q(amount__gt=0)
                & (Q(eligible=None) | Q(eligible__gte=0, eligible__lte=F("amount"))),
                name="line_eligible_within_amount",
            ),
            models.CheckConstraint(condition=~Q(invoice_key=""), name="line_has_an_invoice"),
        ]


class Assessment(Done):
    """What the rule said of a claim on a day, with all it rests on; never changed.

    `facts` and `rows` are what the rule was given, `explanation` its sentences in both languages,
    `gates` what the register says of the facts that bar a claim, `versions` those of the packs.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="assessments")
    rule = models.CharField(max_length=64)
    rule_from = models.DateField(null=True, blank=True)  # first day of the rule's version
    pack = models.CharField(max_length=64, blank=True)
    pack_version = models.CharField(max_length=32, blank=True)
    rules_digest = models.CharField(max_length=64)
    day = models.DateField()
    facts = models.JSONField(default=dict)
    rows = models.JSONField(default=list)
    gates = models.JSONField(default=list)
    explanation = models.JSONField(default=dict)
    computed = models.BigIntegerField(null=True, blank=True)
    missing = models.JSONField(default=list)

    class Meta:
        ordering = ["id"]


class Approval(Done):
    """An amount approved for a claim, or taken back (negative); never changed."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="approvals")
    fund_year = models.ForeignKey(
        FundYear, models.PROTECT, related_name="approvals", db_index=False
    )
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["fund_year", "amount"], name="approval_sums")]
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="approval_of_an_amount")]
