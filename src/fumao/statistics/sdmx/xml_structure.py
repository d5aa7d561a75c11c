"""Structures as SDMX-ML 3.1 or 3.0."""

from datetime import datetime

from lxml import etree

from fumao.statistics.sdmx.components import Component
from fumao.statistics.sdmx.json_text import LANGUAGES
from fumao.statistics.sdmx.structure import (
    Artefact,
    Structures,
    definition_urn,
)
from fumao.statistics.sdmx.xml_message import Names, written

_ELEMENTS = {
    "agencyscheme": ("AgencySchemes", "AgencyScheme", "Agency"),
    "codelist": ("Codelists", "Codelist", "Code"),
    "conceptscheme": ("ConceptSchemes", "ConceptScheme", "Concept"),
    "dataflow": ("Dataflows", "Dataflow", ""),
    "datastructure": ("DataStructures", "DataStructure", ""),
}
_COMPONENTS = {"dimension": "Dimension", "time": "TimeDimension", "measure": "Measure"}


def structure_xml(found: Structures, version: str, agency: str, prepared: datetime) -> bytes:
    """Return a structure message; names stand in both languages."""
    names = Names(version)
    kept = {prefix: uri for prefix, uri in names.map.items() if prefix in ("mes", "str", "com")}
    root = etree.Element(names.tag("mes:Structure"), nsmap=kept)
    names.header(root, agency, prepared)
    body = names.add(root, "mes:Structures")
    for kind, (plural, _, _) in _ELEMENTS.items():
        if some := found.of(kind):
            group = names.add(body, f"str:{plural}")
            for one in some:
                _artefact(names, group, one)
    return written(root)


def _artefact(names: Names, parent: etree._Element, one: Artefact) -> None:
    _, element, item_element = _ELEMENTS[one.kind]
    attributes = {"urn": one.urn, "agencyID": one.agency, "id": one.id}
    if one.kind != "agencyscheme":  # the standard gives agency schemes no version of their own
        attributes["version"] = one.version
    if one.partial:
        attributes["isPartial"] = "true"
    there = names.add(parent, f"str:{element}", None, attributes)
    for language in LANGUAGES:
        names.add_name(there, language, one.name.say(language))
    if one.stub:
        return
    if one.kind == "dataflow":
        names.add(there, "str:Structure", definition_urn(one.agency, one.id, one.version))
    if one.kind == "datastructure":
        _definition(names, there, one)
    for item in one.items:
        entry = names.add(there, f"str:{item_element}", None, {"id": item.id})
        for language in LANGUAGES:
            names.add_name(entry, language, item.name.say(language))
        if item.parent is not None and names.allows_parent(item.parent):
            names.add(entry, "str:Parent", item.parent)


def _definition(names: Names, parent: etree._Element, one: Artefact) -> None:
    parts = names.add(parent, "str:DataStructureComponents")
    dimensions = names.add(parts, "str:DimensionList", None, {"id": "DimensionDescriptor"})
    attributes = names.add(parts, "str:AttributeList", None, {"id": "AttributeDescriptor"})
    measures = names.add(parts, "str:MeasureList", None, {"id": "MeasureDescriptor"})
    position = 0
    for part in one.components:
        said = {"id": part.id}
        if part.role == "dimension":
            position += 1
            said["position"] = str(position)
        if part.role == "attribute":
            _attribute(names, attributes, one, part)
        elif part.role == "measure":
            _component(names, measures, one, part, said | {"usage": "optional"})
        else:
            _component(names, dimensions, one, part, said)


def _attribute(names: Names, parent: etree._Element, one: Artefact, part: Component) -> None:
    there = _component(names, parent, one, part, {"id": part.id, "usage": "optional"})
    belongs = names.add(there, "str:AttributeRelationship")
    if not part.dimensions():
        names.add(belongs, "str:Observation")
    for dimension in part.dimensions():
        names.add(belongs, "str:Dimension", dimension)


def _component(
    names: Names, parent: etree._Element, one: Artefact, part: Component, said: dict[str, str]
) -> etree._Element:
    """Add what every component has: identifier, concept, codes or type of data."""
    element = _COMPONENTS.get(part.role, "Attribute")
    there = names.add(parent, f"str:{element}", None, said)
    concept = one.concept_urn(part)
    names.add(there, "str:ConceptIdentity", concept)
    representation = names.add(there, "str:LocalRepresentation")
    if part.codes is None:
        names.add(representation, "str:TextFormat", None, {"textType": part.data_type})
    else:
        codes = one.codes_urn(part.codes)
        names.add(representation, "str:Enumeration", codes)
    return there
