"""What an action on cases refuses, in words."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from fumao.core.errors import CoreError
from fumao.forms.form import Fault

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def refusal(code: str, message: "str | _StrPromise", /, **params: object) -> ValidationError:
    """Return the error to raise for a request that cannot be met; `code` names the field."""
    return ValidationError(message, code=code, params=params or None)


def refused(error: CoreError) -> ValidationError:
    """Return an error of the engine in the language of the page."""
    return ValidationError(error.message(get_language() or "zh"), code=error.code)


class FormRefusedError(ValidationError):
    """A form that cannot be submitted yet; `faults` names every field and paper, for the page."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        language = get_language() or "zh"
        super().__init__(
            [ValidationError(one.words.say(language), code=one.key) for one in self.faults]
        )
