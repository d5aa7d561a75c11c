"""What published vintages tell, cell by cell: the one source of analysis that is for everybody.

A figure is in it as it was published, or not at all: nothing is summed from below, and what a
vintage hides stays hidden with its reason (统计法 art. 28). Where two vintages tell the same figure
(a series told again, revised), the one that came out later counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fumao.core.errors import Words
from fumao.core.periods import Period, parse_period
from fumao.statistics.pivot import NO_CELL, UNKNOWN, Axis, Cell, Kind, Member, Shows
from fumao.statistics.publication import AREA, Publication
from fumao.statistics.tabulation import TOTAL, is_rest

type Content = Mapping[str, Any]
type Key = tuple[str, ...]
type Place = tuple[str, Shows, Key, str]  # measure, what it shows, codes, period
GROUP = "@"  # before the key of a group: EU is a group and may be a code


@dataclass(frozen=True, slots=True)
class Parsed:
    """One vintage as cells, the rows it has names for, and the groups as they stood."""

    period: str
    names: tuple[str, ...]  # of the dimensions, as the keys of cells have them
    cells: Mapping[Place, Cell]
    members: Mapping[str, tuple[Member, ...]]
    groups: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, Words]  # of the members of groups


def parsed(one: Publication, content: Content) -> Parsed:
    """Read the content of a vintage that was made by a definition."""
    reading = _Reading(one, content)
    cells: dict[Place, Cell] = {}
    for place, cell in reading.cells():
        cells.setdefault(place, cell)
    return Parsed(
        content["period"],
        tuple(reading.names),
        cells,
        {dimension.name: reading.members(dimension.name) for dimension in one.dimensions},
        {group["key"]: tuple(group["members"]) for group in content["inputs"]["groups"]},
        reading.labels(),
    )


class _Reading:
    def __init__(self, one: Publication, content: Content) -> None:
        self.one, self.content = one, content
        self.names = [dimension.name for dimension in one.dimensions]
        self.empty = {
            GROUP + group["key"] for group in content["inputs"]["groups"] if not group["members"]
        }

    def cells(self) -> Iterator[tuple[Place, Cell]]:
        """Yield every cell of tables, series and headlines that is a figure of its own."""
        yield from self._of_tables()
        yield from self._of_series()
        yield from self._of_headlines()

    def _key(self, codes: Mapping[str, str]) -> Key:
        return tuple(codes.get(name, TOTAL) for name in self.names)

    def _of_tables(self) -> Iterator[tuple[Place, Cell]]:
        period = self.content["period"]
        for table in self.content["tables"]:
            for row in table["rows"]:
                for column, cell in zip(table["columns"], row["cells"], strict=True):
                    at = column["at"] if column["at"] != TOTAL else table["only"] or TOTAL
                    key = self._key({table["rows_by"]: _code(row), self.one.split: at})
                    # A group that nobody has joined yet has no figure: nothing is not zero.
                    told = UNKNOWN if _code(row) in self.empty else _cell(cell)
                    yield (column["measure"], column["shows"], key, period), told

    def _of_series(self) -> Iterator[tuple[Place, Cell]]:
        for terms, item in zip(self.one.series, self.content["series"], strict=True):
            for line in item["lines"]:
                key = self._key({self.one.split: line["code"]})
                for code, cell in zip(item["periods"], line["cells"], strict=True):
                    yield (terms.measure, "value", key, code), _cell(cell)
            for code, cell in zip(item["periods"], item["growth"], strict=True):
                yield (terms.measure, "growth", self._key({}), code), _cell(cell)

    def _of_headlines(self) -> Iterator[tuple[Place, Cell]]:
        period = self.content["period"]
        kept = {item["key"]: item for item in self.content["headlines"]}
        for terms in self.one.headlines:
            item = kept[terms.key]
            key = self._key({self.one.split: terms.at or TOTAL})
            shows: Shows = "so_far" if terms.so_far else terms.shows
            yield (terms.measure, shows, key, period), _cell(item["cell"])
            if terms.so_far:
                continue
            for measure, growth in zip(self.one.measures, item["growth"], strict=False):
                yield (measure.key, "growth", key, period), _cell(growth["cell"])

    def labels(self) -> dict[str, Words]:
        """Return how the members of groups are called."""
        wanted = {code for one in self.content["inputs"]["groups"] for code in one["members"]}
        return {
            code: Words(zh, en)
            for codes in self.content["inputs"]["codes"].values()
            for code, _up, zh, en in codes
            if code in wanted
        }

    def members(self, name: str) -> tuple[Member, ...]:
        """Return the members that a dimension has here, the total first and groups last."""
        rows = {
            _code(row): row
            for table in self.content["tables"]
            if table["rows_by"] == name
            for row in table["rows"]
        }
        codes = self.content["inputs"]["codes"].get(name, ())
        parents = {code: parent for code, parent, _zh, _en in codes}
        found = [_total(self.content, name)]
        if name == self.one.split:
            found += [Member(code, Words(zh, en), "row", up) for code, up, zh, en in codes]
        for code, row in rows.items():
            kind: Kind = row["kind"]
            if kind == "total":
                continue
            above = code.rpartition(".")[0] if is_rest(code) else parents.get(code, "")
            label = Words(row["label"]["zh"], row["label"]["en"])
            found.append(Member(code, label, kind, above, row["level"]))
        return tuple(found)


def _total(content: Content, name: str) -> Member:
    area = content["area"]
    label = Words(area["zh"], area["en"]) if name == AREA else Words("合计", "Total")
    return Member(TOTAL, label, "total", level=0)


def _code(row: Content) -> str:
    code: str = row["code"]
    return GROUP + code if row["kind"] == "group" else code


def _cell(cell: Content) -> Cell:
    value = cell["value"]
    return Cell(None, cell["why"]) if value is None else Cell(Decimal(value))


class Published:
    """The figures of some vintages of one publication and area, by the axes of their tables."""

    def __init__(self, one: Publication, vintages: Sequence[Parsed]) -> None:
        """`vintages` in the order they came out."""
        self.publication = one
        self._names = [dimension.name for dimension in one.dimensions]
        self._cells: dict[Place, Cell] = {}
        for vintage in vintages:
            self._cells |= dict(_by(self._names, vintage))
        self.periods: tuple[Period, ...] = tuple(
            sorted(parse_period(code) for code in _told_periods(self._cells))
        )
        self.axes: Mapping[str, Axis] = {
            dimension.name: Axis(
                dimension.name, dimension.label, _merged(dimension.name, vintages)
            )
            for dimension in one.dimensions
        }  # fmt: skip
        self.groups: Mapping[str, Mapping[str, tuple[str, ...]]] = {
            vintage.period: vintage.groups for vintage in vintages
        }
        self.labels: Mapping[str, Words] = {
            code: words for vintage in vintages for code, words in vintage.labels.items()
        }

    def cell(self, measure: str, shows: Shows, at: Mapping[str, str], period: Period) -> Cell:
        """Return a figure as it was published."""
        key = tuple(at.get(name, TOTAL) for name in self._names)
        return self._cells.get((measure, shows, key, period.code), NO_CELL)

    def told(self) -> list[tuple[str, Shows]]:
        """Return which measures are told, and what of them, in the order of the definition."""
        found = {(place[0], place[1]) for place in self._cells}
        order: tuple[Shows, ...] = ("value", "growth", "share", "so_far", "respondents")
        return [
            (measure.key, shows)
            for measure in self.publication.measures
            for shows in order
            if (measure.key, shows) in found
            or ((measure.key, "value") in found and shows in ("growth", "share", "so_far"))
        ]

    def crossed(self, measure: str) -> set[tuple[str, str]]:
        """Return the dimensions that figures of a measure are told by, each with the code of the
        split they are told for."""
        split = self._names.index(self.publication.split)
        return {
            (name, key[split])
            for (kept, _shows, key, _period) in self._cells
            for place, name in enumerate(self._names)
            if kept == measure and place != split and key[place] != TOTAL
        }


def _by(names: Sequence[str], vintage: Parsed) -> Iterator[tuple[Place, Cell]]:
    """Yield the cells of a vintage by the dimensions of a later definition: one that it did not
    have is a total, and what it told by one that is gone is left out."""
    if list(vintage.names) == list(names):
        yield from vintage.cells.items()
        return
    for (measure, shows, key, period), cell in vintage.cells.items():
        codes = dict(zip(vintage.names, key, strict=True))
        gone = (code for name, code in codes.items() if name not in names)
        if all(code == TOTAL for code in gone):
            yield (measure, shows, tuple(codes.get(name, TOTAL) for name in names), period), cell


def _told_periods(cells: Mapping[Place, Cell]) -> set[str]:
    """Return the periods of which something is known: a series reaches back further than that."""
    return {place[3] for place, cell in cells.items() if cell.why != "unknown"}


def _merged(name: str, vintages: Sequence[Parsed]) -> tuple[Member, ...]:
    """Return the members of all vintages in one order: codes by the tree, groups last."""
    kept: dict[str, Member] = {}
    for vintage in reversed(vintages):
        for one in vintage.members.get(name, ()):
            kept.setdefault(one.code, one)
    order: list[Member] = []

    def put(parent: str) -> None:
        below = [one for one in kept.values() if one.parent == parent and one.kind == "row"]
        for one in sorted(below, key=lambda one: one.code):
            order.append(one)
            put(one.code)
        order.extend(one for one in kept.values() if one.parent == parent and one.kind == "other")

    order.extend(one for one in kept.values() if one.kind == "total")
    put("")
    placed = {one.code for one in order}
    order.extend(
        one for one in kept.values() if one.code not in placed and one.kind in ("row", "other")
    )
    order.extend(one for one in kept.values() if one.kind == "group")
    return tuple(order)
