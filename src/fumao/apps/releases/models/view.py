"""Saved views of the analysis page: what was asked, never a figure."""

from django.db import models
from django.db.models import Q

from fumao.apps.orgs.models.done import Done


class SavedView(Done):
    """A named question of a person (`by`): the query string of the page, public or inside.

    `shared` shows it to the department it was saved in. Deleted ones are kept, so that a deletion
    can be taken back.
    """

    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)
    inside = models.BooleanField(default=False)
    shared = models.BooleanField(default=False)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["by", "name"], condition=Q(deleted_at=None), name="one_saved_view_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        """Return the name of the view's chain of events."""
        return f"analysis-view:{self.pk}"
