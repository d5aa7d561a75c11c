"""How an act on a case is refused, and the words of a definition."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from fumao.core.errors import Words


def refused_by(act: Callable[[], object]) -> list[str]:
    """Run an act; return the sentences with which it was refused, none where it was taken.

    Raises PermissionDenied where the actor may not.
    """
    try:
        act()
    except ValidationError as error:
        return error.messages
    return []


def said(words: Words) -> str:
    """Return words of a definition in the language of the page."""
    return words.say(get_language() or "zh")
