"""A document's text as HTML with marks at given places; the words stay as they were printed.

Paragraphs become <p>; lines with tabs, and runs of lines that begin with a tab, become rows of a
table (text files carry tables in these two forms). Every mark names in data-p what it belongs to,
so that a page can light it by a class; the first piece of each also carries an id to jump to.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString

# Where marks overlap, the one further back colours the piece.
ORDER = ("m-doc", "", "m-find", "m-time", "m-org")


@dataclass(frozen=True, slots=True)
class Mark:
    """A half-open place in the text, whom it belongs to, and its colour (a class of `ORDER`)."""

    start: int
    end: int
    owner: int
    css: str = ""


class _Marks:
    """Marks cut into pieces that do not overlap."""

    def __init__(self, marks: Iterable[Mark], length: int) -> None:
        kept = [m for m in marks if 0 <= m.start < m.end <= length]
        self.cuts = sorted({edge for m in kept for edge in (m.start, m.end)})
        self.owners: list[list[Mark]] = [[] for _ in self.cuts]
        for mark in kept:
            first = bisect_left(self.cuts, mark.start)
            for place in range(first, bisect_left(self.cuts, mark.end)):
                self.owners[place].append(mark)
        self.seen: set[int] = set()

    def pieces(self, start: int, end: int) -> list[tuple[int, int, list[Mark]]]:
        """Return [start, end) cut where marks begin and end, with the marks of each piece."""
        first, last = bisect_right(self.cuts, start), bisect_left(self.cuts, end)
        edges = [start, *self.cuts[first:last], end]
        return [
            (a, b, self.owners[place] if (place := bisect_right(self.cuts, a) - 1) >= 0 else [])
            for a, b in pairwise(edges)
            if a < b
        ]


def marked_html(text: str, marks: Iterable[Mark], headings: Sequence[int] = ()) -> SafeString:
    """Return the text as HTML; a line in which one of `headings` (offsets) begins is a heading."""
    cut, heads, out = _Marks(marks, len(text)), sorted(headings), []
    rows: list[list[tuple[int, int]]] = []
    for kind, cells in _blocks(text):
        if kind == "row":
            rows.append(cells)
            continue
        out.append(_table(text, rows, cut))
        rows = []
        start, end = cells[0]
        place = bisect_left(heads, start)
        tag = "h4" if place < len(heads) and heads[place] < end and end - start < 80 else "p"
        out.append(f"<{tag}>{_inline(text, start, end, cut)}</{tag}>")
    out.append(_table(text, rows, cut))
    return SafeString("\n".join(part for part in out if part))


def _blocks(text: str) -> Iterable[tuple[str, list[tuple[int, int]]]]:
    """Yield ("p", [place]) for lines and ("row", cells) for rows of a table."""
    cells: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line.startswith("\t") and "\t" not in line[1:]:
            cells.append((start + 1, end))
        else:
            if cells:
                yield ("row" if len(cells) > 1 else "p"), cells
                cells = []
            if "\t" in line:
                yield "row", _cells(line, start)
            elif line.strip():
                yield "p", [(start, end)]
        start = end + 1
    if cells:
        yield ("row" if len(cells) > 1 else "p"), cells


def _cells(line: str, start: int) -> list[tuple[int, int]]:
    cells = []
    for cell in line.split("\t"):
        cells.append((start, start + len(cell)))
        start += len(cell) + 1
    return cells


def _table(text: str, rows: list[list[tuple[int, int]]], cut: _Marks) -> str:
    if not rows:
        return ""
    body = "".join(
        "<tr>" + "".join(f"<td>{_inline(text, a, b, cut)}</td>" for a, b in row) + "</tr>"
        for row in rows
    )
    return f'<div class="scroll-x" tabindex="0"><table class="tbl original">{body}</table></div>'


def _inline(text: str, start: int, end: int, cut: _Marks) -> str:
    out = []
    for a, b, marks in cut.pieces(start, end):
        words = escape(text[a:b])
        if not marks:
            out.append(str(words))
            continue
        css = max((m.css for m in marks), key=ORDER.index)
        owners = list(dict.fromkeys(m.owner for m in marks))
        new = next((o for o in owners if o not in cut.seen), None)
        cut.seen.update(owners)
        anchor = f' id="m{new}"' if new is not None else ""
        look = f' class="{css}"' if css else ""
        out.append(f'<mark{anchor}{look} data-p="{" ".join(map(str, owners))}">{words}</mark>')
    return "".join(out)
