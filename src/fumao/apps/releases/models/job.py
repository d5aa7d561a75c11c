"""A compilation asked for, and how far the worker is with it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from fumao.apps.releases.models.release import Release, Vintage


class CompileJob(models.Model):
    """Work on the next vintage of a release; ends with it, or with words that say why not.

    `quality` are the tallies of the districts' reporting as given with the order, or null.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("等待编制")
        RUNNING = "running", _("正在编制")
        DONE = "done", _("编制完成")
        FAILED = "failed", _("没能完成")

    release = models.ForeignKey(Release, models.PROTECT, related_name="jobs")
    department = models.ForeignKey("orgs.Department", models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    quality = models.JSONField(null=True)
    state = models.CharField(max_length=16, choices=State, default=State.WAITING, db_index=True)
    percent = models.PositiveSmallIntegerField(default=0)
    vintage = models.ForeignKey(Vintage, models.PROTECT, null=True, related_name="+")
    error_zh = models.CharField(max_length=300, blank=True)
    error_en = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.release} {self.state}"

    @property
    def open(self) -> bool:
        """Return whether it is still to be done."""
        return self.state in (self.State.WAITING, self.State.RUNNING)
