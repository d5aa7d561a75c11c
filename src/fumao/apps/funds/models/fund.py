"""A fund, its years with their budgets by source, and the calls for claims."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fumao.apps.orgs.models import Area
from fumao.apps.orgs.models.done import Done


class Level(models.TextChoices):
    """Whose money a source is; a pool also gets back what it paid."""

    NATIONAL = "national", _("国家资金")
    PROVINCIAL = "provincial", _("省级资金")
    CITY = "city", _("市级资金")
    DISTRICT = "district", _("区级资金")
    RECOVERY = "recovery", _("代偿追回")


class Fund(Done):
    """Money for a purpose that a clause orders; a pool compensates losses with the same guards."""

    class Kind(models.TextChoices):
        SUBSIDY = "subsidy", _("专项资金")
        POOL = "pool", _("风险补偿资金池")

    key = models.SlugField(max_length=48, unique=True)
    name = models.CharField(max_length=96)
    name_en = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.SUBSIDY)
    area = models.ForeignKey(Area, models.PROTECT, related_name="funds")
    purpose = models.CharField(max_length=300)
    purpose_en = models.CharField(max_length=400, blank=True)
    document = models.CharField(max_length=64)  # the clause: document's key and path
    clause = models.CharField(max_length=64)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["area__path", "key"]

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        """Return the name of the fund's chain of events."""
        return f"fund:{self.key}"


class FundYear(models.Model):
    """A year of a fund: what it has, what is committed and paid, in fen.

    The three totals are those of the entries, approvals and payments; triggers keep them, nobody
    else can (docs/adr/0017). The constraint is the promise: paid <= committed <= budget.
    """

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField()
    budget = models.BigIntegerField(default=0)
    committed = models.BigIntegerField(default=0)
    paid = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["fund_id", "-year"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "year"], name="one_year_of_a_fund"),
            models.CheckConstraint(
                condition=Q(paid__gte=0, paid__lte=F("committed"), committed__lte=F("budget")),
                name="paid_within_committed_within_budget",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fund} {self.year}"

    @property
    def left(self) -> int:
        """Return what is not committed yet."""
        return self.budget - self.committed


class Matching(models.Model):
    """What one source promises for every yuan of another: district 1 to city 1."""

    fund_year = models.ForeignKey(FundYear, models.PROTECT, related_name="matchings")
    source = models.CharField(max_length=16, choices=Level)
    matched_by = models.CharField(max_length=16, choices=Level)
    source_parts = models.PositiveSmallIntegerField()
    matched_parts = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund_year", "source", "matched_by"], name="one_matching_a_pair"
            ),
            models.CheckConstraint(
                condition=Q(source_parts__gt=0, matched_parts__gt=0), name="matching_has_parts"
            ),
        ]


class BudgetEntry(Done):
    """Money that came to a year of a fund, or left it (negative), by source; never changed."""

    fund_year = models.ForeignKey(FundYear, models.PROTECT, related_name="entries")
    level = models.CharField(max_length=16, choices=Level)
    amount = models.BigIntegerField()
    basis = models.CharField(max_length=200)  # the notice that says so

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="budget_entry_of_an_amount")
        ]


class Call(Done):
    """What a year's money can be asked for: the rule that computes it, the days, its share.

    `ceiling` is what of the year this call may commit, in fen; `cap_share` the share it was
    declared as, in hundredths of a per cent. `feeds` says how the lines of a claim reach the rule:
    {"table": "ex_lines", "fields": {"kind": "kind", …}} or {"inputs": {"wz_platform_fee":
    ["platform"]}}; {"case": true} where claims come with cases only. `gates` are facts that must
    hold: {"no_violation_two_years": true}.
    """

    class Sharing(models.TextChoices):
        PRO_RATA = "pro_rata", _("按比例分配")
        RANK = "rank", _("按得分排序")

    fund_year = models.ForeignKey(FundYear, models.PROTECT, related_name="calls")
    number = models.SlugField(max_length=32, unique=True)
    name = models.CharField(max_length=96)
    name_en = models.CharField(max_length=160, blank=True)
    rule = models.CharField(max_length=64)
    feeds = models.JSONField(default=dict)
    gates = models.JSONField(default=dict)
    kinds = models.JSONField(default=dict)  # kinds of expense: {"fair": ["参展费", "Fair"]}
    opens = models.DateField()
    closes = models.DateField()
    cap_share = models.PositiveIntegerField(default=10_000)
    ceiling = models.BigIntegerField()
    sharing = models.CharField(max_length=16, choices=Sharing, default=Sharing.PRO_RATA)
    document = models.CharField(max_length=64)
    clause = models.CharField(max_length=64)
    committed = models.BigIntegerField(default=0)
    claims_made = models.PositiveIntegerField(default=0)  # counts the numbers given out

    class Meta:
        ordering = ["fund_year_id", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(committed__gte=0, committed__lte=F("ceiling")),
                name="call_within_its_ceiling",
            ),
            models.CheckConstraint(condition=Q(opens__lte=F("closes")), name="call_opens_first"),
            models.CheckConstraint(
                condition=Q(cap_share__gt=0, cap_share__lte=10_000), name="cap_share_of_a_whole"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        """Return the name of the call's chain of events."""
        return f"call:{self.number}"

    @property
    def left(self) -> int:
        """Return what of its ceiling is not committed yet."""
        return self.ceiling - self.committed
