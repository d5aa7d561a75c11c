"""Readers for the tests that know nothing of our writers: JSON by the standard's field guide, and
the schema of one data set as the standard derives it from a structure.
"""

import json
from decimal import Decimal
from typing import Any

from fumao.statistics.sdmx import DataSet
from fumao.statistics.sdmx.lists import CONF_STATUS, FREQ, OBS_STATUS, UNIT_MULT, time_code

type Row = tuple[tuple[str, ...], Decimal | None, str, str, str | None]


def expected(dataset: DataSet) -> set[Row]:
    """Return what every observation must say: key with time, value, two statuses, comment."""
    freq = {"Month": "M", "Quarter": "Q", "HalfYear": "S", "Year": "A"}
    return {
        (
            (freq[type(one.period).__name__], one.indicator, *one.key, time_code(one.period)),
            one.value,
            one.status,
            one.confidentiality,
            one.attributes.get("COMMENT"),
        )
        for one in dataset.observations
    }


def json_rows(text: bytes | str) -> set[Row]:
    """Read observations of SDMX-JSON 2.x from the indices in its keys and arrays."""
    data = json.loads(text, parse_float=Decimal)["data"]
    structure, held = data["structures"][0], data["dataSets"][0]
    dimensions, attributes = structure["dimensions"], structure["attributes"]["observation"]
    rows = set()
    for place, parts in held.get(
        "series", {"": {"observations": held.get("observations")}}
    ).items():
        series = _codes(dimensions["series"], place)
        for key, values in parts["observations"].items():
            said = series | _codes(dimensions["observation"], key)
            ordered = sorted(
                dimensions["series"] + dimensions["observation"], key=lambda one: one["keyPosition"]
            )
            names = [one["id"] for one in attributes]
            told = dict(zip(names, map(_value, attributes, values[1:]), strict=True))
            rows.add((
                tuple(said[one["id"]] for one in ordered),
                None if values[0] is None else Decimal(values[0]),
                told["OBS_STATUS"], told["CONF_STATUS"], told.get("COMMENT"),
            ))  # fmt: skip
    return rows


def _codes(dimensions: list[dict[str, Any]], key: str) -> dict[str, str]:
    places = key.split(":") if dimensions else []
    pairs = zip(dimensions, places, strict=True)
    return {one["id"]: one["values"][int(place)]["id"] for one, place in pairs}


def _value(attribute: dict[str, Any], value: Any) -> Any:
    return value if value is None or "values" not in attribute else attribute["values"][value]["id"]


_TYPES = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{own}"
  xmlns="{own}" xmlns:dsd="{base}/data/structurespecific" xmlns:common="{base}/common"
  elementFormDefault="qualified" attributeFormDefault="unqualified">
  <xs:import namespace="{base}/message" schemaLocation="{message}"/>
  <xs:import namespace="{base}/common" schemaLocation="{folder}/SDMXCommon.xsd"/>
  <xs:import namespace="{base}/data/structurespecific"
    schemaLocation="{folder}/SDMXDataStructureSpecific.xsd"/>
  {lists}
  <xs:complexType name="DataSetType"><xs:complexContent><xs:restriction base="dsd:DataSetType">
    <xs:sequence><xs:element ref="common:Annotations" minOccurs="0"/>
    <xs:choice minOccurs="0" maxOccurs="unbounded">{inside}</xs:choice></xs:sequence>
  </xs:restriction></xs:complexContent></xs:complexType>
  {types}
</xs:schema>"""
_TYPE = """<xs:complexType name="{name}"><xs:complexContent><xs:restriction base="dsd:{name}">
  <xs:sequence><xs:element ref="common:Annotations" minOccurs="0"/>{obs}</xs:sequence>
  {attributes}</xs:restriction></xs:complexContent></xs:complexType>"""
_OBS = (
    '<xs:element name="Obs" type="ObsType" form="unqualified" minOccurs="0" maxOccurs="unbounded"/>'
)


def schema_of(dataset: DataSet, own: str, folder: str, version: str, *, flat: bool) -> str:
    """Return the XML schema for a data set in series by time, or flat (SDMX 3, section 3A, IV)."""
    units = ("CNY", "PS")
    codes = {
        "FREQ": [one.id for one in FREQ.items],
        "INDICATOR": [one.id for one in dataset.indicators],
        **{one.id: [item.id for item in one.codes.items] for one in dataset.dimensions},
        "OBS_STATUS": [one.id for one in OBS_STATUS.items],
        "CONF_STATUS": [one.id for one in CONF_STATUS.items],
        "UNIT_MEASURE": units,
        "UNIT_MULT": [one.id for one in UNIT_MULT.items],
    }
    lists = "".join(
        f'<xs:simpleType name="{name}"><xs:restriction base="xs:string">'
        + "".join(f'<xs:enumeration value="{code}"/>' for code in some)
        + "</xs:restriction></xs:simpleType>"
        for name, some in codes.items()
    )
    time = '<xs:attribute name="TIME_PERIOD" type="common:ObservationalTimePeriodType" use="{}"/>'
    key = _attributes(["FREQ", "INDICATOR", *(one.id for one in dataset.dimensions)], "required")
    series = _attributes(["UNIT_MEASURE", "UNIT_MULT"], "optional") + _attributes(
        ["DECIMALS:integer", "VINTAGE:string", "RELEASE_TIME:string", "RULES:string"], "optional"
    )
    figure = time.format("required") + _attributes(
        ["OBS_VALUE:decimal", "OBS_STATUS", "CONF_STATUS", "COMMENT:string"], "optional"
    )
    if flat:
        inside = '<xs:element name="Obs" type="ObsType" form="unqualified"/>'
        types = _TYPE.format(name="ObsType", obs="", attributes=key + series + figure)
    else:
        inside = '<xs:element name="Series" type="SeriesType" form="unqualified"/>'
        of_series = key + series + time.format("prohibited")
        types = _TYPE.format(name="SeriesType", obs=_OBS, attributes=of_series)
        types += _TYPE.format(name="ObsType", obs="", attributes=figure)
    return _TYPES.format(
        own=own, folder=folder, message=f"{folder}/SDMXMessage.xsd", lists=lists, inside=inside,
        types=types, base=f"http://www.sdmx.org/resources/sdmxml/schemas/v{version}",
    )  # fmt: skip


def _attributes(names: list[str], use: str) -> str:
    said = ""
    for name in names:
        id, _, kind = name.partition(":")
        said += f'<xs:attribute name="{id}" type="{f"xs:{kind}" if kind else id}" use="{use}"/>'
    return said
