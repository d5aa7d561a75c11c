"""What an act on releases refuses, in words."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def refusal(code: str, message: "str | _StrPromise", /, **params: object) -> ValidationError:
    """Return the error to raise for a request that cannot be met; `code` names the field."""
    return ValidationError(message, code=code, params=params or None)
