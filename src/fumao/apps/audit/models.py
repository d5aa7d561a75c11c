"""The append-only event log: every change is an event in the same transaction."""

from django.conf import settings
from django.db import models


class Event(models.Model):
    """One thing that happened to one subject; chained per subject, never updated or deleted.

    `stream` names the subject ("task:XM16-07"), `seq` counts from 1 without gaps, `digest` is the
    SHA-256 of the canonical JSON of this event and the digest before it. Triggers refuse UPDATE and
    DELETE.
    """

    stream = models.CharField(max_length=96)
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=48)
    at = models.DateTimeField()  # the clock on the wall
    on = models.DateField()  # the business date: what lights and clocks count from
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="events"
    )
    department = models.ForeignKey(
        "orgs.Department", models.PROTECT, null=True, blank=True, related_name="events",
        db_index=False,
    )  # fmt: skip
    area = models.ForeignKey(  # found by `event_recent`
        "orgs.Area", models.PROTECT, related_name="events", db_index=False
    )
    data = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["stream", "seq"], name="event_chain_without_gaps")
        ]
        indexes = [models.Index(fields=["area", "-id"], name="event_recent")]
