"""The forms of releases; what they may not hold is said by the acts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fumao.core.errors import CoreError
from fumao.core.periods import Period, parse_period

_WIDE = {"class": "form-control"}


class MomentInput(forms.DateTimeInput):
    """The browser's own calendar with an hour; the value is local time."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__({"class": "form-control"}, format="%Y-%m-%dT%H:%M")


def _moment(label: Any, **options: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        widget=MomentInput(),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        error_messages={"invalid": _("请按 2016-10-14 09:00 的样子填写时间。")},
        **options,
    )


def _reason(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=300, widget=forms.TextInput(_WIDE), **options)


class PlanForm(forms.Form):
    """A release to be: which publication of which city, for which period, at which hour."""

    what = forms.ChoiceField(label=_("发布物"), widget=forms.Select({"class": "form-select"}))
    period = forms.CharField(
        label=_("报告期"), max_length=8, widget=forms.TextInput(_WIDE), help_text=_("如 2016-09。")
    )
    embargo = _moment(
        _("发布时间"),
        required=False,
        help_text=_("不填时按日历规则确定；此前只有编制人员可见。"),
    )

    def __init__(self, *args: Any, choices: Any = (), **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["what"].choices = choices  # type: ignore[attr-defined]

    def clean_period(self) -> Period:
        """Return the period."""
        try:
            return parse_period(self.cleaned_data["period"])
        except CoreError as error:
            raise ValidationError(error.words.zh) from error


class MoveForm(forms.Form):
    """Another hour, and why."""

    embargo = _moment(_("新的发布时间"))
    reason = _reason(_("调整原因"), help_text=_("在发布日历上公开。"))


class CompileForm(forms.Form):
    """The order to compile; a correction says why, and may have an hour of its own."""

    reason = _reason(_("更正原因"), required=False, help_text=_("已有批准的版次时必填，公开说明。"))
    opens_at = _moment(
        _("更正的发布时间"), required=False, help_text=_("不填时，两人批准后即公开。")
    )
    quality = forms.BooleanField(
        label=_("随公报通报各辖区报送质量"),
        required=False,
        initial=True,
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )


class WithdrawForm(forms.Form):
    """Why a vintage is withdrawn."""

    reason = _reason(_("撤回原因"), help_text=_("曾经公开的，在页面上说明。"))


class ViewForm(forms.Form):
    """A name for what the analysis page shows, and whether the own unit sees it."""

    name = forms.CharField(label=_("名称"), max_length=60, widget=forms.TextInput(_WIDE))
    shared = forms.BooleanField(label=_("本单位可见"), required=False)
    query = forms.CharField(max_length=1000, required=False, widget=forms.HiddenInput())
    inside = forms.BooleanField(required=False, widget=forms.HiddenInput())
