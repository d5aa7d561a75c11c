"""What a figure is a figure of: the words before its verb or after its unit, and lists of them."""

import re
from itertools import pairwise

from fumao.reading import target_words as words
from fumao.reading.target_passage import Range

type Name = tuple[Range, ...]  # the spans that together name an indicator

_LAST_AND = re.compile(r"以及|和|及|与")
_SHARE = re.compile(r"(?:占|比重|占比|增速|增幅)")


class Namer:
    """Remembers the last subject named, for clauses that only go on: 达到8亿元,同比增长25%."""

    def __init__(self, text: str) -> None:
        """Start without a subject."""
        self.text = text
        self.subject: Name = ()

    def note(self, start: int, end: int) -> Name:
        """Take the words of `start:end` as the subject; where there are none, keep the last."""
        lead = words.LEADING.match(self.text[start:end])
        start += lead.end() if lead else 0
        end = start + len(self.text[start:end].rstrip("、，,的 "))
        if end <= start:
            return self.subject
        if self.text[start - 1 : start] == "“" and "”" in self.text[start:end]:
            start -= 1
        if self.subject and _SHARE.match(self.text, start, end):
            return (*self.subject[:1], (start, end))
        self.subject = ((start, end),)
        return self.subject

    def with_noun(self, verb: Range | None, noun: Range) -> Name:
        """Take verb and noun around a figure as the subject: 打造1—2个知名品牌."""
        start, end = noun
        start += len(self.text[start:end]) - len(self.text[start:end].lstrip("的"))
        end = start + len(self.text[start:end].rstrip("、和及与并以"))
        name: list[Range] = []
        if verb is not None:
            lead = words.LEADING.match(self.text[verb[0] : verb[1]])
            low = verb[0] + (lead.end() if lead else 0)
            if verb[1] > low:
                name.append((low, verb[1]))
        self.subject = (*name, (start, end))
        return self.subject

    def split(self, name: Name, wanted: int) -> list[Name]:
        """Split A、B和C; with `wanted` values, the way of splitting that yields as many."""
        if not name:
            return []
        (start, end), rest = name[0], name[1:]
        ways = [_split(self.text, start, end, ands) for ands in ("last", "all", "none")]
        best = next((way for way in ways if len(way) == wanted), ways[0])
        return [(piece, *rest) for piece in best]


def _split(text: str, start: int, end: int, ands: str) -> list[Range]:
    """Cut at every 、 and, as `ands` says, at the last part's 和, at every 和 or at none."""
    marks = [m.start() for m in re.finditer("、", text[start:end])]
    bounds = [start, *[start + m + 1 for m in marks], end + 1]
    pieces = [(a, b - 1) for a, b in pairwise(bounds)]
    out: list[Range] = []
    for number, (low, high) in enumerate(pieces):
        last = number == len(pieces) - 1
        cuts = [m for m in _LAST_AND.finditer(text, low, high) if low < m.start() < m.end() < high]
        if ands == "none" or (ands == "last" and not last):
            cuts = []
        elif ands == "last":
            cuts = cuts[-1:]
        edges = [low, *[e for m in cuts for e in m.span()], high]
        out.extend(zip(edges[::2], edges[1::2], strict=True))
    return [piece for piece in out if piece[1] > piece[0]]
