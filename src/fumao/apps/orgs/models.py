"""Who and where: areas, departments with their names over time, parks, people and their posts."""

from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fumao.core.text import match_key


class Validity(models.Model):
    """Something that holds from a first day to a last day, both included; NULL is open."""

    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    def holds_on(self, day: date) -> bool:
        """Return whether `day` lies within the validity."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class Area(Validity):
    """A place of the administrative tree; `path` is "/CN/35/3502/" and makes the tree a prefix
    test.

    A functional zone hangs below its city and names in `within` the districts it lies in, so that
    sums over districts do not count it twice (GB/T 2260 has no codes for zones: theirs are local).
    """

    class Kind(models.TextChoices):
        NATION = "nation", _("国家")
        PROVINCE = "province", _("省")
        CITY = "city", _("市")
        DISTRICT = "district", _("区县")
        ZONE = "zone", _("功能区")

    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=64)
    name_en = models.CharField(max_length=64)
    kind = models.CharField(max_length=16, choices=Kind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    within = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="zones")
    path = models.CharField(max_length=128, unique=True)

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name


class Department(Validity):
    """A unit of the administration; `central` agencies are shown but never ranked by a city."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government", _("政府")
        BUREAU = "bureau", _("部门")
        CENTRAL = "central", _("中央驻地单位")
        ZONE = "zone", _("功能区管委会")
        OFFICE = "office", _("统筹办公室")
        COMPANY = "company", _("企业")
        BODY = "body", _("其他机构")

    key = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=64)
    name_en = models.CharField(max_length=128)
    short = models.CharField(max_length=32, blank=True)  # for narrow columns and charts
    area = models.ForeignKey(Area, models.PROTECT, related_name="departments")
    kind = models.CharField(max_length=16, choices=Kind)
    central = models.BooleanField(default=False)

    class Meta:
        ordering = ["area__path", "key"]

    def __str__(self) -> str:
        return self.name


class DepartmentName(Validity):
    """A name under which a department is printed in documents; one name may change hands over
    time."""

    department = models.ForeignKey(Department, models.CASCADE, related_name="names")
    name = models.CharField(max_length=64)
    match = models.CharField(
        max_length=64, db_index=True, default="", editable=False
    )  # core.text.match_key of the name
    doubtful = models.BooleanField(default=False)  # a misprint that a person should confirm

    class Meta:
        ordering = ["department_id", "id"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the key the name is found by."""
        self.match = match_key(self.name)
        super().save(*args, **kwargs)


class Succession(models.Model):
    """On `on`, `predecessor` went over into `successor` (国税 + 地税 → 税务)."""

    predecessor = models.ForeignKey(Department, models.CASCADE, related_name="successions")
    successor = models.ForeignKey(Department, models.CASCADE, related_name="precedents")
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"], name="one_succession_a_pair"
            )
        ]


class DepartmentGroup(models.Model):
    """A collective name such as 各区政府; `rule` says how it is expanded at a date."""

    class Rule(models.TextChoices):
        DISTRICTS = "districts", _("全部区县政府")
        MEMBERS = "members", _("列出的成员")
        OPEN = "open", _("未列明，由牵头单位指定")

    key = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=64)
    name_en = models.CharField(max_length=128)
    area = models.ForeignKey(Area, models.PROTECT, related_name="groups")
    rule = models.CharField(max_length=16, choices=Rule)
    of = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+"
    )  # whose districts

    def __str__(self) -> str:
        return self.name


class GroupName(Validity):
    """A name under which a group is printed in documents."""

    group = models.ForeignKey(DepartmentGroup, models.CASCADE, related_name="names")
    name = models.CharField(max_length=64)
    match = models.CharField(
        max_length=64, db_index=True, default="", editable=False
    )  # core.text.match_key of the name
    doubtful = models.BooleanField(default=False)

    class Meta:
        ordering = ["group_id", "id"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the key the name is found by."""
        self.match = match_key(self.name)
        super().save(*args, **kwargs)


class GroupMember(Validity):
    """Membership of a department in a group over time."""

    group = models.ForeignKey(DepartmentGroup, models.CASCADE, related_name="members")
    department = models.ForeignKey(Department, models.CASCADE, related_name="memberships")


class Park(Validity):
    """An outsourcing park with its positioning, in our own words."""

    key = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=128)
    name_en = models.CharField(max_length=128)
    area = models.ForeignKey(Area, models.PROTECT, related_name="parks")
    positioning = models.TextField(blank=True)
    positioning_en = models.TextField(blank=True)
    clause_ref = models.CharField(max_length=128, blank=True)  # "xiamen-2016#附件3/1"
    responsible = models.ManyToManyField(Department, related_name="parks", blank=True)
    responsible_groups = models.ManyToManyField(DepartmentGroup, related_name="parks", blank=True)

    class Meta:
        ordering = ["area__path", "key"]

    def __str__(self) -> str:
        return self.name


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
