"""A simulation kept as a memo: a draft of other rules, and what it would change."""

from django.conf import settings
from django.db import models

from fumao.apps.orgs.models import Area, Department


class Simulation(models.Model):
    """A draft tried over the enterprises of an area; a trigger refuses to change or delete it.

    The draft's text, the day, the packs' versions and the digests of rules and facts are all that
    the result rests on: the same again gives the same figures.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()
    day = models.DateField()
    title = models.CharField(max_length=120)
    draft = models.TextField()
    enterprises = models.PositiveIntegerField()
    versions = models.JSONField(default=dict)
    rules_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    result = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def stream(self) -> str:
        """Return the name of the record's chain of events."""
        return f"simulation:{self.pk}"
