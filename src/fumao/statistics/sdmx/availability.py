"""Which codes of the dimensions there are figures for: the availability constraint of the standard.

Written as SDMX-JSON 2.1 and SDMX-ML 3.1; the editions before them have no such message.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lxml import etree

from fumao.statistics.sdmx import lists
from fumao.statistics.sdmx.components import cells, components
from fumao.statistics.sdmx.dataset import TIME, DataSet
from fumao.statistics.sdmx.errors import QueryError
from fumao.statistics.sdmx.json_text import Json, json_text, opening
from fumao.statistics.sdmx.query import AvailabilityQuery
from fumao.statistics.sdmx.select import matching
from fumao.statistics.sdmx.structure import flow_urn
from fumao.statistics.sdmx.xml_message import Names, written


@dataclass(frozen=True, slots=True)
class Available:
    """The codes in use by dimension, how many series and how many figures."""

    dataset: DataSet
    codes: Mapping[str, tuple[str, ...]]
    series: int
    observations: int


def available(dataset: DataSet, query: AvailabilityQuery) -> Available:
    """Return what there is of a data set; raises QueryError (422) for a dimension it has not."""
    dimensions = [one.id for one in components(dataset) if one.role in ("dimension", "time")]
    if unknown := set(query.components) - set(dimensions):
        raise QueryError(
            422,
            f"{dataset.id} 没有维度 {'、'.join(sorted(unknown))}",
            f"{dataset.id} has no dimension {', '.join(sorted(unknown))}",
        )
    found = matching(dataset, query.keys, query.conditions)
    rows = [cells(dataset, one) for one in found]
    periods = sorted({one.period for one in found}, key=lambda one: (one.start, one.end))
    codes = {
        id: tuple(dict.fromkeys(row[id] or "" for row in rows)) for id in dimensions if id != TIME
    } | {TIME: tuple(lists.time_code(one) for one in periods)}
    wanted = query.components or tuple(dimensions)
    return Available(
        dataset,
        {id: codes[id] for id in dimensions if id in wanted and codes[id]},
        len({dataset.key_of(one) for one in found}),
        len(found),
    )


def available_json(found: Iterable[Available]) -> str:
    """Return constraints as a structure message; raises ValueError where there is none."""
    some = list(found)
    first = max((one.dataset for one in some), key=lambda one: one.released)
    constraints: list[Json] = [
        {
            "constraintAttachment": {"dataflow": flow_urn(one.dataset)},
            "cubeRegion": {
                "include": True,
                "keyValues": [
                    {"id": id, "include": True, "values": list(codes)}
                    for id, codes in one.codes.items()
                ],
            },
            "seriesCount": one.series,
            "obsCount": one.observations,
        }
        for one in some
    ]
    start = opening("structure", "2.1.0", first.agency.id, first.released)
    return json_text({**start, "data": {"availabilityConstraints": constraints}})


def available_xml(found: Iterable[Available]) -> bytes:
    """Return constraints as a structure message; raises ValueError where there is none."""
    some = list(found)
    first = max((one.dataset for one in some), key=lambda one: one.released)
    names = Names("3.1.0")
    kept = {prefix: uri for prefix, uri in names.map.items() if prefix in ("mes", "str", "com")}
    root = etree.Element(names.tag("mes:Structure"), nsmap=kept)
    names.header(root, first.agency.id, first.released)
    group = names.add(names.add(root, "mes:Structures"), "str:AvailabilityConstraints")
    for one in some:
        counts = {"seriesCount": str(one.series), "obsCount": str(one.observations)}
        there = names.add(group, "str:AvailabilityConstraint", None, counts)
        attached = names.add(there, "str:ConstraintAttachment")
        names.add(attached, "str:Dataflow", flow_urn(one.dataset))
        region = names.add(there, "str:CubeRegion", None, {"include": "true"})
        for id, codes in one.codes.items():
            key = names.add(region, "str:KeyValue", None, {"id": id})
            for code in codes:
                names.add(key, "str:Value", code)
    return written(root)
