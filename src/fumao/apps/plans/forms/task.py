"""Forms of the task page: what a unit, a checker or the office does to one task."""

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumao.apps.orgs.day_field import day_field
from fumao.apps.orgs.models import Department, Person
from fumao.apps.plans.forms.fields import FilesField, choose_from, long_text
from fumao.apps.plans.models import Milestone, Progress, ScheduleKind, Task


class TaskForm(forms.Form):
    """A form about one task; `subject` gives its controls names of their own on the page."""

    subject = "form"

    def __init__(self, *args: Any, key: object = "", **kwargs: Any) -> None:
        kwargs["auto_id"] = f"{self.subject}{key}-%s"
        super().__init__(*args, **kwargs)


class ProgressForm(TaskForm):
    """进展、启动或申请销号, with evidence."""

    subject = "report"

    kind = forms.ChoiceField(label=_("填报类型"), widget=forms.Select({"class": "form-select"}))
    text = long_text(
        _("做了什么"), rows=5, help_text=_("写清日期、文号和结果；与上次雷同九成以上不算新进展。")
    )
    percent = forms.IntegerField(
        label=_("自评进度（%）"),
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.NumberInput({"class": "form-control num", "inputmode": "numeric"}),
        error_messages={"invalid": _("请填 0 至 100 之间的整数。")},
        help_text=_("由他人核查后才计入进度。"),
    )
    milestone = forms.ModelChoiceField(
        label=_("完成的节点"),
        queryset=Milestone.objects.none(),
        required=False,
        empty_label=_("不对应节点"),
        widget=forms.Select({"class": "form-select"}),
    )
    evidence = FilesField(
        label=_("佐证材料"),
        required=False,
        help_text=_("PDF、DOCX、XLSX、图片，每份不超过 50 MB；可一次选多份。"),
    )
    submission_key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, task: Task, kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = kinds_of(task)
        self.fields["kind"] = forms.ChoiceField(
            label=self.fields["kind"].label,
            choices=kinds,
            initial=kind or kinds[0][0],
            widget=forms.Select({"class": "form-select"}),
        )
        if any(step.done_on is None for step in task.milestones.all()):
            choose_from(self, "milestone", Milestone.objects.filter(task=task, done_on=None))
        else:
            del self.fields["milestone"]
        if not self.is_bound:
            self.fields["submission_key"].initial = secrets.token_urlsafe(24)


def kinds_of(task: Task) -> list[tuple[str, Any]]:
    """Return the kinds of report a task takes: a start only while none is on record."""
    kinds = list(Progress.Kind.choices)
    return [one for one in kinds if one[0] != Progress.Kind.STARTED or task.started_on is None]


class ReviewForm(TaskForm):
    """核查: accept a report, or return it with a reason."""

    subject = "review"

    reason = long_text(_("退回原因与需要补充的材料"), rows=2, required=False)


class ScheduleForm(TaskForm):
    """商定期限."""

    subject = "schedule"

    kind = forms.ChoiceField(
        label=_("进度类型"),
        choices=[one for one in ScheduleKind.choices if one[0] != ScheduleKind.UNSCHEDULED],
        initial=ScheduleKind.FINISH_BY,
        widget=forms.Select({"class": "form-select"}),
    )
    due = day_field(_("日期"), required=False, help_text=_("持续实施的任务不填日期。"))


class ExtensionForm(TaskForm):
    """申请延期."""

    subject = "extend"

    new_due = day_field(_("延期到"))
    reason = long_text(_("理由"), rows=3)


class DecisionForm(TaskForm):
    """延期审批."""

    subject = "decide"

    note = forms.CharField(
        label=_("意见"),
        required=False,
        max_length=400,
        widget=forms.TextInput({"class": "form-control"}),
    )


class HelpForm(TaskForm):
    """请求协助."""

    subject = "help"

    to = forms.ModelChoiceField(
        label=_("请求哪个单位"),
        queryset=Department.objects.none(),
        empty_label=_("请选择单位"),
        widget=forms.Select({"class": "form-select"}),
    )
    limit_days = forms.IntegerField(
        label=_("答复时限（工作日）"),
        initial=5,
        min_value=1,
        max_value=60,
        widget=forms.NumberInput({"class": "form-control num", "inputmode": "numeric"}),
        help_text=_("过了时限还没有答复，灯记在被请求单位名下。"),
    )
    text = long_text(_("需要什么"), rows=3)

    def __init__(self, *args: Any, departments: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "to", departments)


class AnswerForm(TaskForm):
    """答复协助请求."""

    subject = "answer"

    text = long_text(_("答复"), rows=2)


class CommentForm(TaskForm):
    """留言."""

    subject = "comment"

    text = long_text(_("留言"), rows=2)


class MilestoneForm(TaskForm):
    """增加节点."""

    subject = "milestone"

    title = forms.CharField(
        label=_("节点名称"), max_length=200, widget=forms.TextInput({"class": "form-control"})
    )
    weight = forms.IntegerField(
        label=_("权重（%）"),
        min_value=1,
        max_value=100,
        widget=forms.NumberInput({"class": "form-control num", "inputmode": "numeric"}),
    )
    due = day_field(_("期限"), required=False)


class ContactForm(TaskForm):
    """指定联系人."""

    subject = "contact"

    person = forms.ModelChoiceField(
        label=_("联系人"),
        queryset=Person.objects.none(),
        empty_label=_("请选择"),
        widget=forms.Select({"class": "form-select"}),
    )

    def __init__(self, *args: Any, people: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "person", people)


class NoticeForm(TaskForm):
    """督办单."""

    subject = "notice"

    text = long_text(_("督办要求"), rows=3, required=False)
