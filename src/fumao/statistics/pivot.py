"""A pivot over figures that a source tells: rows by columns, growth, shares, sums since January.

Exact decimals in and out. What the source hides stays hidden in everything worked out from it: a
sum with a hidden part, a share of a hidden whole, a change from or to a hidden figure (统计法 art.
28).
Nothing is ever worked out by taking one figure from another.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, Protocol

from fumao.core.errors import Words
from fumao.core.periods import Period
from fumao.statistics import measures
from fumao.statistics.tabulation import TOTAL

PERIOD = "period"  # the axis that is not a dimension of the batches
type Shows = Literal["value", "growth", "share", "so_far", "respondents"]
type Kind = Literal["total", "row", "other", "group"]
ABSENT = "absent"  # the source has no such cell at all
OTHERS = "@others"  # the rows below the largest, added up here


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure in the unit of its measure; without one `why` says so.

    `why` is a rule of disclosure, secondary, unknown, part (something it adds up is hidden) or
    absent. `flags` are the rules by which a figure shown inside may not be published. `derived`
    says that it was worked out here from figures that the source tells.
    """

    value: Decimal | None
    why: str = ""
    flags: tuple[str, ...] = ()
    derived: bool = False


NO_CELL = Cell(None, ABSENT)
UNKNOWN = Cell(None, "unknown")


@dataclass(frozen=True, slots=True)
class Member:
    """A code of an axis; `level` is its depth from 1, 0 for the total."""

    code: str
    label: Words
    kind: Kind = "row"
    parent: str = ""
    level: int = 1


@dataclass(frozen=True, slots=True)
class Axis:
    """A dimension with its members, the total first, groups last."""

    name: str
    label: Words
    members: tuple[Member, ...]

    def member(self, code: str) -> Member | None:
        """Return a member by its code."""
        return next((one for one in self.members if one.code == code), None)


class Source(Protocol):
    """Where figures come from: what was published, or the accepted filings as they stand."""

    @property
    def axes(self) -> Mapping[str, Axis]:
        """Return the dimensions by name."""
        ...

    def cell(self, measure: str, shows: Shows, at: Mapping[str, str], period: Period) -> Cell:
        """Return a figure as the source tells it; dimensions left out of `at` are totals."""
        ...


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked: a measure by rows and columns, the other dimensions fixed by `at`.

    `rows` and `columns` name dimensions or the period; `columns` may be empty. `periods` are in
    order; where no axis is the period, the last of them counts.
    """

    measure: str
    shows: Shows
    rows: str
    columns: str
    at: Mapping[str, str]
    periods: tuple[Period, ...]
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the grid."""

    member: Member
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows by columns; `columns` has one nameless member where nothing goes across."""

    columns: tuple[Member, ...]
    lines: tuple[Line, ...]


def grid(source: Source, terms: Terms) -> Grid:
    """Return the figures asked for; rows and columns of which the source tells nothing are left
    out, and all where it tells them by rows and by columns alone, never by both."""
    rows, columns = _members(source, terms, terms.rows), _members(source, terms, terms.columns)
    told = [
        Line(row, tuple(_cell(source, terms, row, column) for column in columns)) for row in rows
    ]
    lines = [line for line in told if any(cell.why != ABSENT for cell in line.cells)]
    kept = [n for n in range(len(columns)) if any(line.cells[n].why != ABSENT for line in lines)]
    if not _crossed(lines, columns):
        return Grid((), ())
    return Grid(
        tuple(columns[n] for n in kept),
        tuple(Line(line.member, tuple(line.cells[n] for n in kept)) for line in lines),
    )


def _crossed(lines: Sequence[Line], columns: Sequence[Member]) -> bool:
    """Tell whether rows and columns meet anywhere but in their totals: else each is told alone, and
    there is no table of both."""
    across = any(one.kind != "total" for one in columns)
    return any(
        cell.why != ABSENT
        for line in lines
        for column, cell in zip(columns, line.cells, strict=True)
        if (line.member.kind != "total" or len(lines) == 1)
        and (column.kind != "total" or not across)
    )


def _members(source: Source, terms: Terms, axis: str) -> Sequence[Member]:
    if not axis:
        return (Member("", Words("", "")),)
    if axis == PERIOD:
        return [
            Member(one.code, Words(one.show("zh"), one.show("en"))) for one in terms.periods
        ]  # fmt: skip
    top = terms.at.get(axis, TOTAL)
    members = source.axes[axis].members
    if top != TOTAL:
        members = tuple(_below(members, top))
    return [one for one in members if not terms.depth or one.level <= terms.depth]


def _below(members: Sequence[Member], top: str) -> Sequence[Member]:
    """Return a code and all that hangs below it."""
    known = {top}
    found = []
    for one in members:
        if one.code == top or (one.parent in known and one.kind in ("row", "other")):
            known.add(one.code)
            found.append(one)
    return found


def _cell(source: Source, terms: Terms, row: Member, column: Member) -> Cell:
    at = {name: code for name, code in terms.at.items() if name not in (terms.rows, terms.columns)}
    period = terms.periods[-1]
    for axis, member in ((terms.rows, row), (terms.columns, column)):
        if axis == PERIOD:
            period = next(one for one in terms.periods if one.code == member.code)
        elif axis:
            at[axis] = member.code
    stable = row.kind in ("total", "row") and column.kind in ("total", "row")
    whole = next((one for one in (terms.rows, terms.columns) if one and one != PERIOD), "")
    return figure(source, terms.measure, terms.shows, at, period, whole=whole, stable=stable)


def figure(  # noqa: PLR0913 - a cell has that many coordinates
    source: Source,
    measure: str,
    shows: Shows,
    at: Mapping[str, str],
    period: Period,
    *,
    whole: str = "",
    stable: bool = True,
) -> Cell:
    """Return a figure as the source tells it, else worked out from figures that it tells.

    Shares are of the total over the dimension `whole`. Not `stable` are rests and groups: what they
    hold may differ from year to year, so that no change is worked out for them.
    """
    told = source.cell(measure, shows, at, period)
    if told.why != ABSENT or shows in ("value", "respondents"):
        return told
    now = source.cell(measure, "value", at, period)
    if now.why == ABSENT:
        return NO_CELL
    if shows == "so_far":
        year = type(period)(period.year, 1).until(period)
        return added([source.cell(measure, "value", at, one) for one in year])
    if shows == "growth" and stable:
        return both(now, source.cell(measure, "value", at, period.last_year()), measures.growth)
    if shows == "share" and whole:
        total = source.cell(measure, "value", {**at, whole: TOTAL}, period)
        return both(now, total, measures.share)
    return UNKNOWN


def both(one: Cell, other: Cell, work: Callable[..., Decimal | None]) -> Cell:
    """Return what two figures make together; where one of them is not told, nothing is."""
    for cell in (one, other):
        if cell.value is None:
            return UNKNOWN if cell.why == ABSENT else Cell(None, cell.why)
    made = work(one.value, other.value)
    flags = tuple(dict.fromkeys((*one.flags, *other.flags)))
    return UNKNOWN if made is None else Cell(made, flags=flags, derived=True)


def added(cells: Sequence[Cell]) -> Cell:
    """Return the sum of figures; with a hidden one it is hidden, with one not told not known."""
    if len(cells) == 1:
        return cells[0] if cells[0].why != ABSENT else UNKNOWN
    if any(cell.value is None and cell.why not in (ABSENT, "unknown") for cell in cells):
        return Cell(None, "part")
    known = [cell.value for cell in cells if cell.value is not None]
    if not known or len(known) < len(cells):
        return UNKNOWN
    flags = tuple(dict.fromkeys(flag for cell in cells for flag in cell.flags))
    return Cell(sum(known, Decimal(0)), flags=flags, derived=True)


def lowest(found: Grid) -> list[Line]:
    """Return the lines that no other hangs below: what can be ranked and added up."""
    above = {line.member.parent for line in found.lines if line.member.kind in ("row", "other")}
    return [
        line for line in found.lines if line.member.kind == "row" and line.member.code not in above
    ]


def ordered(found: Grid, column: int, *, descending: bool = True, most: int = 0) -> Grid:
    """Return the lowest rows by the figures of a column, those without one last; totals stay first
    and groups last.

    With `most` so many rows are kept, and the others, rests included, are added up in one line.
    """
    lines = lowest(found)
    rests = [line for line in found.lines if line.member.kind == "other"]
    whole = [line for line in found.lines if line.member.kind == "total"]
    groups = [line for line in found.lines if line.member.kind == "group"]
    lines = _sorted(lines, column, descending=descending)
    if not most:
        return replace(
            found,
            lines=(*whole, *lines, *rests, *_sorted(groups, column, descending=descending)),
        )
    left = [*lines[most:], *rests]
    more = [_others(left)] if left else []
    return replace(found, lines=(*whole, *lines[:most], *more, *groups))


def _sorted(lines: Sequence[Line], column: int, *, descending: bool) -> list[Line]:
    told = [line for line in lines if line.cells[column].value is not None]
    told.sort(key=lambda line: line.cells[column].value or Decimal(0), reverse=descending)
    return [*told, *(line for line in lines if line.cells[column].value is None)]


def _others(left: Sequence[Line]) -> Line:
    words = Words(f"其他（{len(left)} 项）", f"Others ({len(left)})")
    cells = zip(*(line.cells for line in left), strict=True)
    # A row that a period does not have adds nothing to it.
    sums = [
        added(there) if (there := [one for one in column if one.why != ABSENT]) else NO_CELL
        for column in cells
    ]
    return Line(Member(OTHERS, words, "other"), tuple(sums))


@dataclass(frozen=True, slots=True)
class Ranked:
    """A row with its place now and a year before; `change` is upwards where it is above zero."""

    member: Member
    now: Cell
    before: Cell
    place: int | None
    earlier: int | None

    @property
    def change(self) -> int | None:
        """Return by how many places it rose; None where either place is not told."""
        if self.place is None or self.earlier is None:
            return None
        return self.earlier - self.place


def ranked(now: Grid, before: Grid) -> list[Ranked]:
    """Return the lowest rows of a grid of one column in their order, with the places they had.

    Equal figures share a place; a row without a figure has none and comes last.
    """
    earlier = {line.member.code: line.cells[0] for line in before.lines if line.cells}
    places, was = _places(lowest(now)), _places(lowest(before))
    return [
        Ranked(
            line.member, line.cells[0], earlier.get(line.member.code, NO_CELL),
            places.get(line.member.code), was.get(line.member.code),
        )
        for line in _sorted(lowest(now), 0, descending=True)
    ]  # fmt: skip


def _places(lines: Sequence[Line]) -> dict[str, int]:
    told = {line.member.code: cell.value for line in lines for cell in line.cells[:1]}
    values = {code: value for code, value in told.items() if value is not None}
    return {
        code: 1 + sum(other > value for other in values.values()) for code, value in values.items()
    }
