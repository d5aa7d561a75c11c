"""The shared intermediate form of a document: text, passages, tables and the tree of clauses.

`Document.text` is the text as extracted, and every offset of a reading points into it.
`Document.plain` has the same length, character for character, and is for matching only:
half-width, simplified. A `Passage` is one paragraph, heading or table cell with its hard wraps
joined; `Passage.span` leads from a match in `Passage.text` back to offsets in `Document.text`.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from fumao.reading.model import Clause, Span

BlockKind = Literal["heading", "paragraph", "row"]


@dataclass(frozen=True, slots=True)
class Passage:
    """Matching text of one paragraph, heading or cell.

    `text` is plain (half-width, simplified), wraps joined, spaces next to Chinese dropped.
    `pieces` holds (position in `text`, position in `Document.text`), ascending, first at 0.
    """

    text: str
    pieces: tuple[tuple[int, int], ...]
    end: int  # in Document.text, after the last character

    @property
    def start(self) -> int:
        """Offset in `Document.text` of the first character."""
        return self.pieces[0][1] if self.pieces else self.end

    def place(self, position: int) -> int:
        """Return the offset in `Document.text` of the character at `position`."""
        if not self.pieces:
            return self.end
        index = bisect_right(self.pieces, (position, 1 << 62)) - 1
        here, there = self.pieces[index]
        return there + position - here

    def span(self, start: int, end: int) -> Span:
        """Return the offsets in `Document.text` of ``text[start:end]``."""
        if end <= start:
            place = self.place(start)
            return Span(place, place)
        return Span(self.place(start), self.place(end - 1) + 1)

    def printed(self, original: str, start: int = 0, end: int | None = None) -> str:
        """Return ``text[start:end]`` as printed in `original` (`Document.text`), wraps joined."""
        end = len(self.text) if end is None else end
        parts = []
        first = max(bisect_right(self.pieces, (start, 1 << 62)) - 1, 0)
        for number in range(first, len(self.pieces)):
            here, there = self.pieces[number]
            if here >= end:
                break
            stop = self.pieces[number + 1][0] if number + 1 < len(self.pieces) else len(self.text)
            low, high = max(here, start), min(stop, end)
            if low < high:
                parts.append(original[there + low - here : there + high - here])
        return "".join(parts)

    def cut(self, start: int, end: int) -> "Passage":
        """Return the passage of ``text[start:end]`` alone."""
        inside = [(max(here, start), there) for here, there in self.pieces if start < here < end]
        pieces = tuple(
            (here - start, there) for here, there in [(start, self.place(start)), *inside]
        )
        return Passage(self.text[start:end], pieces, self.span(start, end).end)


@dataclass(frozen=True, slots=True)
class Cell(Passage):
    """One cell of a table; `covered` marks the continuation of a merged cell above or left."""

    covered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a grid: every row has `width` cells, empty ones have no text.

    `header` holds the texts of the (joined) header rows and `rows` the body without repeated
    headers. A category row (one filled cell across) stays in `rows`.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    start: int
    end: int
    title: str | None = None
    unit: str | None = None  # of the line 单位：亿美元

    @property
    def width(self) -> int:
        """Number of columns."""
        return max([len(self.header), *(len(row) for row in self.rows)], default=0)


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or one row of a table, in document order."""

    kind: BlockKind
    passage: Passage  # of a row: its cells' texts joined by a tab
    table: int | None = None  # index into Document.tables
    row: int | None = None  # index into Table.rows

    @property
    def text(self) -> str:
        """Matching text."""
        return self.passage.text

    @property
    def start(self) -> int:
        """Offset in `Document.text`."""
        return self.passage.start

    @property
    def end(self) -> int:
        """Offset in `Document.text` after the last character."""
        return self.passage.end


@dataclass(frozen=True, slots=True)
class Document:
    """What every finder reads: the text, its blocks, tables and clauses."""

    text: str
    plain: str  # same length as text
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...] = ()
    clauses: tuple[Clause, ...] = ()
    typed: bool = False  # line ends inside cells were typed; else they may be wraps of a page
    starts: tuple[int, ...] = field(default=(), repr=False)  # of the clauses, ascending

    def passages(self) -> Iterator[Passage]:
        """Yield headings, paragraphs and filled table cells in document order."""
        for block in self.blocks:
            if block.table is None or block.row is None:
                yield block.passage
            else:
                for cell in self.tables[block.table].rows[block.row]:
                    if cell.text and not cell.covered:
                        yield cell

    def clause_at(self, offset: int) -> int | None:
        """Return the index of the innermost clause that holds the character at `offset`."""
        index: int | None = bisect_right(self.starts, offset) - 1
        if index == -1:
            return None
        while index is not None and self.clauses[index].end <= offset:
            index = self.clauses[index].parent
        return index

    def path(self, clause: int | None) -> tuple[Clause, ...]:
        """Return the clauses from the outermost down to `clause`."""
        out: list[Clause] = []
        while clause is not None:
            out.append(self.clauses[clause])
            clause = self.clauses[clause].parent
        return tuple(reversed(out))

    def excerpt(self, span: Span) -> str:
        """Return the original characters of `span`, verbatim."""
        return self.text[span.start : span.end]
