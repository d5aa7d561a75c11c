"""A task added to a published plan."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumao.apps.orgs.day_field import day_field
from fumao.apps.plans.models import Clause, ScheduleKind


def _line(label: Any, most: int, **options: Any) -> forms.CharField:
    widget = forms.TextInput({"class": "form-control"})
    return forms.CharField(label=label, max_length=most, widget=widget, **options)


def _pick(label: Any, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, widget=forms.Select({"class": "form-select"}), **options)


class AddedTaskForm(forms.Form):
    """What `add_task` takes; it rests on a clause, on minutes or an instruction, or on both."""

    title = _line(_("任务（自拟短句）"), 200)
    title_en = _line(_("英文名称"), 300, required=False)
    source = _line(
        _("依据"),
        200,
        required=False,
        help_text=_("会议纪要、领导批示的名称、文号和日期；不出自条款的任务必填。"),
    )
    clause = _pick(_("条款"), required=False)
    category = _pick(_("类别"), required=False)
    lead = _line(_("牵头单位（用顿号隔开）"), 4000)
    cooperating = _line(_("配合单位（用顿号隔开）"), 4000, required=False)
    schedule_kind = _pick(
        _("进度类型"), choices=ScheduleKind.choices, initial=ScheduleKind.FINISH_BY
    )
    due = day_field(_("日期"), required=False, help_text=_("持续实施或未定期限的任务不填日期。"))
    remark = _line(_("备注"), 200, required=False)

    def __init__(
        self, *args: Any, clauses: list[Clause], categories: list[str], **kwargs: Any
    ) -> None:
        kwargs["auto_id"] = "add-%s"
        super().__init__(*args, **kwargs)
        named = [(c.ref, f"{c.ref}　{c.title[:30]}") for c in clauses if not c.is_added]
        self.fields["clause"].choices = [("", _("不出自条款")), *named]  # type: ignore[attr-defined]
        self.fields["category"].choices = [("", _("不分类")), *((c, c) for c in categories if c)]  # type: ignore[attr-defined]
