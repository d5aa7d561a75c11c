"""What was loaded from packs, and what is left of limited acts."""

from django.db import models


class LoadedPack(models.Model):
    """What was loaded from a pack; the same digest again changes nothing."""

    key = models.CharField(max_length=64)
    part = models.CharField(max_length=16)  # "orgs", "plans": which app loaded its share
    version = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "part"], name="one_load_a_pack_and_part")
        ]


class Allowance(models.Model):
    """A token bucket: what an actor has left of a limited act (limits.py)."""

    key = models.CharField(max_length=128, unique=True)  # "export:17"
    left = models.FloatField()
    at = models.DateTimeField()
