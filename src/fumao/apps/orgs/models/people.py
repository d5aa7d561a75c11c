"""People with accounts, and the posts that say what they may do."""

from datetime import date

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fumao.apps.orgs.models.departments import Department
from fumao.apps.orgs.models.places import Validity


class Person(AbstractUser):
    """A person with an account; what the person may do follows from the posts held today."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=64)
    name_en = models.CharField(max_length=128, blank=True)
    title = models.CharField(max_length=64, blank=True)  # 王科长: people appear by role
    title_en = models.CharField(max_length=128, blank=True)
    language = models.CharField(max_length=8, default="zh-hans")
    temporary_password = models.BooleanField(default=False)  # must choose an own one first
    synthetic = models.BooleanField(default=False)

    def __str__(self) -> str:
        """Return how people call this person, in the language of the page."""
        english = self.title_en or self.name_en
        if english and (get_language() or "").startswith("en"):
            return english
        return self.title or self.name


class Role(models.TextChoices):
    """What a post lets its holder do; policy.py turns roles and positions into permissions."""

    ADMIN = "admin", _("系统管理员")
    OFFICE = "office", _("统筹办公室")
    LEADER = "leader", _("领导小组")
    HANDLER = "handler", _("承办联络员")
    CHECKER = "checker", _("核查员")
    READER = "reader", _("查阅")
    EXPERT = "expert", _("评审专家")  # scores in panels
    VERIFIER = (
        "verifier",
        _("核验员"),
    )  # of a bank or tax office: verifies outcomes, marks them used


# Called in for single cases: such posts read what was published, and nothing of the inner work.
CALLED_IN = frozenset({Role.EXPERT, Role.VERIFIER})
DELEGABLE = frozenset({Role.HANDLER, Role.CHECKER, Role.LEADER})


class Post(Validity):
    """A person's role in a department; the department's area is the position in the tree."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="posts")
    department = models.ForeignKey(Department, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=16, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "department", "role", "valid_from"], name="one_post_a_start"
            )
        ]


class Delegation(models.Model):
    """For some days another person of the department also acts with the holder's post.

    From `valid_from` to `valid_to`, both included; ended early it no longer counts on `ended_on`.
    """

    post = models.ForeignKey(Post, models.CASCADE, related_name="delegations")
    to = models.ForeignKey(Person, models.CASCADE, related_name="delegations")
    valid_from = models.DateField()
    valid_to = models.DateField()
    reason = models.CharField(max_length=200)
    given_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")),
                name="delegation_days_in_order",
            )
        ]

    def holds_on(self, day: date) -> bool:
        """Return whether the delegate acts on a day."""
        return self.valid_from <= day <= self.valid_to and (
            self.ended_on is None or day < self.ended_on
        )


class ApiToken(models.Model):
    """A token for the API: only its digest is kept; it is scoped and can be revoked."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=64)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
