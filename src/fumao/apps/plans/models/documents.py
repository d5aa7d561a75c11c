"""Policy documents, their clauses, and the import of a file as proposals an officer decides on."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Document(models.Model):
    """A policy document; `text` is the original once the file is attached, else empty."""

    key = models.SlugField(max_length=64, unique=True)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=300, blank=True)
    number = models.CharField(max_length=64, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    date = models.DateField(null=True, blank=True)
    printed_on = models.DateField(null=True, blank=True)
    area = models.ForeignKey("orgs.Area", models.PROTECT, related_name="documents")
    pack = models.CharField(max_length=64, blank=True)
    attachment = models.ForeignKey("files.Attachment", models.PROTECT, null=True, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["-date", "key"]

    def __str__(self) -> str:
        return self.title


ADDED_LABEL = "追加"
ADDED = "追加/"  # refs of what tasks added by hand rest on; these stand beside the clauses


class Clause(models.Model):
    """A numbered piece of a document; [start, end) are characters of the document's text."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="clauses")
    ref = models.CharField(max_length=128)  # "三/（一）/4", "附件1/7"
    label = models.CharField(max_length=64)
    level = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=200, blank=True)  # in our own words
    title_en = models.CharField(max_length=300, blank=True)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True)
    position = models.PositiveIntegerField()
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["document_id", "position"]
        constraints = [models.UniqueConstraint(fields=["document", "ref"], name="one_clause_a_ref")]

    def __str__(self) -> str:
        return self.label

    @property
    def is_added(self) -> bool:
        """Return whether this is no clause of the document but what an added task rests on."""
        return self.ref.startswith(ADDED)


class Import(models.Model):
    """A file on its way to becoming a plan: read in the background, then decided item by item."""

    class State(models.TextChoices):
        READING = "reading", _("正在读取")
        FAILED = "failed", _("未能读取")
        REVIEW = "review", _("核对中")
        PUBLISHED = "published", _("已发布")
        DISCARDED = "discarded", _("已放弃")

    area = models.ForeignKey("orgs.Area", models.PROTECT, related_name="imports")
    attachment = models.ForeignKey("files.Attachment", models.PROTECT)
    state = models.CharField(max_length=16, choices=State, default=State.READING)
    plan = models.ForeignKey(
        "plans.Plan", models.PROTECT, null=True, blank=True, related_name="imports"
    )
    title = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=64, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    date = models.DateField(null=True, blank=True)
    facts_read = models.JSONField(default=dict)  # the four above as read; an officer may correct
    media = models.CharField(max_length=16, blank=True)
    encoding = models.CharField(max_length=32, blank=True)
    text = models.TextField(blank=True)
    clauses = models.JSONField(default=list)  # as reading.output gives them
    error_zh = models.TextField(blank=True)
    error_en = models.TextField(blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    started_at = models.DateTimeField()

    class Meta:
        ordering = ["-started_at"]


class Proposal(models.Model):
    """One item the reader proposes; `original` is as read, `data` as the officer left it."""

    class Kind(models.TextChoices):
        TASK = "task", _("任务")
        TARGET = "target", _("目标")
        INCENTIVE = "incentive", _("激励")
        FINDING = "finding", _("疑点")

    class State(models.TextChoices):
        PENDING = "pending", _("待确认")
        CONFIRMED = "confirmed", _("已确认")
        REJECTED = "rejected", _("不采用")
        MERGED = "merged", _("已并入")

    source = models.ForeignKey(Import, models.CASCADE, related_name="proposals")
    kind = models.CharField(max_length=16, choices=Kind)
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=16, choices=State, default=State.PENDING)
    original = models.JSONField(null=True)  # NULL: added by an officer
    data = models.JSONField()
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True)
    answer = models.CharField(max_length=200, blank=True)  # of a finding that asks
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["source_id", "kind", "position"]
        indexes = [models.Index(fields=["source", "kind", "position"], name="proposal_list")]
