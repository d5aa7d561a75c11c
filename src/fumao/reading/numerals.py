"""Numerals as a document writes them: Chinese, Arabic, with separators or a damaged point."""

import re
from decimal import Decimal

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
TENS = {"十": 10, "百": 100, "千": 1000}


def han_number(text: str) -> Decimal:
    """Read a Chinese numeral: 三十 is 30, 二百五十 is 250, 百 is 100, 二〇二五 is 2025.

    Raises ValueError where the text holds any other character.
    """
    whole, _, fraction = text.partition("点")
    value = _han_integer(whole)
    if not fraction:
        return Decimal(value)
    return Decimal(f"{value}.{''.join(str(DIGITS[c]) for c in fraction)}")


def _han_integer(text: str) -> int:
    if not text:
        msg = "empty numeral"
        raise ValueError(msg)
    if all(c in DIGITS for c in text):
        return int("".join(str(DIGITS[c]) for c in text))
    total = digit = 0
    for char in text:
        if char in TENS:
            total += (digit or 1) * TENS[char]
            digit = 0
        elif char in DIGITS:
            digit = DIGITS[char]
        else:
            msg = f"not a Chinese numeral: {text!r}"
            raise ValueError(msg)
    return total + digit


def number(text: str) -> Decimal:
    """Read an Arabic (1,200 or 3.5) or Chinese numeral as an exact value."""
    if text[0].isdigit():
        return Decimal(re.sub(r"[\ue000-\uf8ff]", ".", text.replace(",", "")))
    return han_number(text)
