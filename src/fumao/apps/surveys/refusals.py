"""What an action on surveys refuses, in words."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fumao.forms.form import Fault
from fumao.surveys.examine import Examined


class UnknownFieldsError(ValidationError):
    """A report with fields that its form does not have: a mistyped name must not lose a figure."""

    def __init__(self, names: Iterable[str]) -> None:
        words = str(_("表中没有这个字段。"))
        self.fields = [(name, words) for name in sorted(names)]
        super().__init__(
            _("报表中没有这些字段：%(names)s"),
            code="unknown_fields",
            params={"names": "、".join(name[:64] for name, _words in self.fields[:10])},
        )


class ReportRefusedError(ValidationError):
    """A report that cannot be filed yet, with all that was found on it; the draft stays.

    `fields` names for a program each field with its problem; a check without cells names itself.
    """

    def __init__(self, examined: Examined, also: Iterable[Fault] = ()) -> None:
        self.examined, self.also = examined, tuple(also)
        self.fields: list[tuple[str, str]] = []
        language = get_language() or "zh"
        errors = []
        for one in (*examined.faults, *self.also):
            errors.append(ValidationError(one.words.say(language), code=one.key))
            self.fields.append((one.key, one.words.say(language)))
        for finding in examined.findings:
            check = finding.check
            if check.severity == "hard" or check.key in examined.unexplained:
                words = check.words.say(language)
                errors.append(ValidationError(words, code=check.key))
                self.fields += [(cell, words) for cell in check.cells or (check.key,)]
        super().__init__(errors)
