"""Units of the administration with their names over time, their groups and their parks."""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from fumao.apps.orgs.models.places import Area, Validity
from fumao.core.text import match_key


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
    # Slugs of packs.model.FunctionKind; one held for a part of the unit's life is a list
    # [slug, first day or None, last day or None].
    functions = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["area__path", "key"]

    def __str__(self) -> str:
        return self.name

    def functions_on(self, day: date) -> frozenset[str]:
        """Return the slugs of what the unit does on a day; nothing on a day it does not live."""
        if not self.holds_on(day):
            return frozenset()
        found = set()
        for entry in self.functions:
            slug, first, last = (entry, None, None) if isinstance(entry, str) else entry
            if (first is None or first <= day.isoformat()) and (
                last is None or day.isoformat() <= last
            ):
                found.add(slug)
        return frozenset(found)


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
