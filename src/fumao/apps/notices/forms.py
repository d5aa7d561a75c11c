"""The form of what a person wants to hear."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fumao.apps.notices.models import Rhythm

CONTROL = {"class": "form-control"}
SELECT = {"class": "form-select"}


class PreferenceForm(forms.Form):
    """Address, telephone and how often; on the page notices are there at once in any case."""

    address = forms.CharField(
        label=_("邮箱"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(CONTROL | {"autocomplete": "email"}),
    )
    email = forms.ChoiceField(
        label=_("何时发邮件"),
        choices=Rhythm.choices,
        help_text=_("汇总在早上八点发出；每周汇总在星期一。"),
        widget=forms.Select(SELECT),
    )
    phone = forms.CharField(
        label=_("手机号码"),
        required=False,
        max_length=32,
        widget=forms.TextInput(CONTROL | {"autocomplete": "tel", "inputmode": "tel"}),
    )
    sms = forms.ChoiceField(
        label=_("何时发短信"),
        choices=[(Rhythm.AT_ONCE, _("急件随时发送")), (Rhythm.NONE, _("不发送"))],
        help_text=_("只有急件发短信，例如即将超期。"),
        widget=forms.Select(SELECT),
    )
