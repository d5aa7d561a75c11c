"""One key for one invoice line, however its numbers were typed."""

import re

from fumao.core.text import fold

_NOISE = re.compile(r"[^0-9A-Z]")
_NUMBER, _CODES = 8, (10, 12)  # digits of a number and of the two kinds of code


def invoice_key(code: str, number: str, line: int) -> str:
    """Return the key of a line: folded, without separators, with the zeros a spreadsheet lost.

    A fully digital invoice has a number of 20 digits and no code.
    """
    return f"{_code(code)}|{_number(number)}|{line}"


def clean(text: str) -> str:
    """Return a code or number folded to digits and capital letters."""
    return _NOISE.sub("", fold(text).upper())


def _number(text: str) -> str:
    number = clean(text)
    return number.zfill(_NUMBER) if number.isdecimal() else number


def _code(text: str) -> str:
    code = clean(text)
    if not code.isdecimal():
        return code
    longer = next((size for size in _CODES if len(code) <= size), len(code))
    return code.zfill(longer)
