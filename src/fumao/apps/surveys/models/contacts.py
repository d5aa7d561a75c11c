"""Key enterprises: who keeps contact, visits, and the problems they raised (item X20·88).

Administration, not statistics: nothing here comes from a filing (统计法 art. 28).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class KeyEnterprise(models.Model):
    """An enterprise that a unit keeps contact with, from `named_on` until `ended_on`.

    `officer` is the contact officer; `last_visit_on` repeats the day of the last visit.
    """

    enterprise = models.OneToOneField(
        "enterprises.Enterprise", models.PROTECT, related_name="key_enterprise"
    )
    office = models.ForeignKey("orgs.Department", models.PROTECT, related_name="+")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=200, blank=True)
    named_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    last_visit_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["enterprise__name", "id"]

    @property
    def stream(self) -> str:
        """Return the name of the chain of events."""
        return f"key-enterprise:{self.pk}"


class Visit(models.Model):
    """A visit or a talk: when, who, with whom, about what."""

    key_enterprise = models.ForeignKey(KeyEnterprise, models.CASCADE, related_name="visits")
    on = models.DateField()
    visitor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    met = models.CharField(max_length=100)
    about = models.CharField(max_length=1000)

    class Meta:
        ordering = ["-on", "-id"]


class Ticket(models.Model):
    """A problem that an enterprise, or an officer for it, raised; `owner` answers by `due_on`."""

    class State(models.TextChoices):
        OPEN = "open", _("待答复")
        ANSWERED = "answered", _("已答复")
        CLOSED = "closed", _("已办结")

    key_enterprise = models.ForeignKey(KeyEnterprise, models.CASCADE, related_name="tickets")
    title = models.CharField(max_length=100)
    text = models.CharField(max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_enterprise = models.BooleanField(default=False)
    raised_on = models.DateField()
    owner = models.ForeignKey("orgs.Department", models.PROTECT, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=16, choices=State, default=State.OPEN)
    answer = models.CharField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-raised_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", answered_on=None) | ~Q(state="open"),
                name="ticket_answered_has_its_day",
            )
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_on"], condition=~Q(state="closed"), name="ticket_due"
            )
        ]
