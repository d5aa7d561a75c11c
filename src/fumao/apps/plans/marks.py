"""A text cut into pieces by the places that proposals point to: what the import page highlights."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Mark:
    """A place [start, end) with the item it belongs to and what it is: item, org or time."""

    start: int
    end: int
    item: int
    kind: str = "item"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text under the same marks; `items` innermost first, `kind` the most telling."""

    text: str
    start: int
    items: tuple[int, ...] = ()
    kind: str = ""


_WEIGHT = {"": 0, "item": 1, "org": 2, "time": 3}


def pieces(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """Return the text in order, whole: the pieces' texts joined are the text (n log n in marks)."""
    valid = [m for m in marks if 0 <= m.start < m.end <= len(text)]
    borders = sorted({0, len(text), *(m.start for m in valid), *(m.end for m in valid)})
    opening: dict[int, list[Mark]] = {}
    for mark in valid:
        opening.setdefault(mark.start, []).append(mark)
    active: list[Mark] = []
    result = []
    for start, end in pairwise(borders):
        active = [m for m in active if m.end > start] + opening.get(start, [])
        inner = sorted(active, key=lambda m: (m.end - m.start, m.item))
        kind = max((m.kind for m in active), key=_WEIGHT.__getitem__, default="")
        items = tuple(dict.fromkeys(m.item for m in inner))
        result.append(Piece(text[start:end], start, items, kind))
    return result
