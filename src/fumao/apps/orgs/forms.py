"""The forms of people, posts and tokens."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Department, Role
from fumao.apps.orgs.queries import manageable_departments

CONTROL = {"class": "form-control"}
SELECT = {"class": "form-select"}


class PostForm(forms.Form):
    """A department the actor administers, and a role in it."""

    department = forms.ModelChoiceField(
        Department.objects.none(),
        label=_("单位"),
        to_field_name="key",
        empty_label=_("请选择"),
        widget=forms.Select(SELECT),
    )
    role = forms.ChoiceField(
        choices=Role.choices,
        initial=Role.HANDLER,  # never an administrator by oversight
        label=_("岗位"),
        widget=forms.Select(SELECT),
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["department"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        rows = manageable_departments(actor)
        field.queryset = Department.objects.filter(pk__in=[one.pk for one in rows])


class PersonForm(PostForm):
    """A new account with its first post."""

    username = forms.CharField(
        label=_("用户名"), max_length=150, widget=forms.TextInput(CONTROL | {"autocomplete": "off"})
    )
    name = forms.CharField(label=_("姓名"), max_length=64, widget=forms.TextInput(CONTROL))
    title = forms.CharField(
        label=_("称呼"),
        max_length=64,
        required=False,
        help_text=_("例如：王科长。页面上以称呼显示。"),
        widget=forms.TextInput(CONTROL),
    )

    title_en = forms.CharField(
        label=_("英文称呼"),
        max_length=128,
        required=False,
        widget=forms.TextInput(CONTROL),
    )

    field_order = ["username", "name", "title", "title_en", "department", "role"]


class TokenForm(forms.Form):
    """A name, what it may do, how long it lives."""

    name = forms.CharField(
        label=_("名称"),
        max_length=64,
        help_text=_("写明令牌给哪个系统用。"),
        widget=forms.TextInput(CONTROL),
    )
    scopes = forms.ChoiceField(
        label=_("权限范围"),
        choices=[
            ("read", _("只读")),
            ("read write", _("读取和写入")),
            ("rules:read", _("只读政策规则和测算")),
        ],
        widget=forms.Select(SELECT),
    )
    days = forms.IntegerField(
        label=_("有效天数"),
        min_value=1,
        max_value=366,
        initial=90,
        widget=forms.NumberInput(CONTROL | {"inputmode": "numeric"}),
    )
