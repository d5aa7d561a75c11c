"""Accepted filings handed to statistics: batches that are written once and never changed."""

from django.db import models

from fumao.apps.surveys.models.filings import FilingVersion


class AcceptedBatch(models.Model):
    """A batch of one survey and period; its key is its number in the order of all batches.

    The file's `digest` is empty until it is written: a start after a crash writes it from the
    same versions, to the same bytes.
    """

    key = models.SlugField(max_length=64)  # of the survey
    code = models.CharField(max_length=8)  # of the period
    digest = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(digest=""), name="batch_unwritten")
        ]


class BatchEntry(models.Model):
    """A version in a batch; each goes once."""

    batch = models.ForeignKey(AcceptedBatch, models.PROTECT, related_name="entries")
    version = models.OneToOneField(FilingVersion, models.PROTECT, related_name="entry")

    class Meta:
        ordering = ["id"]
