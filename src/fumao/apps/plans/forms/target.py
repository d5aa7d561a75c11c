"""Forms of targets."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ActualForm(forms.Form):
    """登记实际值: a figure of a year with its source."""

    year = forms.IntegerField(
        label=_("年份"),
        min_value=1949,
        max_value=2100,
        widget=forms.NumberInput({"class": "form-control num", "inputmode": "numeric"}),
    )
    value = forms.DecimalField(
        label=_("实际值"),
        max_digits=20,
        decimal_places=4,
        widget=forms.TextInput({"class": "form-control num", "inputmode": "decimal"}),
        error_messages={"invalid": _("请填数字，例如 33.10。")},
    )
    source = forms.CharField(
        label=_("数据来源"),
        max_length=200,
        widget=forms.TextInput({"class": "form-control"}),
        help_text=_("写明发布单位、报表或公报名称和日期。"),
    )
    estimate = forms.BooleanField(
        label=_("预计数"),
        required=False,
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = "actual-%s"
        super().__init__(*args, **kwargs)
