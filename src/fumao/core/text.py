"""Text as it is matched and searched, never as it is kept: the original stays the evidence.

Every ``fold``-like function here that promises *equal length* maps one code point to one code
point, so an offset found in the folded text is the offset in the original. Damage (mis-decoded
runs) is found by `fumao.core.damage`.
"""

import re
import unicodedata
from functools import cache

import opencc

# CJK ideographs with their extension A, compatibility forms and the supplementary planes.
_HAN_RANGES = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
# Full-width ASCII that stands in names and numbers. The Chinese sentence signs ，：；！？（） stay:
# the grammar of a policy document tells 、 from ， and （ from ( and needs them as printed.
_KEPT_SIGNS = frozenset("，：；！？（）")
_RADICALS = (0x2E80, 0x2FDF)  # PDF text layers print 方 as the radical ⽅
_WORD = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]+|[^\W_\u3400-\u9fff]+")


def nfkc(text: str) -> str:
    """Normalise to Unicode NFKC; the length may change (㎡ becomes m2, ① becomes 1)."""
    return unicodedata.normalize("NFKC", text)


def to_simplified(text: str) -> str:
    """Simplify traditional characters one by one; equal length, for matching only.

    Phrases are not looked at, so 乾隆 becomes 干隆: never show the result to anybody.
    """
    return text.translate(_simplified_table())


def fold_width(text: str) -> str:
    """Make full-width digits, letters and signs half-width; equal length.

    The Chinese sentence signs ，：；！？（） and 、。 keep their width; an ideographic space
    becomes a space, a compatibility ideograph or radical its ordinary character.
    """
    return text.translate(_width_table())


def fold(text: str) -> str:
    """Fold width and simplify in one pass; equal length, offsets hold in the original."""
    return text.translate(_fold_table())


def match_key(text: str) -> str:
    """Reduce a name to what two spellings of it share: NFKC, simplified, lower case, no spaces."""
    return "".join(fold(nfkc(text)).casefold().split())


def bigram(text: str) -> list[str]:
    """Split text into search terms: overlapping pairs of Chinese characters, whole other words.

    A lone Chinese character is a term by itself; terms are folded as by `match_key`.
    """
    terms: list[str] = []
    for run in _WORD.findall(fold(nfkc(text)).casefold()):
        if is_han(run[0]) and len(run) > 1:
            terms.extend(run[i : i + 2] for i in range(len(run) - 1))
        else:
            terms.append(run)
    return terms


def is_han(char: str) -> bool:
    """Tell whether one character is a Chinese ideograph."""
    code = ord(char)
    return any(first <= code <= last for first, last in _HAN_RANGES)


@cache
def _simplified_changes() -> dict[int, int]:
    """Ask OpenCC for every ideograph of the basic plane alone; keep those that change."""
    codes = [c for first, last in _HAN_RANGES[:2] for c in range(first, last + 1)]
    chars = [chr(c) for c in codes]
    simple = opencc.OpenCC("t2s").convert("\n".join(chars)).split("\n")
    pairs = zip(chars, simple, strict=True)
    return {ord(a): ord(b) for a, b in pairs if len(b) == 1 and a != b}


@cache
def _width_changes() -> dict[int, int]:
    changes = {0x3000: 0x20}
    blocks = (_RADICALS, (0xF900, 0xFAFF), (0xFF01, 0xFF5E), (0xFFE0, 0xFFE6))
    for first, last in blocks:
        for code in range(first, last + 1):
            plain = unicodedata.normalize("NFKC", chr(code))
            if len(plain) == 1 and ord(plain) != code and chr(code) not in _KEPT_SIGNS:
                changes[code] = ord(plain)
    return changes


def _whole_plane(changes: dict[int, int]) -> dict[int, int]:
    # str.translate pays for an exception at every character that is missing from its table.
    return dict(enumerate(range(0x10000))) | changes


@cache
def _simplified_table() -> dict[int, int]:
    return _whole_plane(_simplified_changes())


@cache
def _width_table() -> dict[int, int]:
    return _whole_plane(_width_changes())


@cache
def _fold_table() -> dict[int, int]:
    simple = _simplified_changes()
    width = {code: simple.get(plain, plain) for code, plain in _width_changes().items()}
    return _whole_plane(simple | width)
