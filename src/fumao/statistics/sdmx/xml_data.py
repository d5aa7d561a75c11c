"""Observations as structure-specific data of SDMX-ML 3.1 or 3.0."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from lxml import etree

from fumao.statistics.sdmx.components import cells, components
from fumao.statistics.sdmx.select import FLAT, Selection
from fumao.statistics.sdmx.structure import flow_urn
from fumao.statistics.sdmx.xml_message import Names, written


def namespace(selection: Selection) -> str:
    """Return the namespace of the types of a flow, as laid out by a dimension."""
    return f"{flow_urn(selection.dataset)}:ObsLevelDim:{selection.at}"


def data_xml(selection: Selection, version: str) -> bytes:
    """Return a data message of one data set: series by the dimension at the observation, or flat.

    A figure that is hidden or not known has no OBS_VALUE.
    """
    dataset, names = selection.dataset, Names(version)
    kept = {prefix: uri for prefix, uri in names.map.items() if prefix != "str"}
    own = namespace(selection)
    root = etree.Element(names.tag("mes:StructureSpecificData"), nsmap={**kept, "ns1": own})
    header = names.header(root, dataset.agency.id, dataset.released)
    structure = names.add(
        header,
        "mes:Structure",
        None,
        {"structureID": dataset.id, "namespace": own, "dimensionAtObservation": selection.at},
    )
    names.add(structure, "com:StructureUsage", flow_urn(dataset))
    body = names.add(
        root,
        "mes:DataSet",
        None,
        {
            names.tag("ss:structureRef"): dataset.id,
            names.tag("ss:action"): "Information",
            names.tag("xsi:type"): "ns1:DataSetType",
        },
    )
    _observations(names, body, selection)
    return written(root)


def _observations(names: Names, body: etree._Element, selection: Selection) -> None:
    dataset, at = selection.dataset, selection.at
    dimensions = [one.id for one in components(dataset) if one.role in ("dimension", "time")]
    series = [] if at == FLAT else [id for id in dimensions if id != at]
    with_series = {
        one.id
        for one in selection.attributes()
        if one.dimensions() and {*one.dimensions()} <= {*series}
    }
    of_figure = ({*dimensions} - {*series}) | (selection.shown - with_series)
    rows = [cells(dataset, one) for one in selection.observations]
    if not series:
        for row in rows:
            names.add(body, "Obs", None, _filled(row, of_figure))
        return

    def key(row: Mapping[str, str | None]) -> tuple[str, ...]:
        return tuple(row[id] or "" for id in series)

    # Series in the order in which their first figure comes; sections are not sorted by their key.
    first = {one: place for place, one in reversed([*enumerate(map(key, rows))])}
    for _, group in groupby(sorted(rows, key=lambda row: first[key(row)]), key):
        held = list(group)
        there = names.add(body, "Series", None, _filled(held[0], {*series, *with_series}))
        for row in held:
            names.add(there, "Obs", None, _filled(row, of_figure))


def _filled(row: Mapping[str, str | None], ids: Iterable[str]) -> dict[str, str]:
    """Return those of some components that have a value, in the order of the structure."""
    wanted = set(ids)
    return {id: value for id, value in row.items() if id in wanted and value is not None}
