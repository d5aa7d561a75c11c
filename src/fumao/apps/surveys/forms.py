"""The forms of officers; what they may not hold is said by the acts."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumao.apps.orgs.day_field import day_field

_WIDE = {"class": "form-control"}
_CHOICE = {"class": "form-select"}


def text_field(label: Any, most: int, **options: Any) -> forms.CharField:
    """Return a field of one line."""
    return forms.CharField(label=label, max_length=most, widget=forms.TextInput(_WIDE), **options)


def words_field(label: Any, most: int, rows: int = 3, **options: Any) -> forms.CharField:
    """Return a field of some lines."""
    widget = forms.Textarea({"rows": rows, **_WIDE})
    return forms.CharField(label=label, max_length=most, widget=widget, **options)


def choice_field(label: Any, choices: Any = (), **options: Any) -> forms.ChoiceField:
    """Return a field with a list to choose from."""
    return forms.ChoiceField(label=label, choices=choices, widget=forms.Select(_CHOICE), **options)


class RemindForm(forms.Form):
    """The day by which reminded respondents answer."""

    until = day_field(_("请于此日前报送"))


class MarksForm(forms.Form):
    """The marks of a form that its pack could not know (统计法 art. 17)."""

    approval = text_field(_("批准或备案文号"), 64)
    first = day_field(_("有效期起"))
    last = day_field(_("有效期止"))


class AddForm(forms.Form):
    """A respondent that the roster has missed."""

    code = text_field(_("统一社会信用代码"), 32, help_text=_("18位；空格和小写字母会自动整理。"))
    reason = text_field(_("补入理由"), 200)


class ReturnForm(forms.Form):
    """A return: why, what to do, by when; the cells are boxes in the table of figures."""

    reason = choice_field(_("理由"), error_messages={"required": _("请选择退回原因。")})
    rule = choice_field(_("依据的校验"), required=False)
    due = day_field(_("请于此日前重报"))
    template = choice_field(_("常用的话"), required=False)
    words = words_field(_("写给企业的话"), 1000, 3, required=False)

    def __init__(
        self,
        *args: Any,
        reasons: list[tuple[str, str]],
        rules: list[tuple[str, str]],
        templates: list[str],
        **kw: Any,
    ) -> None:
        super().__init__(*args, **kw)
        self.choose("reason", [("", "—"), *reasons])
        self.choose("rule", [("", _("不指明")), *rules])
        self.choose("template", [("", _("不用")), *((one, one[:60]) for one in templates)])

    def choose(self, name: str, choices: Any) -> None:
        """Give a list its choices."""
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def said(self) -> str:
        """Return the words to the enterprise: those written, or the template chosen."""
        return str(self.cleaned_data["words"].strip() or self.cleaned_data["template"])


class ContactForm(forms.Form):
    """Who keeps contact."""

    office = choice_field(_("联系单位"))
    officer = choice_field(_("联系人"), required=False)

    def __init__(
        self,
        *args: Any,
        offices: list[tuple[int, str]],
        officers: list[tuple[int, str]],
        **kw: Any,
    ) -> None:
        super().__init__(*args, **kw)
        self.fields["office"].choices = offices  # type: ignore[attr-defined]
        self.fields["officer"].choices = [("", "—"), *officers]  # type: ignore[attr-defined]


class NameForm(ContactForm):
    """A new key enterprise."""

    code = text_field(_("统一社会信用代码"), 32, help_text=_("企业须已在企业名录中。"))
    reason = text_field(_("选定理由"), 200, required=False)
    field_order = ("code", "reason", "office", "officer")


class VisitForm(forms.Form):
    """A visit."""

    on = day_field(_("走访日期"))
    met = text_field(_("见了谁"), 100)
    about = words_field(_("谈了什么"), 1000)


class TicketForm(forms.Form):
    """A problem, as the enterprise raises it: the unit that keeps contact answers."""

    title = text_field(_("问题"), 100)
    text = words_field(_("情况"), 2000, required=False)


class OfficeTicketForm(TicketForm):
    """A problem as an officer raises it, with who answers by when."""

    owner = choice_field(_("承办单位"))
    due = day_field(_("答复期限"), required=False, help_text=_("不填为 5 个工作日。"))

    def __init__(self, *args: Any, offices: list[tuple[int, str]], **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["owner"].choices = offices  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """The answer to a problem."""

    answer = words_field(_("答复"), 2000)


class ExplainForm(forms.Form):
    """Why a figure is right though a check found it odd."""

    words = words_field(_("情况说明"), 2000, 3)


class RefuseForm(forms.Form):
    """Why an explanation does not suffice."""

    words = words_field(_("说明为何不够"), 1000, 2)


class AcceptForm(forms.Form):
    """Up to which figures, and to which day, what is accepted holds for later periods."""

    least = forms.DecimalField(
        label=_("适用的数从"), required=False, widget=forms.NumberInput({"step": "any", **_WIDE})
    )
    most = forms.DecimalField(
        label=_("到"), required=False, widget=forms.NumberInput({"step": "any", **_WIDE})
    )
    until = day_field(_("有效至（不填为长期）"), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for both bounds or for none."""
        given = super().clean() or self.cleaned_data
        if (given.get("least") is None) != (given.get("most") is None):
            raise forms.ValidationError(
                _("适用的数请把两头都填上，或都不填：不填只对查出的数有效。")
            )
        return given

    def bounds(self) -> tuple[Decimal, Decimal] | None:
        """Return the bounds; None for just the figure found."""
        least, most = self.cleaned_data["least"], self.cleaned_data["most"]
        return (least, most) if least is not None and most is not None else None
