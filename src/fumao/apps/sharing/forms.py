"""The forms of sharing; what they may not hold is said by the acts."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fumao.apps.orgs.day_field import day_field
from fumao.apps.orgs.models import Department
from fumao.apps.sharing.models import DataGrant
from fumao.packs.exchanges import WrittenSet

_WIDE = {"class": "form-control"}
_CHOICE = {"class": "form-select"}


class _Units(forms.ModelChoiceField[Any]):
    """Departments by their names in the page's language."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name."""
        english = (get_language() or "").startswith("en")
        return str((english and obj.name_en) or obj.name)


class GrantForm(forms.Form):
    """A grant of one data set of the own department to another."""

    data_set = forms.ChoiceField(label=_("数据项"), widget=forms.Select(_CHOICE))
    provider = _Units(
        label=_("提供单位"), queryset=Department.objects.none(), widget=forms.Select(_CHOICE)
    )
    receiver = _Units(
        label=_("接收单位"), queryset=Department.objects.none(), widget=forms.Select(_CHOICE)
    )
    purpose = forms.ChoiceField(
        label=_("用途"), choices=DataGrant.Purpose.choices, widget=forms.Select(_CHOICE),
        help_text=_("统计数据只能用于统计（统计法第28条）。"),
    )  # fmt: skip
    valid_from = day_field(_("有效期自"))
    valid_to = day_field(_("有效期至"), help_text=_("当天仍有效；过期或撤销后不能再交换。"))

    def __init__(
        self, *args: Any, sets: dict[str, WrittenSet], own: QuerySet[Department],
        others: QuerySet[Department], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        self.fields["data_set"].choices = [  # type: ignore[attr-defined]
            (key, one.exchange.title.say(language)) for key, one in sets.items()
        ]
        self.fields["provider"].queryset = own  # type: ignore[attr-defined]
        self.fields["receiver"].queryset = others  # type: ignore[attr-defined]


class RevokeForm(forms.Form):
    """Why a grant is revoked."""

    reason = forms.CharField(
        label=_("撤销理由"), max_length=300, widget=forms.TextInput(_WIDE),
        help_text=_("撤销后立即停止交换；已确认的数据和收据保留。"),
    )  # fmt: skip


class FileForm(forms.Form):
    """A file of one period."""

    period = forms.CharField(label=_("期间"), max_length=8, widget=forms.TextInput(_WIDE))
    file = forms.FileField(
        label=_("交换文件"), widget=forms.FileInput({**_WIDE, "accept": ".xlsx,.csv,.json"}),
        help_text=_("XLSX、CSV 或 JSON；只要汇总数。空白和“—”是未知，不是零。"),
    )  # fmt: skip


class TakeForm(forms.Form):
    """What is taken away, as what."""

    period = forms.CharField(label=_("期间"), max_length=8, widget=forms.TextInput(_WIDE))
    form = forms.ChoiceField(
        label=_("格式"), choices=[("xlsx", "XLSX"), ("json", "JSON")], widget=forms.Select(_CHOICE)
    )


class VerifyForm(forms.Form):
    """A receipt, pasted or as a file."""

    text = forms.CharField(
        label=_("收据内容"), required=False, max_length=20_000,
        widget=forms.Textarea({"rows": 8, **_WIDE}),
    )  # fmt: skip
    file = forms.FileField(
        label=_("或选择收据文件"), required=False,
        widget=forms.FileInput({**_WIDE, "accept": ".json"}),
    )  # fmt: skip
