"""Fields several forms share: dates, long text, several files at once."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

ACCEPTED = ".pdf,.docx,.xlsx,.png,.jpg,.jpeg,.txt,.html"
MOST_FILES = 10


def choose_from(form: forms.Form, name: str, rows: QuerySet[Any] | None) -> None:
    """Let a field choose from these rows; None leaves it as it is."""
    field = form.fields[name]
    if rows is not None and isinstance(field, forms.ModelChoiceField):
        field.queryset = rows


def long_text(label: Any, rows: int = 4, **options: Any) -> forms.CharField:
    """Return a field of several lines."""
    return forms.CharField(
        label=label,
        max_length=4000,
        widget=forms.Textarea({"rows": rows, "class": "form-control"}),
        **options,
    )


class FilesInput(forms.FileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; the value is a list. What each file holds is inspected when it is kept."""

    def __init__(self, **options: Any) -> None:
        attrs = {"multiple": True, "accept": ACCEPTED, "class": "form-control"}
        super().__init__(widget=FilesInput(attrs), **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Clean each file; raises ValidationError for too many."""
        files: Sequence[UploadedFile[Any]] = data if isinstance(data, list | tuple) else [data]
        given = [file for file in files if file]
        if not given:
            super().clean(None, initial)
            return []
        if len(given) > MOST_FILES:
            raise forms.ValidationError(
                _("一次最多上传 %(n)s 份文件，请分次提交。") % {"n": MOST_FILES}, code="too_many"
            )
        return [super(FilesField, self).clean(file, initial) for file in given]
