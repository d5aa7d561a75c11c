"""Words for codes: what a menu offers, and what an explanation says of a code."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from fumao.core.errors import CoreError
from fumao.packs.codes import scheme


def code_words(day: date, lang: str) -> Callable[[str, str], str]:
    """Return the function that gives the words for a code of a scheme on a day."""
    return lambda key, code: _words(key, code, day, lang)


@lru_cache(maxsize=4096)
def _words(key: str, code: str, day: date, lang: str) -> str:
    try:
        found = scheme(key, day).find(code, day)
    except CoreError:
        return code
    return found.label.say(lang) if found is not None else code
