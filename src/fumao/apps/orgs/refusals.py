"""What an action refuses, in words: one room for the errors that pages and the API show."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from fumao.core.errors import CoreError

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def refusal(code: str, message: "str | _StrPromise", /, **params: object) -> ValidationError:
    """Return the error to raise for a request that cannot be met; `code` names the field."""
    return ValidationError(message, code=code, params=params or None)


def refused(error: CoreError, field: str = "") -> ValidationError:
    """Return an error of an engine in the language of the page, as one of `field` where given."""
    return ValidationError(error.message(get_language() or "zh"), code=field or error.code)
