"""What an action on surveys refuses, in words."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from fumao.core.errors import CoreError
from fumao.forms.form import Fault
from fumao.surveys.examine import Examined

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def refusal(code: str, message: "str | _StrPromise", /, **params: object) -> ValidationError:
    """Return the error to raise for a request that cannot be met; `code` names the field."""
    return ValidationError(message, code=code, params=params or None)


def refused(error: CoreError) -> ValidationError:
    """Return an error of the engine in the language of the page."""
    return ValidationError(error.message(get_language() or "zh"), code=error.code)


class ReportRefusedError(ValidationError):
    """A report that cannot be filed yet, with all that was found on it; the draft stays."""

    def __init__(self, examined: Examined, also: Iterable[Fault] = ()) -> None:
        self.examined, self.also = examined, tuple(also)
        language = get_language() or "zh"
        faults = [*examined.faults, *self.also]
        errors = [ValidationError(one.words.say(language), code=one.key) for one in faults]
        for finding in examined.findings:
            check = finding.check
            if check.severity == "hard" or check.key in examined.unexplained:
                errors.append(ValidationError(check.words.say(language), code=check.key))
        super().__init__(errors)
