"""What an action on enterprises refuses, in words."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fumao.core.errors import CoreError

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

NOT_ACTIVE = _("“%(name)s”已不存续，不能再办理；如系误登，请先恢复存续。")
FUTURE = _("日期不能晚于今天（%(today)s）。")


def refusal(code: str, message: "str | _StrPromise", /, **params: object) -> ValidationError:
    """Return the error to raise for a request that cannot be met; `code` names the field."""
    return ValidationError(message, code=code, params=params or None)


def refused(code: str, error: CoreError) -> ValidationError:
    """Return an error of the core as one of the field `code`."""
    return ValidationError(error.message(get_language() or "zh"), code=code)
