"""Observations as SDMX-JSON 2.1 or 2.0: in series by time, in sections or flat."""

from collections.abc import Mapping, Sequence

from fumao.core.periods import Period
from fumao.statistics.sdmx import lists
from fumao.statistics.sdmx.components import Component, cells, components, dataset_cells
from fumao.statistics.sdmx.dataset import INDICATOR, TIME, VALUE, DataSet, Observation
from fumao.statistics.sdmx.json_text import Json, belonging, json_text, named, opening
from fumao.statistics.sdmx.select import FLAT, Selection
from fumao.statistics.sdmx.structure import definition_urn, flow_urn


def data_json(selection: Selection, version: str, language: str) -> str:
    """Return a data message of one data set."""
    dataset = selection.dataset
    layout = _Layout(selection, language)
    body: dict[str, Json] = {
        "structures": [layout.structure()],
        "dataSets": [layout.data()],
    }
    start = opening("data", version, dataset.agency.id, dataset.released)
    return json_text({**start, "data": body})


class _Layout:
    """Where every component stands: which dimensions make the series, and the values in use."""

    def __init__(self, selection: Selection, language: str) -> None:
        self.selection, self.language = selection, language
        self.dataset: DataSet = selection.dataset
        self.rows = [(one, cells(self.dataset, one)) for one in selection.observations]
        dimensions = [one for one in components(self.dataset) if one.role in ("dimension", "time")]
        self.position = {one.id: place for place, one in enumerate(dimensions)}
        flat = selection.at == FLAT
        self.observation = [one for one in dimensions if flat or one.id == selection.at]
        self.series = [one for one in dimensions if one not in self.observation]
        self.values = {one.id: self._values(one) for one in dimensions}
        self.index = {
            id: {code: place for place, code in enumerate(used)} for id, used in self.values.items()
        }
        attributes = selection.attributes()
        in_series = {one.id for one in self.series}
        self.levels: dict[str, list[Component]] = {"dataSet": [], "series": [], "observation": []}
        for one in attributes:
            self.levels[_level(one, in_series)].append(one)

    def _values(self, dimension: Component) -> dict[str, Period | None]:
        """Return the values of a dimension in use, in the order of their list or of time."""
        if dimension.id == TIME:
            periods = {one.period for one, _ in self.rows}
            ordered = sorted(periods, key=lambda one: (one.start, one.end))
            return {lists.time_code(one): one for one in ordered}
        used = {row[dimension.id] for _, row in self.rows}
        items = () if dimension.codes is None else dimension.codes.items
        return {item.id: None for item in items if item.id in used}

    def structure(self) -> dict[str, Json]:
        dataset = self.dataset
        measures = [one for one in components(dataset) if one.role == "measure"]
        return {
            **named(dataset.name, self.language),
            "dataSets": [0],
            "links": [
                {"rel": "dataflow", "urn": flow_urn(dataset)},
                {
                    "rel": "datastructure",
                    "urn": definition_urn(dataset.agency.id, dataset.id, dataset.version),
                },
            ],
            "dimensions": {
                "dataSet": [],
                "series": [self._dimension(one) for one in self.series],
                "observation": [self._dimension(one) for one in self.observation],
            },
            "measures": {
                "observation": [
                    {"id": one.id, **named(one.name, self.language)}
                    for one in measures
                    if VALUE in self.selection.shown
                ]
            },
            "attributes": {
                level: [self._attribute(one) for one in some] for level, some in self.levels.items()
            },
        }

    def _dimension(self, one: Component) -> dict[str, Json]:
        values: list[Json] = []
        names = {} if one.codes is None else one.codes.by_id()
        for code, period in self.values[one.id].items():
            if period is None:
                values.append({"id": code, **named(names[code].name, self.language)})
            else:
                values.append(_period(code, period, self.language))
        said: dict[str, Json] = {
            "id": one.id,
            **named(one.name, self.language),
            "keyPosition": self.position[one.id],
        }
        return {**said, "values": values} if values else said

    def _attribute(self, one: Component) -> dict[str, Json]:
        said: dict[str, Json] = {
            "id": one.id,
            **named(one.name, self.language),
            "relationship": belonging(one),
        }
        if one.codes is not None:
            said["values"] = [
                {"id": item.id, **named(item.name, self.language)} for item in one.codes.items
            ]
        return said

    def data(self) -> dict[str, Json]:
        data: dict[str, Json] = {
            "structure": 0,
            "links": [{"rel": "dataflow", "urn": flow_urn(self.dataset)}],
            "action": "Information",
        }
        if self.levels["dataSet"]:
            data["attributes"] = _said(self.levels["dataSet"], dataset_cells(self.dataset))
        if not self.series:
            data["observations"] = dict(self._observation(one, row) for one, row in self.rows)
            return data
        series: dict[str, dict[str, Json]] = {}
        held: dict[str, dict[str, Json]] = {}
        for one, row in self.rows:
            key = self._key(self.series, row)
            if key not in series:
                held[key] = {}
                series[key] = {
                    "attributes": _said(self.levels["series"], row),
                    "observations": held[key],
                }
            place, values = self._observation(one, row)
            held[key][place] = values
        return {**data, "series": series}

    def _observation(
        self, one: Observation, row: Mapping[str, str | None]
    ) -> tuple[str, list[Json]]:
        measure: list[Json] = [one.value] if VALUE in self.selection.shown else []
        return (
            self._key(self.observation, row),
            [*measure, *_said(self.levels["observation"], row)],
        )

    def _key(self, some: Sequence[Component], row: Mapping[str, str | None]) -> str:
        return ":".join(str(self.index[one.id][row[one.id] or ""]) for one in some)


def _level(one: Component, in_series: set[str]) -> str:
    if one.level == "dataset":
        return "dataSet"
    return "series" if one.level == "indicator" and INDICATOR in in_series else "observation"


def _said(some: Sequence[Component], row: Mapping[str, str | None]) -> list[Json]:
    """Return the values of attributes: the place in their list, or the value itself."""
    values: list[Json] = []
    for one in some:
        value = row[one.id]
        if value is None:
            values.append(None)
        elif one.codes is not None:
            values.append([item.id for item in one.codes.items].index(value))
        else:
            values.append(int(value) if one.data_type == "Integer" else value)
    return values


def _period(code: str, period: Period, language: str) -> dict[str, Json]:
    return {
        "id": code,
        "name": period.show(language),
        "names": {one: period.show(one) for one in ("zh", "en")},
        "start": f"{period.start}T00:00:00Z",
        "end": f"{period.end}T23:59:59Z",
    }
