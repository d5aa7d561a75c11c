"""A name on a list beside an enterprise of the register: the same or not, decided by a person."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from fumao.apps.enterprises.models import Enterprise
from fumao.apps.sharing.models.data import SharedData


class NamePair(models.Model):
    """A doubtful pair and what was decided of it; decided once, it is never asked again.

    `match` is the name folded; `why` holds [part, how near], as statistics.matching says.
    """

    class Decision(models.TextChoices):
        SAME = "same", _("同一家企业")
        DIFFERENT = "different", _("不是同一家")

    data = models.ForeignKey(SharedData, models.PROTECT, related_name="pairs")
    number = models.PositiveIntegerField()  # of the row in the file
    name = models.CharField(max_length=500)
    match = models.CharField(max_length=500, db_index=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    score = models.DecimalField(max_digits=5, decimal_places=4)
    why = models.JSONField(default=list)
    decision = models.CharField(max_length=16, choices=Decision, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-score", "id"]
        constraints = [
            models.UniqueConstraint(fields=["match", "enterprise"], name="one_pair_of_names"),
            models.UniqueConstraint(
                fields=["match"],
                condition=models.Q(decision="same"),
                name="one_enterprise_a_name",
            ),
        ]
