"""The matching text of a document: one character for one, so that offsets stay true."""

import re
from functools import cache

from fumao.core.text import fold

# fold() keeps the sentence signs at full width. Here （ and ( mean the same: drafters mix them.
_SIGNS = str.maketrans(
    dict(zip("，：；！？（）﹑「」『』–―﹣−〜∼．", ",:;!?()、“”‘’——--~~.", strict=True))
)
# PDF fonts print a decimal point or a hyphen as a private glyph; only between digits is it certain.
_PRIVATE_POINT = re.compile(r"(?<=\d)[\ue000-\uf8ff](?=\d)")
_SPACES = re.compile(r"[^\S\n\t]")


def match_text(text: str) -> str:
    """Fold width, signs and traditional characters; the result has the length of `text`."""
    plain = fold(text).translate(_SIGNS)
    plain = _SPACES.sub(" ", plain)
    return _PRIVATE_POINT.sub(".", plain)


@cache
def chinese_number(word: str) -> int | None:
    """Read a Chinese or Arabic number below ten thousand: 二十三, 十, 二○一二, 12; else None."""
    if word.isascii() and word.isdigit():
        return int(word)
    digits = {c: i % 10 for i, c in enumerate("○一二三四五六七八九")} | {"〇": 0, "零": 0, "两": 2}
    if all(c in digits for c in word) and word:
        return int("".join(str(digits[c]) for c in word))
    total, current = 0, 0
    for char in word:
        if char in digits:
            current = digits[char]
        elif char in "十百千":
            total += (current or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            current = 0
        else:
            return None
    return total + current if word else None
