"""The forms of enterprises; what they may not hold is said by the acts."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fumao.apps.enterprises.models import Confidence, Enterprise, Purpose
from fumao.apps.enterprises.vocabulary import inputs, offered_tables
from fumao.apps.orgs.day_field import day_field
from fumao.apps.orgs.models import Area, Park

_WIDE = {"class": "form-control"}
_CHOICE = {"class": "form-select"}


def _text(label: Any, most: int, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.TextInput(_WIDE), **options)


def _lines(label: Any, **options: Any) -> forms.CharField:
    widget = forms.Textarea({"rows": 3, **_WIDE})
    return forms.CharField(label=label, max_length=2000, widget=widget, **options)


class _Local(forms.ModelChoiceField[Any]):
    """Rows by their names in the page's language."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name."""
        english = (get_language() or "").startswith("en")
        return str((english and obj.name_en) or obj.name)


class PlaceForm(forms.Form):
    """Where an enterprise is: the areas and parks the actor manages."""

    area = _Local(label=_("地区"), queryset=Area.objects.none(), widget=forms.Select(_CHOICE))
    park = _Local(
        label=_("园区"), queryset=Park.objects.none(), required=False,
        widget=forms.Select(_CHOICE),
    )  # fmt: skip

    def __init__(
        self, *args: Any, places: tuple[QuerySet[Area], QuerySet[Park]] | None = None, **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        if places is not None:
            self.fields["area"].queryset, self.fields["park"].queryset = places  # type: ignore[attr-defined]


class RegisterForm(PlaceForm):
    """A new enterprise."""

    code = _text(_("统一社会信用代码"), 32, help_text=_("18位；空格和小写字母会自动整理。"))
    name = _text(_("企业名称"), 128)
    name_en = _text(_("英文名称"), 160, required=False)
    kind = forms.ChoiceField(
        label=_("企业类型"), choices=[("", "—"), *Enterprise.Kind.choices], required=False,
        widget=forms.Select(_CHOICE),
    )  # fmt: skip
    industry = _text(_("行业代码"), 8, required=False, help_text=_("如 6513；GB/T 4754。"))
    founded_on = day_field(_("成立日期"), required=False)
    field_order = ("code", "name", "name_en", "area", "park", "kind", "industry", "founded_on")


class RenameForm(forms.Form):
    """A new name."""

    name = _text(_("新名称"), 128)
    name_en = _text(_("英文名称"), 160, required=False)
    on = day_field(_("更名日期"))


class MoveForm(PlaceForm):
    """A new place."""

    on = day_field(_("迁移日期"))


class _Codes(forms.Form):
    def enterprises(self, field: str, seen: QuerySet[Enterprise]) -> list[Enterprise]:
        """Return the enterprises whose codes stand in the field; what is unknown is an error."""
        codes = self.cleaned_data[field].upper().replace("，", " ").replace(",", " ").split()
        found = {e.code: e for e in seen.filter(code__in=codes)}
        unknown = [code for code in codes if code not in found]
        if unknown:
            self.add_error(
                field,
                _("登记册里没有代码 %(codes)s；请先登记该企业。")
                % {"codes": "、".join(unknown[:5])},
            )
            return []
        return [found[code] for code in codes]


class MergeForm(_Codes):
    """Into which enterprise this one goes over."""

    into = _text(_("并入企业的信用代码"), 32)
    on = day_field(_("合并日期"))


class SplitForm(_Codes):
    """Which enterprises came out of this one."""

    into = _lines(_("分立出的企业"), help_text=_("每行一个信用代码；这些企业须已登记。"))
    on = day_field(_("分立日期"))
    survives = forms.BooleanField(
        label=_("本企业继续存续"), required=False, initial=True,
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )  # fmt: skip


class CloseForm(forms.Form):
    """The end of an enterprise."""

    on = day_field(_("注销日期"))
    reason = _text(_("原因"), 200)


class ReopenForm(forms.Form):
    """Taking an end back."""

    reason = _text(_("原因"), 200)


class _StatedForm(forms.Form):
    source = _text(_("来源"), 200, help_text=_("如：2021年度审计报告。"))
    as_of = day_field(_("数据日期"), required=False, help_text=_("时点数填日期，时期数填数据期。"))
    period = _text(_("数据期"), 8, required=False, help_text=_("如 2021、2021-Q3、2021-09。"))
    confidence = forms.ChoiceField(
        label=_("可靠程度"), choices=Confidence, widget=forms.Select(_CHOICE)
    )


class _StatementForm(_StatedForm):
    value = _text(_("数值"), 200, help_text=_("是否题填“是”或“否”；金额以元为单位。"))
    field_order: tuple[str, ...] = ("value", "source", "as_of", "period", "confidence")


class RowsForm(_StatedForm):
    """Where the rows of a child table are from."""


class CorrectRowsForm(_StatedForm):
    """Where the right rows are from, and why the others were wrong."""

    reason = _text(_("更正原因"), 200)


class FactForm(_StatementForm):
    """A new value of an input of the vocabulary."""

    name = forms.ChoiceField(label=_("项目"), widget=forms.Select(_CHOICE))
    field_order = ("name", "value", "source", "as_of", "period", "confidence")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh"
        self.fields["name"].choices = [("", "—")] + [  # type: ignore[attr-defined]
            (given.name, given.label.say(language))
            for given in inputs().values()
            if given.purpose != "statistics"
        ]


class CorrectForm(_StatementForm):
    """What is right in the place of a wrong fact."""

    reason = _text(_("更正原因"), 200)
    field_order = ("value", "source", "as_of", "period", "confidence", "reason")


class ContactForm(forms.Form):
    """A person to turn to."""

    name = _text(_("姓名"), 64)
    duty = _text(_("职务"), 64, required=False)
    phone = _text(_("电话"), 32, required=False)
    email = _text(_("邮箱"), 128, required=False)
    purpose = forms.ChoiceField(
        label=_("用途"), choices=Purpose, initial=Purpose.ADMINISTRATION,
        widget=forms.Select(_CHOICE),
        help_text=_("统计用途的联系方式不用于行政管理，此处不能查看。"),
    )  # fmt: skip


class RollForm(PlaceForm):
    """A spreadsheet of enterprises, or of rows of a child table."""

    table = forms.ChoiceField(
        label=_("内容"), required=False, widget=forms.Select(_CHOICE),
        help_text=_("企业名册，或已登记企业的一张明细表，一行一条。"),
    )  # fmt: skip
    file = forms.FileField(
        label=_("名册文件"), widget=forms.FileInput({**_WIDE, "accept": ".xlsx,.csv"})
    )
    as_of = day_field(
        _("名册日期"), help_text=_("名册所反映的日期；更名、迁移和数据从这一天起算。")
    )
    source = _text(
        _("来源"), 160, required=False, help_text=_("写在每条数据后面；不填则用文件名。")
    )
    field_order = ("table", "file", "as_of", "source", "area")

    def __init__(self, *args: Any, today: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["park"]
        language = get_language() or "zh"
        self.fields["table"].choices = [("", _("企业名册"))] + [  # type: ignore[attr-defined]
            (name, _("明细：%s") % one.label.say(language))
            for name, one in offered_tables().items()
        ]
        self.fields["as_of"].initial = today
