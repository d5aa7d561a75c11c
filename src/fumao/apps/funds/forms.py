"""The forms of funds; what they may not hold is said by the acts."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fumao.apps.funds.amounts import fen_of, plain
from fumao.apps.funds.models import Call, ClaimLine, Fund, Level, PerformanceReview
from fumao.apps.orgs.day_field import day_field

_WIDE = {"class": "form-control"}
_CHOICE = {"class": "form-select"}


class YuanField(forms.CharField):
    """An amount in yuan as typed; its value is fen."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({**_WIDE, "inputmode": "decimal"})
        super().__init__(max_length=32, widget=widget, **options)

    def clean(self, value: Any) -> int | None:
        """Return fen, None where the field may be empty and is."""
        typed = str(super().clean(value))
        return fen_of(typed) if typed else None


def _text(label: Any, most: int, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.TextInput(_WIDE), **options)


def _choice(label: Any, choices: Any = (), **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.Select(_CHOICE), **options)


class FundForm(forms.Form):
    """A new fund."""

    area = _choice(_("地区"))
    key = _text(_("编号"), 48, help_text=_("小写字母、数字和连字符，如 xm-service-trade。"))
    name = _text(_("名称"), 96)
    name_en = _text(_("英文名称"), 160, required=False)
    kind = _choice(_("种类"), Fund.Kind.choices)
    purpose = _text(_("用途"), 300)
    purpose_en = _text(_("英文用途"), 400, required=False)
    document = _text(_("依据文件"), 64, help_text=_("文件的代号，如 wenzhou-2012。"))
    clause = _text(_("条款"), 64, help_text=_("如 六/19。"))

    def __init__(self, *args: Any, areas: Sequence[tuple[str, str]] = (), **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["area"].choices = areas  # type: ignore[attr-defined]


class BudgetForm(forms.Form):
    """What each source gives in a year, and one declared matching."""

    year = forms.IntegerField(
        label=_("年度"), min_value=2000, max_value=2100, widget=forms.NumberInput(_WIDE)
    )
    basis = _text(_("预算依据"), 200, help_text=_("下达或批复文件的文号。"))
    source = _choice(_("配套：以"), [("", "—"), *Level.choices], required=False)
    matched_by = _choice(_("配套：由"), [("", "—"), *Level.choices], required=False)
    parts = forms.IntegerField(
        label=_("配套比例（前）"), initial=1, min_value=1, max_value=100,
        widget=forms.NumberInput(_WIDE),
    )  # fmt: skip
    matched_parts = forms.IntegerField(
        label=_("配套比例（后）"), initial=1, min_value=1, max_value=100,
        widget=forms.NumberInput(_WIDE),
    )  # fmt: skip

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        for level in Level:
            self.fields[f"amount_{level}"] = YuanField(label=level.label, required=False)
        names = ["year", *(f"amount_{level}" for level in Level), "basis"]
        self.order_fields([*names, "source", "matched_by", "parts", "matched_parts"])

    def amounts(self) -> dict[Level, int]:
        """Return the amounts that were typed, in fen."""
        found = {level: self.cleaned_data.get(f"amount_{level}") for level in Level}
        return {level: fen for level, fen in found.items() if fen is not None}


class CallForm(forms.Form):
    """A new call; how its lines feed the rule follows from the rule."""

    number = _text(_("编号"), 32, help_text=_("如 xm-2022-01。"))
    name = _text(_("名称"), 96)
    name_en = _text(_("英文名称"), 160, required=False)
    rule = _choice(_("计算规则"))
    opens = day_field(_("申报开始"))
    closes = day_field(_("申报截止"))
    cap = forms.DecimalField(
        label=_("可用额度（占本年度预算，%）"), min_value=0, max_value=100, decimal_places=2,
        initial=100, widget=forms.NumberInput({**_WIDE, "step": "0.01"}),
    )  # fmt: skip
    sharing = _choice(_("申请超过额度时"), Call.Sharing.choices)

    def __init__(self, *args: Any, rules: Sequence[tuple[str, str]] = (), **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["rule"].choices = rules  # type: ignore[attr-defined]


class ClaimForm(forms.Form):
    """A new claim before its lines."""

    call = _choice(_("申报通知"))
    code = _text(_("统一社会信用代码"), 32)
    purpose = _text(_("申请事由"), 200)
    asked = YuanField(label=_("申请金额（元）"))
    bank = _text(_("收款银行"), 128)
    account = _text(_("收款账号"), 64)

    def __init__(self, *args: Any, calls: Sequence[tuple[str, str]] = (), **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.fields["call"].choices = calls  # type: ignore[attr-defined]


class LineForm(forms.Form):
    """One expense line."""

    kind = _choice(_("费用种类"))
    what = _text(_("费用内容"), 160)
    invoice_code = _text(_("发票代码"), 20, required=False, help_text=_("数电发票没有代码。"))
    invoice_number = _text(_("发票号码"), 32)
    invoice_line = forms.IntegerField(
        label=_("发票行号"), initial=1, min_value=1, max_value=999,
        widget=forms.NumberInput(_WIDE),
    )  # fmt: skip
    dated = day_field(_("发票日期"))
    amount = YuanField(label=_("金额（元）"))
    file = forms.FileField(label=_("发票和付款凭证"), required=False)


class ReasonForm(forms.Form):
    """Why."""

    reason = _text(_("原因"), 200)


class ConfirmForm(forms.Form):
    """Nothing to fill in."""


class AssessForm(forms.Form):
    """What is accepted of each line, what was found of gates the register does not know."""

    def __init__(
        self,
        *args: Any,
        lines: Sequence[ClaimLine] = (),
        gates: Sequence[tuple[str, str]] = (),
        ranked: bool = False,
        **kw: Any,
    ) -> None:
        super().__init__(*args, **kw)
        for line in lines:
            n = line.position
            words = _("第 %(n)s 条认可金额（元）") % {"n": n}
            held = line.amount if line.eligible is None else line.eligible
            self.fields[f"eligible_{n}"] = YuanField(label=words, initial=plain(held))
            self.fields[f"cut_{n}"] = _text(
                _("第 %(n)s 条核减原因") % {"n": n}, 200, required=False, initial=line.cut_reason
            )
        for name, label in gates:
            self.fields[f"gate_{name}"] = _text(
                _("%(what)s：查证结论和来源") % {"what": label}, 200,
                help_text=_("企业名录没有这一项，由您查证后决定。"),
            )  # fmt: skip
        if ranked:
            self.fields["score"] = forms.DecimalField(
                label=_("得分"), min_value=0, max_value=1000, decimal_places=2,
                widget=forms.NumberInput({**_WIDE, "step": "0.01"}),
            )  # fmt: skip


class ApproveForm(forms.Form):
    """The amount, and why it is less than computed."""

    amount = YuanField(label=_("批准金额（元）"))
    reason = _text(_("低于核定金额的原因"), 200, required=False)


class TakeBackForm(forms.Form):
    """What is taken back of an approval."""

    amount = YuanField(label=_("核减金额（元）"))
    reason = _text(_("核减原因"), 200)


class RefuseForm(forms.Form):
    """The rule and the facts a refusal rests on."""

    rule = _text(_("所依据的规则或条款"), 64)
    basis = _text(_("事实和理由"), 300)


class ReviewForm(forms.Form):
    """A review of what came of the money."""

    verdict = _choice(_("结论"), PerformanceReview.Verdict.choices)
    score = forms.DecimalField(
        label=_("得分"), min_value=0, max_value=100, decimal_places=2,
        widget=forms.NumberInput({**_WIDE, "step": "0.01"}),
    )  # fmt: skip
    text = _text(_("评价意见"), 500)


class ClawbackForm(forms.Form):
    """What has to come back, by which rule, on what facts, until when."""

    amount = YuanField(label=_("退回金额（元）"))
    rule = _text(_("所依据的规则或条款"), 64)
    basis = _text(_("事实和理由"), 300)
    due = day_field(_("退回期限"))


class RepayForm(forms.Form):
    """Money that came back."""

    clawback = _choice(_("责令退回"))
    amount = YuanField(label=_("退款金额（元）"))
    paid_on = day_field(_("退款日期"))
    reference = _text(_("退款凭证号"), 64)


class ReturnForm(forms.Form):
    """A payment the bank sent back."""

    payment = _choice(_("已付款项"))
    reason = _text(_("退汇原因"), 200)


class ResultsForm(forms.Form):
    """The bank's file."""

    file = forms.FileField(label=_("银行结果文件（CSV 或 XLSX）"))

    def clean_file(self) -> Any:
        """Refuse a file that is too large to be a batch's results."""
        file = self.cleaned_data["file"]
        if file.size > 5 * 1024 * 1024:
            raise ValidationError(_("文件超过 5 MB。"))
        return file
