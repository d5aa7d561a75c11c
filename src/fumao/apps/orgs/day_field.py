"""A field for one day, the same on every form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DayInput(forms.DateInput):
    """The browser's own calendar; the value is always ISO."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "form-control", **(attrs or {})}, format="%Y-%m-%d")


def day_field(label: Any, **options: Any) -> forms.DateField:
    """Return a field for one day."""
    return forms.DateField(
        label=label,
        widget=DayInput(),
        error_messages={"invalid": _("请按 2016-10-14 的样子填写日期。")},
        **options,
    )
