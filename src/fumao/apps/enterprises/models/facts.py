"""What is known of an enterprise: exact values with source, day, purpose; never overwritten."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """What a value was given for; the words are those of `fumao.rules`."""

    PUBLIC = "public", _("公开")
    ADMINISTRATION = "administration", _("行政管理")
    STATISTICS = "statistics", _("统计")


# 统计法 art. 28: what was given for statistics serves statistics alone; the other way is open.
ADMINISTRATIVE = frozenset({Purpose.PUBLIC, Purpose.ADMINISTRATION})
STATISTICAL = frozenset(Purpose)


class Confidence(models.TextChoices):
    """How far a value was checked."""

    VERIFIED = "verified", _("已核实")
    DECLARED = "declared", _("企业自报")
    ESTIMATED = "estimated", _("推算")


class Stated(models.Model):
    """What was said of an enterprise: where from, as of when, what for, by whom.

    It holds from `holds_from` (its day, or the last day of its period) until a later one of the
    same name. A correction is a newer one that names the wrong one; `reason` says why.
    """

    source = models.CharField(max_length=200)
    as_of = models.DateField(null=True, blank=True)
    period = models.CharField(max_length=8, blank=True)
    holds_from = models.DateField()
    purpose = models.CharField(max_length=16, choices=Purpose)
    confidence = models.CharField(max_length=16, choices=Confidence)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="correction"
    )
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    on = models.DateField()  # the business date it was recorded
    at = models.DateTimeField()

    class Meta:
        abstract = True


class Fact(Stated):
    """One value of an input of the rules; a trigger refuses to change or delete it.

    `value` is the exact text the input's type writes: true, 120, 3500000.00, 2016-07-05.
    """

    enterprise = models.ForeignKey(
        "enterprises.Enterprise", models.PROTECT, related_name="facts", db_index=False
    )
    name = models.CharField(max_length=64)
    value = models.CharField(max_length=200)
    unit = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ["enterprise_id", "name", "holds_from", "id"]
        indexes = [
            models.Index(fields=["enterprise", "name", "holds_from", "id"], name="fact_in_order")
        ]


class FactRows(Stated):
    """The rows of a child table of the rules; a trigger refuses to change or delete them.

    A statement is of the whole table: [{"college": "true", "hired_on": "2014-10-01"}, …], exact
    texts by field, a field that is unknown left out. Without rows it says that there are none;
    without a statement nobody knows.
    """

    enterprise = models.ForeignKey(
        "enterprises.Enterprise", models.PROTECT, related_name="tables", db_index=False
    )
    name = models.CharField(max_length=64)  # of the child table
    rows = models.JSONField(default=list)
    count = models.PositiveIntegerField()

    class Meta:
        ordering = ["enterprise_id", "name", "holds_from", "id"]
        indexes = [
            models.Index(fields=["enterprise", "name", "holds_from", "id"], name="rows_in_order")
        ]


class CurrentFacts(models.Model):
    """A projection of the facts: the administrative ones that are current, as one JSON text.

    {"staff_total": "120", …}. A fact's day has come when it is recorded, so this is right for
    today and later; an earlier day is folded from the facts themselves. Screening reads one row an
    enterprise instead of forty.
    """

    enterprise = models.OneToOneField(
        "enterprises.Enterprise", models.PROTECT, primary_key=True, related_name="current"
    )
    told = models.TextField()
