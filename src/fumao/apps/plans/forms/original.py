"""Attaching a document's original file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class OriginalForm(forms.Form):
    """The original file of a document whose clauses have no text yet."""

    file = forms.FileField(
        label=_("文件原件"),
        widget=forms.FileInput({"class": "form-control", "accept": ".txt,.docx,.pdf,.html,.xlsx"}),
        help_text=_("TXT、DOCX、PDF、HTML 或 XLSX；按条款编号对上原文，对不上一半则不采用。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = "original-%s"
        super().__init__(*args, **kwargs)
