"""Forms of an import: the file, and the fields of an item as an officer edits them.

What the fields may hold is said by `proposals.cleaned`; these forms give them labels and controls.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumao.apps.orgs.day_field import day_field
from fumao.apps.orgs.models import Area
from fumao.apps.plans.forms.fields import long_text
from fumao.apps.plans.models import Proposal, ScheduleKind
from fumao.apps.plans.models.targets import Comparator

UNITS = frozenset({"lead", "cooperating", "upper"})
READABLE = ".txt,.docx,.pdf,.html,.htm,.xlsx"
INCENTIVE_KINDS = {
    "award": _("奖励"),
    "subsidy": _("补助"),
    "matching_subsidy": _("配套补助"),
    "grant": _("资助"),
    "support": _("支持"),
    "fund": _("专项资金"),
    "loan": _("贷款授信"),
    "loan_interest": _("贷款贴息"),
    "tax_rate": _("税率优惠"),
    "tax_deduction": _("税前扣除"),
    "tax_exemption": _("免税"),
    "tax_refund": _("退税返还"),
    "preferential_treatment": _("优惠待遇"),
}


class UploadForm(forms.Form):
    """A policy document and the area it is for."""

    area = forms.ModelChoiceField(
        Area.objects.none(), label=_("适用地区"), empty_label=None, required=False
    )
    file = forms.FileField(
        label=_("政策文件"),
        widget=forms.FileInput({"accept": READABLE}),
        error_messages={
            "required": _("请选择一份文件。"),
            "empty": _("文件是空的，请换一份。"),
        },
    )

    def __init__(self, areas: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        self.fields["area"].initial = areas.values_list("pk", flat=True).first()


def _line(label: Any, most: int = 200, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, **options)


class FactsForm(forms.Form):
    """What the document says of itself; `document_facts.cleaned_facts` says what may stand."""

    title = _line(_("标题"))
    number = _line(_("文号"), 64, required=False, help_text=_("照原文，例如 厦府发〔2016〕33号"))
    issuer = _line(_("发文机关"), required=False, help_text=_("几个机关用顿号隔开"))
    date = day_field(_("成文日期"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = "fact-%s"
        super().__init__(*args, **kwargs)


class ItemForm(forms.Form):
    """What every item has: the clause it stands in."""

    def __init__(self, clauses: list[dict[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(c["ref"], f"{c['ref']}　{c['heading'][:30]}") for c in clauses]
        self.fields["clause"] = forms.ChoiceField(
            label=_("条款"), choices=[("", _("全文")), *named], required=False
        )


class TaskForm(ItemForm):
    """A task."""

    title = _line(_("任务（自拟短句）"))
    label = _line(_("序号"), 32, required=False)
    lead = _line(_("牵头单位（用顿号隔开）"), 4000, required=False)
    cooperating = _line(_("配合单位（用顿号隔开）"), 4000, required=False)
    upper = _line(_("上级支持单位"), 4000, required=False)
    schedule_kind = forms.ChoiceField(label=_("进度类型"), choices=ScheduleKind.choices)
    due = day_field(_("日期"), required=False)
    schedule_text = _line(_("原文时限"), 100, required=False)
    category = _line(_("类别"), 100, required=False)
    remark = _line(_("备注"), required=False)


class TargetForm(ItemForm):
    """A target."""

    indicator = _line(_("指标"))
    group = _line(_("分组"), 100, required=False)
    comparator = forms.ChoiceField(label=_("比较"), choices=Comparator.choices)
    value = _line(_("目标值"), 40)
    value_max = _line(_("上限（区间才填）"), 40, required=False)
    unit = _line(_("计量单位"), 32, required=False)
    year = _line(_("目标年份"), 4, required=False)
    baseline = _line(_("基期值（空白就留空）"), 40, required=False)
    baseline_year = _line(_("基期年份"), 4, required=False)
    is_total = forms.BooleanField(label=_("这是合计"), required=False)
    recurring = forms.BooleanField(label=_("每年都要达到"), required=False)


class IncentiveForm(ItemForm):
    """An incentive."""

    recipient = _line(_("对象"), 300)
    kind = forms.ChoiceField(label=_("方式"), choices=list(INCENTIVE_KINDS.items()))
    condition = long_text(_("条件"), 3, required=False)
    amount_max = _line(_("金额上限"), 40, required=False)
    unit = _line(_("金额单位"), 16, required=False)
    rate_max = _line(_("比例上限（%）"), 40, required=False)
    per = _line(_("计算单位（如每家每年）"), 64, required=False)
    cap = _line(_("总额上限"), required=False)
    one_off = forms.BooleanField(label=_("一次性"), required=False)


class PlaceForm(forms.Form):
    """Where an added item stands in the text, quoted by the officer."""

    excerpt = long_text(
        _("原文中的句子"), 2, required=False, help_text=_("照抄一句，系统据此标出位置。")
    )


FORMS: dict[str, type[ItemForm]] = {
    Proposal.Kind.TASK: TaskForm,
    Proposal.Kind.TARGET: TargetForm,
    Proposal.Kind.INCENTIVE: IncentiveForm,
}


def item_form(
    kind: str, clauses: list[dict[str, Any]], given: Any = None, data: dict[str, Any] | None = None
) -> ItemForm | None:
    """Return the form of a kind, bound to `given` or filled with an item's `data`."""
    form = FORMS.get(kind)
    if form is None:
        return None
    initial = {
        name: "、".join(value) if name in UNITS else value for name, value in (data or {}).items()
    }
    made = form(clauses, given, initial=initial)
    held = initial.get("kind")
    if kind == Proposal.Kind.INCENTIVE and held and held not in INCENTIVE_KINDS:
        made.fields["kind"].choices = [*INCENTIVE_KINDS.items(), (held, held)]  # type: ignore[attr-defined]
    return made
