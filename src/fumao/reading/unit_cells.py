"""The names in a cell of units: one a line, or one behind the other."""

import re

from fumao.reading.document import Cell, Passage
from fumao.reading.units import is_unit, split_units

_OPENS = ("市", "省", "区", "县", "州", "各", "国家", "中国")
_OPEN_END = "、,;:(/和及与"


def part_lines(cell: Cell, plain: str, *, typed: bool) -> Passage:
    """Return the cell with 、 at the line ends that part two names.

    `typed` says that line ends were typed; of the wraps of a page only those before a name that
    begins with its level (市…) are taken for the end of one. The sign stands for the line end.
    """
    words: list[str] = []
    pieces: list[tuple[int, int]] = []
    length = 0
    for number, (here, there) in enumerate(cell.pieces):
        stop = cell.pieces[number + 1][0] if number + 1 < len(cell.pieces) else len(cell.text)
        if number:
            before, last = cell.pieces[number - 1]
            gap = last + here - before
            end = plain.find("\n", gap, there)
            spaced = end < 0 and gap < there and not plain[gap:there].strip(" ")
            end = gap if spaced else end  # 市商务局 市财政局
            if end >= 0 and _parts(cell.text[:here], cell.text[here:], typed=typed or spaced):
                pieces.append((length, end))
                words.append("、")
                length += 1
        pieces.append((length, there))
        words.append(cell.text[here:stop])
        length += stop - here
    return Passage("".join(words), tuple(pieces), cell.end)


def _parts(left: str, right: str, *, typed: bool) -> bool:
    if left[-1:] in _OPEN_END or left.count("(") > left.count(")"):
        return False
    tail = re.split(r"[、,;:/]", left)[-1]
    names = split_units(right).ranges
    first = right[slice(*names[0])] if names else ""
    first = re.sub(r"(?:牵头|配合|负责|会同|协办).*$", "", first)
    opens = first.startswith(_OPENS) or (typed and len(first) >= 4)
    return opens and is_unit(tail) and is_unit(first)
