"""The forms of people, posts and tokens."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fumao.apps.orgs.actor import Actor
from fumao.apps.orgs.models import Department, Person, Post, Role
from fumao.apps.orgs.queries import colleagues, delegable_posts, manageable_departments

CONTROL = {"class": "form-control"}
SELECT = {"class": "form-select"}
DAY = forms.DateInput(CONTROL | {"type": "date"}, format="%Y-%m-%d")


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


class OwnPost(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A post by its department and role, in the page's language."""

    def label_from_instance(self, obj: Post) -> str:
        """Return how a post is called."""
        english = (get_language() or "").startswith("en")
        unit = obj.department.name_en if english else obj.department.name
        return f"{unit}　{obj.get_role_display()}"


class DelegationForm(forms.Form):
    """One of the actor's posts, a colleague, the days and why."""

    post = OwnPost(
        Post.objects.none(), label=_("岗位"), empty_label=None, widget=forms.Select(SELECT)
    )
    to = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("被委托人"),
        to_field_name="username",
        empty_label=_("请选择"),
        widget=forms.Select(SELECT),
    )
    valid_from = forms.DateField(label=_("起"), widget=DAY)
    valid_to = forms.DateField(label=_("止"), help_text=_("含当日，最长 30 天。"), widget=DAY)
    reason = forms.CharField(
        label=_("事由"),
        max_length=200,
        help_text=_("例如：出差、休假、学习。"),
        widget=forms.TextInput(CONTROL),
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("valid_from", actor.today)
        post, to = self.fields["post"], self.fields["to"]
        assert isinstance(post, forms.ModelChoiceField)  # noqa: S101
        assert isinstance(to, forms.ModelChoiceField)  # noqa: S101
        post.queryset = delegable_posts(actor)
        to.queryset = colleagues(actor)


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
