"""Who did something, for which department, when."""

from django.conf import settings
from django.db import models


class Done(models.Model):
    """An act on record: a person for a department, the business date and the moment."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    department = models.ForeignKey(
        "orgs.Department", models.PROTECT, null=True, blank=True, related_name="+"
    )
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        abstract = True
