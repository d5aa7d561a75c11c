"""Releases of publications: when they come out, their vintages, who approved, what was withdrawn.

No state is stored. Whether figures are public follows from approvals, withdrawal and the clock
(docs/adr/0024), so that no job can be late and no column can be wrong.
"""

from django.db import models

from fumao.apps.orgs.models import Area
from fumao.apps.orgs.models.done import Done

APPROVALS = 2  # by two different people


class Release(Done):
    """A publication of an area for a period; the calendar shows it long before its hour.

    `embargo` is its hour. `team` are the functions of the offices that prepare it, as the
    definition said when it was planned.
    """

    publication = models.SlugField(max_length=48)
    area = models.ForeignKey(Area, models.PROTECT, related_name="releases")
    period = models.CharField(max_length=8)
    embargo = models.DateTimeField()
    team = models.JSONField(default=list)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["-embargo", "publication", "area__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "area", "period"], name="one_release_a_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.publication} {self.area.code} {self.period}"

    @property
    def stream(self) -> str:
        """Return the name of the release's chain of events."""
        return f"release:{self.publication}:{self.area.code}:{self.period}"


class Vintage(Done):
    """What was compiled for a release: protected figures and all they come from, never changed.

    `content` is canonical JSON, `digest` its SHA-256, `definition` the text of the publication.
    `opens_at` is the hour of a correction; without one the release's own counts.
    """

    release = models.ForeignKey(Release, models.PROTECT, related_name="vintages")
    number = models.PositiveSmallIntegerField()
    content = models.TextField()
    digest = models.CharField(max_length=64)
    definition = models.TextField()
    reason = models.CharField(max_length=300, blank=True)  # of a correction
    opens_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["release_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["release", "number"], name="one_vintage_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.release} v{self.number}"


class VintageApproval(Done):
    """One of the two approvals of a vintage: one a person, one a place."""

    vintage = models.ForeignKey(Vintage, models.PROTECT, related_name="approvals")
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["vintage_id", "place"]
        constraints = [
            models.UniqueConstraint(fields=["vintage", "place"], name="one_approval_a_place"),
            models.UniqueConstraint(fields=["vintage", "by"], name="one_approval_a_person"),
            models.CheckConstraint(
                condition=models.Q(place__gte=1, place__lte=APPROVALS), name="two_approvals"
            ),
        ]


class Withdrawal(Done):
    """A vintage taken back, with the reason that its page gives where it had been public."""

    vintage = models.OneToOneField(Vintage, models.PROTECT, related_name="withdrawal")
    reason = models.CharField(max_length=300)
    was_public = models.BooleanField()
