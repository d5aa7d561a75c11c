"""What an action refuses, in words; the interface shows them, the API answers 422 with the code."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def refusal(code: str, message: "str | _StrPromise", /, **params: object) -> ValidationError:
    """Return the error to raise for a request that cannot be met."""
    return ValidationError(message, code=code, params=params or None)


NOT_OPEN = _("任务 %(task)s 已销号或已撤下，不能再办理；请查看任务经过。")
EMPTY_TEXT = _("内容为空，请写明情况。")
ALREADY_DECIDED = _("这一项已经办理过，请刷新页面查看结果。")
