"""A table found in the lines of a text, before its cells become passages."""

import re
from dataclasses import dataclass, field

Range = tuple[int, int]
RawCell = list[Range]
_TAGS = re.compile(r"</?[A-Za-z][^<>\n]{0,120}>|\*\*")
INTEGER = re.compile(r"\d{1,4}[.、]?$")
OPEN_END = re.compile(r"[、,;:(“‘—和及与的]$|年$|[^)(]*\([^)]*$")


@dataclass(slots=True)
class RawTable:
    """Rows of a table found in lines[first:last]."""

    first: int
    last: int
    rows: list[list[RawCell]] = field(default_factory=list)
    texts: list[list[str]] = field(default_factory=list)

    def add(self, cells: list[RawCell], plain: str) -> None:
        """Append a row."""
        self.rows.append(cells)
        self.texts.append([cell_text(cell, plain) for cell in cells])


def cell_text(cell: RawCell, plain: str) -> str:
    """Return the words of a cell without spaces and tags, for a first look."""
    words = _TAGS.sub("", "".join(plain[low:high] for low, high in cell))
    return re.sub(r"\s+", "", words)
