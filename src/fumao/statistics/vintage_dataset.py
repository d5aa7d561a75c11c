"""Vintages as a data set of the standard: every published cell an observation, hidden ones marked.

One flow for a publication of an area, over all periods that are out. Where two releases tell the
same figure (a series told again, revised), the one that came out later counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from fumao.core.errors import Words
from fumao.core.periods import Period, parse_period
from fumao.statistics.publication import AREA, Publication
from fumao.statistics.sdmx import (
    Agency,
    CodeList,
    DataSet,
    Dimension,
    Indicator,
    Item,
    Observation,
    code_id,
    hidden,
    shown,
    unknown,
)
from fumao.statistics.tabulation import TOTAL

type Content = Mapping[str, Any]
type Place = tuple[str, tuple[str, ...], Period]
_UNITS = {
    "USD": Item("USD", Words("美元", "US dollar")),
    "CNY": Item("CNY", Words("人民币元", "Yuan")),
    "%": Item("PT", Words("百分比", "Percent")),
    "": Item("PURE_NUMB", Words("个数", "Number")),
}
VERSION = "1.0.0"  # of the structure: dimensions and indicators, not of their codes


@dataclass(frozen=True, slots=True)
class Out:
    """A vintage that may be handed out, and the moment it came out."""

    name: str
    content: Content
    released: datetime


def flow_id(publication: str, area: str) -> str:
    """Return the identifier of the flow: DF_OUTSOURCING_BULLETIN_350200."""
    return f"DF_{publication}_{area}".upper().replace("-", "_")


def agency_id(area: str) -> str:
    """Return the identifier of who publishes for an area: CN_350200."""
    return f"CN_{area}".upper().replace("-", "_")


def dataset_of(one: Publication, vintages: Sequence[Out]) -> DataSet:
    """Return the data set of some vintages of one area, in the order they came out.

    Raises ValueError without a vintage.
    """
    if not vintages:
        raise ValueError("a data set needs a vintage")
    last = vintages[-1]
    area = last.content["area"]
    found: dict[Place, Observation] = {}
    indicators: dict[str, Indicator] = {}
    codes: dict[str, dict[str, Item]] = {name.name: {} for name in one.dimensions}
    for out in vintages:
        reading = _Reading(one, out.content)
        indicators |= reading.indicators()
        for name, items in reading.codes().items():
            codes[name] |= items
        for seen in reading.observations():
            found[seen.indicator, seen.key, seen.period] = seen
    return DataSet(
        agency=Agency(agency_id(area["code"]), Words(area["zh"], area["en"])),
        id=flow_id(one.key, area["code"]),
        version=VERSION,
        name=Words(area["zh"] + one.title.zh, f"{area['en']}: {one.title.en}"),
        dimensions=tuple(
            Dimension(_id(name.name), name.label, _list(name.name, name.label, codes[name.name]))
            for name in one.dimensions
        ),
        indicators=tuple(indicators.values()),
        observations=tuple(found[place] for place in sorted(found, key=_order)),
        vintage=last.name,
        released=last.released,
    )


def _order(place: Place) -> tuple[str, tuple[str, ...], str]:
    return place[0], place[1], place[2].code


def _id(name: str) -> str:
    return name.upper()


def _list(name: str, label: Words, items: Mapping[str, Item]) -> CodeList:
    return CodeList(f"CL_{_id(name)}", label, tuple(items.values()))


class _Reading:
    """One content read as observations."""

    def __init__(self, one: Publication, content: Content) -> None:
        self.one, self.content = one, content
        self.period = parse_period(content["period"])
        self.names = [dimension.name for dimension in one.dimensions]
        self.whole = code_id(content["area"]["code"])

    def _key(self, codes: Mapping[str, str]) -> tuple[str, ...]:
        """Return the key of a cell; what is not told apart is the total, the area itself."""
        return tuple(
            code_id(codes.get(name, TOTAL)) if codes.get(name, TOTAL) != TOTAL
            else self.whole if name == AREA else TOTAL
            for name in self.names
        )  # fmt: skip

    def codes(self) -> dict[str, dict[str, Item]]:
        """Return the codes of every dimension; rests and groups stand beside those of the lists."""
        found: dict[str, dict[str, Item]] = {}
        area = self.content["area"]
        for name, rows in self.content["inputs"]["codes"].items():
            top = (
                Item(self.whole, Words(area["zh"], area["en"]))
                if name == AREA
                else Item(TOTAL, Words("合计", "Total"))
            )
            items = {top.id: top}
            for code, parent, zh, en in rows:
                up = code_id(parent) if parent else self.whole if name == AREA else None
                items[code_id(code)] = Item(code_id(code), Words(zh, en), up)
            found[name] = items
        for table in self.content["tables"]:
            for row in table["rows"]:
                if row["kind"] in ("other", "group"):
                    id = _row_code(row)
                    label = Words(row["label"]["zh"], row["label"]["en"])
                    found[table["rows_by"]].setdefault(id, Item(id, label))
        return found

    def indicators(self) -> dict[str, Indicator]:
        """Return what is measured: the measures, their changes and shares, the respondents."""
        found: dict[str, Indicator] = {}
        for table in self.content["tables"]:
            for column in table["columns"]:
                id = _indicator(column)
                found.setdefault(id, self._made(id, column))
        for terms in self.one.series:
            measure = self.one.measure(terms.measure)
            unit = _UNITS.get(measure.unit.currency, _UNITS[""])
            id = _id(measure.key)
            made = Indicator(id, measure.label, unit, measure.unit.scale, measure.unit.places)
            found.setdefault(id, made)
        return found

    def _made(self, id: str, column: Content) -> Indicator:
        measure = self.one.measure(column["measure"])
        unit = column["unit"]
        match column["shows"]:
            case "value":
                return Indicator(
                    id, measure.label, _UNITS.get(measure.unit.currency, _UNITS[""]),
                    unit["scale"], unit["places"],
                )  # fmt: skip
            case "respondents":
                return Indicator(id, Words("企业家数", "Enterprises"), _UNITS[""])
            case "growth":
                name = Words(f"{measure.label.zh}同比", f"Change of: {measure.label.en}")
                return Indicator(id, name, _UNITS["%"], 0, unit["places"])
            case _:
                name = Words(f"{measure.label.zh}占比", f"Share of: {measure.label.en}")
                return Indicator(id, name, _UNITS["%"], 0, unit["places"])

    def observations(self) -> Iterator[Observation]:
        """Yield every cell of tables and series; of a cell told twice the first."""
        seen: set[Place] = set()
        for indicator, key, period, cell in (*self._of_tables(), *self._of_series()):
            place = (indicator, key, period)
            if place not in seen:
                seen.add(place)
                yield _observation(place, cell)

    def _of_tables(self) -> Iterator[tuple[str, tuple[str, ...], Period, Content]]:
        split = self.one.split
        for table in self.content["tables"]:
            for row in table["rows"]:
                for column, cell in zip(table["columns"], row["cells"], strict=True):
                    at = column["at"] if column["at"] != TOTAL else table["only"] or TOTAL
                    codes = {table["rows_by"]: _row_code(row), split: at}
                    yield _indicator(column), self._key(codes), self.period, cell

    def _of_series(self) -> Iterator[tuple[str, tuple[str, ...], Period, Content]]:
        for terms, item in zip(self.one.series, self.content["series"], strict=True):
            indicator = _id(terms.measure)
            for line in item["lines"]:
                key = self._key({self.one.split: line["code"]})
                for code, cell in zip(item["periods"], line["cells"], strict=True):
                    yield indicator, key, parse_period(code), cell


def _row_code(row: Content) -> str:
    code: str = row["code"]
    if row["kind"] == "group":
        return f"G_{code_id(code)}"
    return code_id(code)


def _indicator(column: Content) -> str:
    match column["shows"]:
        case "value":
            return _id(column["measure"])
        case "respondents":
            return "RESPONDENTS"
        case shows:
            return f"{_id(column['measure'])}_{shows.upper()}"


def _observation(place: Place, cell: Content) -> Observation:
    if cell["value"] is not None:
        return shown(*place, Decimal(cell["value"]))
    if cell["why"] in ("unknown", "incomparable"):
        return unknown(*place)
    return hidden(*place, primary=cell["why"] != "secondary")
