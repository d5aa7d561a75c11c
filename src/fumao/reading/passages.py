"""Passages from ranges of the text: wraps joined, tags, page numbers and stray spaces left out."""

import re
from collections.abc import Iterable

from fumao.reading.document import Passage

_SKIP = re.compile(
    r"</?[A-Za-z][^<>\n]{0,120}>"
    r"|\*\*|[\u200b-\u200f\ufeff\xad]+"
    r"|\s*[—-]{1,2}[ \t]+\d{1,4}[ \t]+[—-]{1,2}\s*"
    r"|(?<=\d)[ \t]+(?=%)"
    r"|(?<![!-~])\s+|\s+(?![!-~])"
)
PAGE_LINE = re.compile(
    r"[—-]{1,2}\s*\d{1,4}\s*[—-]{1,2}|·\s*\d{1,4}\s*·|第\s*\d{1,4}\s*页(?:[,/ ]*共\s*\d{1,4}\s*页)?"
    r"|共\s*\d{1,4}\s*页[,/ ]*第\s*\d{1,4}\s*页|\d{1,4}\s*/\s*\d{1,4}"
    r"|[Pp]age\s*\d{1,4}(?: of \d{1,4})?"
)

Range = tuple[int, int]


def build_passage(plain: str, ranges: Iterable[Range]) -> Passage:
    """Join `ranges` of `plain` into one passage; offsets lead back into the text."""
    words: list[str] = []
    pieces: list[tuple[int, int]] = []
    length, end = 0, 0
    for low, high in ranges:
        end = end or low
        for start, stop in _kept(plain, low, high):
            if words and _needs_space(words[-1][-1], plain[start]) and pieces:
                # two Latin words cut by a line end: the line end itself is the space
                pieces.append((length, end))
                words.append(" ")
                length += 1
            pieces.append((length, start))
            words.append(plain[start:stop])
            length += stop - start
            end = stop
    return Passage("".join(words), _merge(pieces), end)


def _kept(plain: str, low: int, high: int) -> Iterable[Range]:
    at = low
    for match in _SKIP.finditer(plain, low, high):
        if match.start() > at:
            yield at, match.start()
        at = match.end()
    if at < high:
        yield at, high


def _needs_space(left: str, right: str) -> bool:
    return left.isascii() and right.isascii() and left.isalpha() and right.isalpha()


def _merge(pieces: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    out: list[tuple[int, int]] = []
    for here, there in pieces:
        if not out or there - here != out[-1][1] - out[-1][0]:
            out.append((here, there))
    return tuple(out)
