"""Structures as SDMX-JSON 2.1 or 2.0."""

from collections.abc import Callable
from datetime import datetime

from fumao.statistics.sdmx.components import Component
from fumao.statistics.sdmx.json_text import Json, belonging, json_text, named, opening
from fumao.statistics.sdmx.structure import (
    Artefact,
    Structures,
    definition_urn,
)

_PLURAL = {
    "agencyscheme": ("agencySchemes", "agencies"),
    "codelist": ("codelists", "codes"),
    "conceptscheme": ("conceptSchemes", "concepts"),
    "dataflow": ("dataflows", ""),
    "datastructure": ("dataStructures", ""),
}


def structure_json(
    found: Structures, version: str, agency: str, prepared: datetime, language: str
) -> str:
    """Return a structure message; names stand in both languages, `language` picks the first."""
    data: dict[str, list[Json]] = {}
    for one in found.artefacts:
        data.setdefault(_PLURAL[one.kind][0], []).append(_artefact(one, language))
    return json_text({**opening("structure", version, agency, prepared), "data": data})


def _artefact(one: Artefact, language: str) -> dict[str, Json]:
    said: dict[str, Json] = {
        "id": one.id,
        "version": one.version,
        "agencyID": one.agency,
        **named(one.name, language),
        "links": [{"rel": "self", "urn": one.urn}],
    }
    if one.stub:
        return said
    match one.kind:
        case "dataflow":
            said["structure"] = definition_urn(one.agency, one.id, one.version)
        case "datastructure":
            said["dataStructureComponents"] = _components(one)
        case _:
            said["isPartial"] = one.partial
            items: list[Json] = [
                {"id": item.id, **named(item.name, language)}
                | ({} if item.parent is None else {"parent": item.parent})
                for item in one.items
            ]
            said |= {_PLURAL[one.kind][1]: items} if items else {}
    return said


def _components(one: Artefact) -> dict[str, Json]:
    def of(role: str, shape: Callable[[Artefact, Component], dict[str, Json]]) -> list[Json]:
        return [shape(one, part) for part in one.components if part.role == role]

    return {
        "dimensionList": {
            "id": "DimensionDescriptor",
            "dimensions": of("dimension", _positioned),
            "timeDimension": of("time", _plain)[0],
        },
        "measureList": {"id": "MeasureDescriptor", "measures": of("measure", _optional)},
        "attributeList": {"id": "AttributeDescriptor", "attributes": of("attribute", _attribute)},
    }


def _plain(one: Artefact, part: Component) -> dict[str, Json]:
    """Return what every component has: identifier, concept, codes or type of data."""
    if part.codes is None:
        representation: dict[str, Json] = {"format": {"dataType": part.data_type}}
    else:
        codes = one.codes_urn(part.codes)
        representation = {"enumeration": codes}
    return {
        "id": part.id,
        "conceptIdentity": one.concept_urn(part),
        "localRepresentation": representation,
    }


def _positioned(one: Artefact, part: Component) -> dict[str, Json]:
    return {**_plain(one, part), "position": one.components.index(part)}


def _optional(one: Artefact, part: Component) -> dict[str, Json]:
    """Return the measure: a figure that is hidden or not known has none."""
    return {**_plain(one, part), "usage": "optional"}


def _attribute(one: Artefact, part: Component) -> dict[str, Json]:
    return {**_optional(one, part), "attributeRelationship": belonging(part)}
