"""The clauses of a pack found in the text of the original file, by their numbers.

A pack holds no sentences; once an officer attaches the file, its reading gives each clause its
excerpt.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from fumao.core.text import match_key
from fumao.packs.model import Clause
from fumao.reading.model import Clause as ReadClause
from fumao.reading.model import Reading, Span


def find_excerpts(clauses: Iterable[Clause], reading: Reading) -> dict[str, Span]:
    """Return where each clause of one document stands in the text, by ref; those not found are
    left out.

    First by the whole path of labels, whatever the width of its brackets. Then by the last label,
    where pack and text each hold it once below a table: a pack may keep rows under their category
    while the reader keeps them under the annex. A heading so passed over spans its children.
    """
    wanted = list(clauses)
    by_path = {match_key(c.ref): c for c in reading.clauses}
    found = {
        clause.ref: _span(by_path[match_key(clause.ref)])
        for clause in wanted
        if match_key(clause.ref) in by_path
    }
    found |= _by_last_label(wanted, reading, found)
    _span_headings(wanted, found)
    return found


def _span(clause: ReadClause) -> Span:
    return Span(clause.start, clause.end)


def _last(ref: str) -> str:
    return match_key(ref.rpartition("/")[2])


def _by_last_label(
    wanted: list[Clause], reading: Reading, found: dict[str, Span]
) -> dict[str, Span]:
    open_rows = [c for c in wanted if c.kind == "row" and c.ref not in found]
    ours = Counter(_last(c.ref) for c in open_rows)
    taken = set(found.values())
    theirs: dict[str, list[Span]] = defaultdict(list)
    for clause in reading.clauses:
        if clause.kind == "row" and _span(clause) not in taken:
            theirs[_last(clause.ref)].append(_span(clause))
    return {
        c.ref: theirs[_last(c.ref)][0]
        for c in open_rows
        if ours[_last(c.ref)] == 1 and len(theirs[_last(c.ref)]) == 1
    }


def _span_headings(wanted: list[Clause], found: dict[str, Span]) -> None:
    """Give a heading that the text does not number the stretch of its children, innermost first."""
    for clause in sorted(wanted, key=lambda c: -c.level):
        children = [found[c.ref] for c in wanted if c.parent == clause.ref and c.ref in found]
        if clause.ref not in found and children:
            found[clause.ref] = Span(min(c.start for c in children), max(c.end for c in children))
