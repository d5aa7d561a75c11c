"""Tasks, their units and milestones. The light is a projection of events and the date."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ScheduleKind(models.TextChoices):
    """启动 is a start, never a completion; a task without a date asks its lead for one."""

    START_BY = "start_by", _("最迟启动")
    FINISH_BY = "finish_by", _("最迟完成")
    CONTINUOUS = "continuous", _("持续实施")
    UNSCHEDULED = "unscheduled", _("未定期限")


class Light(models.TextChoices):
    """The six lights (appraisal §5.3); NONE is hatched: no data."""

    GREEN = "green", _("正常")
    BLUE = "blue", _("提醒")
    YELLOW = "yellow", _("预警")
    RED = "red", _("督办")
    GREY = "grey", _("未启动")
    NONE = "none", _("缺数据")


class Task(models.Model):
    """One task of a plan.

    `due` counts; `original_due` is kept when an extension moves it. `light`, `light_on`,
    `light_why`, `percent`, `started_on`, `last_progress_on` are projections of the task's events
    (plans.fold, plans.lights).
    """

    class State(models.TextChoices):
        OPEN = "open", _("进行中")
        CLOSED = "closed", _("已销号")
        WITHDRAWN = "withdrawn", _("已撤下")

    plan = models.ForeignKey("plans.Plan", models.CASCADE, related_name="tasks")
    area = models.ForeignKey("orgs.Area", models.PROTECT, related_name="+")  # the plan's
    code = models.CharField(max_length=32, unique=True)  # XM16-07
    label = models.CharField(max_length=32)
    position = models.PositiveIntegerField()
    clause = models.ForeignKey("plans.Clause", models.PROTECT, related_name="tasks")
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=300, blank=True)
    category = models.CharField(max_length=100, blank=True)
    category_en = models.CharField(max_length=200, blank=True)
    remark = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200, blank=True)  # of an added task: minutes, instruction
    scope = models.CharField(max_length=100, blank=True)
    schedule_kind = models.CharField(max_length=16, choices=ScheduleKind)
    schedule_text = models.CharField(max_length=100, blank=True)
    due = models.DateField(null=True, blank=True)
    original_due = models.DateField(null=True, blank=True)
    review_months = models.PositiveSmallIntegerField(default=3)  # of a continuous task
    state = models.CharField(max_length=16, choices=State, default=State.OPEN)
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="contact_of"
    )
    percent = models.PositiveSmallIntegerField(null=True, blank=True)  # verified; NULL is unknown
    started_on = models.DateField(null=True, blank=True)
    last_progress_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    light = models.CharField(max_length=8, choices=Light, default=Light.GREY)
    light_on = models.DateField(null=True, blank=True)  # the day the light was computed for
    light_why = models.JSONField(default=list)  # [[code, {figures}]]; worded by plans.wording
    waiting_on = models.ForeignKey(
        "orgs.Department", models.PROTECT, null=True, blank=True, related_name="waited_for"
    )  # asked for help and past its limit: the light counts as theirs
    days_left = models.IntegerField(null=True, blank=True)  # working days to due; negative is late
    search = models.TextField(blank=True)  # bigrams of title, units and clause

    class Meta:
        ordering = ["plan_id", "position"]
        indexes = [
            models.Index(fields=["area", "state", "light"], name="task_by_light"),
            models.Index(fields=["plan", "position"], name="task_by_position"),
            models.Index(fields=["area", "state", "days_left"], name="task_by_days_left"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class TaskUnit(models.Model):
    """A unit's part in a task; a group's members are expanded at the plan's date, one row each."""

    class Role(models.TextChoices):
        LEAD = "lead", _("牵头")
        COOPERATING = "cooperating", _("配合")
        UPPER = "upper", _("上级支持")

    task = models.ForeignKey(Task, models.CASCADE, related_name="units")
    role = models.CharField(max_length=16, choices=Role)
    as_printed = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField()
    department = models.ForeignKey(
        "orgs.Department", models.PROTECT, null=True, blank=True, related_name="task_units"
    )  # NULL: an open group, or a name nobody has resolved yet
    group = models.ForeignKey("orgs.DepartmentGroup", models.PROTECT, null=True, blank=True)
    signed_on = models.DateField(null=True, blank=True)  # 签收

    class Meta:
        ordering = ["task_id", "role", "position"]
        indexes = [models.Index(fields=["department", "role"], name="task_unit_by_department")]


class Milestone(models.Model):
    """A weighted step of a task; its weight counts once the evidence for it is accepted."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=300, blank=True)
    weight = models.PositiveSmallIntegerField()  # per cent
    due = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["task_id", "position"]
