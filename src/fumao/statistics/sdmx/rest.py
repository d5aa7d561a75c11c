"""The read interface of SDMX REST 2.x: path, parameters and Accept header made a query.

Pure: no request, no database. Raises QueryError with the status of HTTP and a sentence in both
languages; what the parts mean stands in the standard's own documents (sdmx-rest 2.2, data.md,
structures.md, availability.md).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import get_args

from fumao.statistics.sdmx.errors import QueryError
from fumao.statistics.sdmx.json_text import LANGUAGES
from fumao.statistics.sdmx.media import Format, Kind, negotiate
from fumao.statistics.sdmx.query import (
    ALL,
    AvailabilityQuery,
    Condition,
    DataQuery,
    KeyPattern,
    Operator,
    Query,
    Reference,
    StructureQuery,
    Test,
)
from fumao.statistics.sdmx.versions import Pattern

# The kinds there are here; the others of the standard are known and empty.
KINDS = ("dataflow", "datastructure", "codelist", "conceptscheme", "agencyscheme")
_OTHER_KINDS = frozenset((
    "metadatastructure", "categoryscheme", "hierarchy", "hierarchyassociation", "valuelist",
    "dataproviderscheme", "metadataproviderscheme", "dataconsumerscheme",
    "organisationunitscheme", "metadataflow", "reportingtaxonomy", "provisionagreement",
    "metadataprovisionagreement", "structuremap", "representationmap", "conceptschememap",
    "categoryschememap", "organisationschememap", "reportingtaxonomymap", "process",
    "categorisation", "dataconstraint", "metadataconstraint", "transformationscheme",
    "rulesetscheme", "userdefinedoperatorscheme", "customtypescheme",
    "namepersonalisationscheme", "vtlmappingscheme",
))  # fmt: skip
_REFERENCES = frozenset(
    ("none", "parents", "parentsandsiblings", "ancestors", "children", "descendants", "all")
)
_DETAILS = frozenset(
    ("full", "raw", "allstubs", "allcompletestubs", "referencestubs", "referencecompletestubs")
)
_OPERATORS = frozenset(get_args(Operator.__value__))
_COMPONENT = re.compile(r"c\[([A-Za-z][A-Za-z0-9_-]*)\]")
_DATA = frozenset((
    "firstNObservations", "lastNObservations", "dimensionAtObservation", "attributes",
    "measures", "offset", "limit", "updatedAfter", "asOf",
))  # fmt: skip
# What a browser may say in the address instead of in its headers.
_EXTENSIONS = frozenset(("format", "formatVersion", "lang"))
_FORMATS = {
    "csvdata": "application/vnd.sdmx.data+csv",
    "jsondata": "application/vnd.sdmx.data+json",
    "structurespecificdata": "application/vnd.sdmx.data+xml",
    "jsonstructure": "application/vnd.sdmx.structure+json",
    "structure": "application/vnd.sdmx.structure+xml",
}
_LEFT_OUT = frozenset(("sort", "reportingYearStartDay"))


def parse(path: Sequence[str], parameters: Mapping[str, str], accept: str) -> Query:
    """Return the query of a request; raises QueryError.

    `path` holds the parts after the entry point, unquoted: ("data", "dataflow", "XM", "DF",
    "1.0.0", "M.*"). `parameters` are those behind the question mark, each once. `accept` is the
    header, "" where there is none.
    """
    parts = [part for part in path if part]
    match parts:
        case ["data", *rest]:
            return _data(rest, parameters, accept)
        case ["availability", *rest]:
            return _availability(rest, parameters, accept)
        case ["structure", *rest]:
            return _structure(rest, parameters, accept)
        case ["schema" | "metadata" | "registration", *_]:
            raise QueryError(
                501, f"未提供“{parts[0]}”查询", f'queries of "{parts[0]}" are not offered'
            )
    raise QueryError(
        400,
        "路径应以 data、structure 或 availability 开头",
        "the path begins with data, structure or availability",
    )


def _data(parts: list[str], parameters: Mapping[str, str], accept: str) -> DataQuery:
    flow, keys, _ = _flow(parts, 5)
    conditions = _conditions(parameters, _DATA | {"includeHistory"})
    if parameters.get("includeHistory", "false") != "false":
        raise QueryError(
            501,
            "不提供 includeHistory；可用 asOf 查询某一时点公布的数据",
            "includeHistory is not offered; asOf gives what was published at a time",
        )
    updated, as_of = _time(parameters, "updatedAfter"), _time(parameters, "asOf")
    if updated and as_of and updated > as_of:
        raise QueryError(400, "updatedAfter 不能晚于 asOf", "updatedAfter must not lie after asOf")
    return DataQuery(
        flow=flow,
        format=_format("data", parameters, accept),
        keys=keys,
        conditions=conditions,
        dimension_at_observation=parameters.get("dimensionAtObservation", "TIME_PERIOD"),
        attributes=_several(parameters, "attributes", "dsd"),
        measures=_several(parameters, "measures", "all"),
        first=_number(parameters, "firstNObservations"),
        last=_number(parameters, "lastNObservations"),
        offset=_number(parameters, "offset", 0) or 0,
        limit=_number(parameters, "limit"),
        updated_after=updated,
        as_of=as_of,
        language=_language(parameters),
    )


def _availability(
    parts: list[str], parameters: Mapping[str, str], accept: str
) -> AvailabilityQuery:
    flow, keys, rest = _flow(parts, 6)
    conditions = _conditions(parameters, {"updatedAfter", "references", "mode"})
    if parameters.get("mode", "exact") != "exact" or parameters.get("references", "none") != "none":
        raise QueryError(
            501,
            "availability 只提供 mode=exact 且 references=none",
            "availability is offered with mode=exact and references=none only",
        )
    components = tuple(rest[0].split(",")) if rest and rest[0] != ALL else ()
    return AvailabilityQuery(
        flow,
        _format("availability", parameters, accept),
        keys,
        conditions,
        components,
        _time(parameters, "updatedAfter"),
    )


def _structure(parts: list[str], parameters: Mapping[str, str], accept: str) -> StructureQuery:
    kind, *rest = parts or [ALL]
    if kind != ALL and kind not in KINDS and kind not in _OTHER_KINDS:
        raise QueryError(400, f"没有结构类型“{kind}”", f'there is no kind of structure "{kind}"')
    if len(rest) > 4:
        raise _too_long()
    _known(parameters, {"detail", "references", "asOf"})
    detail, references = (
        parameters.get("detail", "full"),
        _several(parameters, "references", "none"),
    )
    if detail not in _DETAILS:
        raise QueryError(501, f"不提供 detail={detail}", f"detail={detail} is not offered")
    if unknown := set(references) - _REFERENCES - set(KINDS) - _OTHER_KINDS:
        raise QueryError(
            400,
            f"references 中没有“{'、'.join(sorted(unknown))}”",
            f"references has no {', '.join(sorted(unknown))}",
        )
    return StructureQuery(
        kind,
        _reference(rest[:3], "~"),
        _format("structure", parameters, accept),
        tuple(rest[3].split(",")) if len(rest) == 4 else (ALL,),
        detail,
        references,
        _time(parameters, "asOf"),
        _language(parameters),
    )


def _flow(parts: list[str], most: int) -> tuple[Reference, tuple[KeyPattern, ...], list[str]]:
    """Read context, agency, identifier, version and key; return what follows them as well."""
    context, *rest = parts or [ALL]
    if context in ("datastructure", "provisionagreement"):
        raise QueryError(
            501,
            "数据只按数据流提供：/data/dataflow/机构/标识/版本/键",
            "data are offered by flow only: /data/dataflow/AGENCY/ID/VERSION/KEY",
        )
    if context not in ("dataflow", ALL):
        raise QueryError(400, f"没有“{context}”", f'there is no context "{context}"')
    if len(parts) > most:
        raise _too_long()
    return _reference(rest[:3], ALL), _keys(rest[3] if len(rest) > 3 else ALL), rest[4:]


def _reference(parts: list[str], version: str) -> Reference:
    agency, id, asked = (*parts, *(ALL, ALL, version)[len(parts) :])
    for one in asked.split(","):
        if Pattern.read(one) is None:
            raise QueryError(
                400,
                f"版本“{one}”写法不对，应如 1.0.0、+、~、* 或 1.0+.0",
                f'"{one}" is no version: write 1.0.0, +, ~, * or 1.0+.0',
            )
    return Reference(tuple(agency.split(",")), tuple(id.split(",")), tuple(asked.split(",")))


def _keys(text: str) -> tuple[KeyPattern, ...]:
    """Read keys divided by commas; an empty place is taken for `*`, A+B for either."""
    if text in (ALL, "all"):
        return ()
    return tuple(
        tuple(
            frozenset() if part in ("", ALL) else frozenset(part.split("+"))
            for part in key.split(".")
        )
        for key in text.split(",")
    )


def _conditions(
    parameters: Mapping[str, str], besides: frozenset[str] | set[str]
) -> tuple[Condition, ...]:
    _known(parameters, besides)
    found = []
    for name, text in parameters.items():
        if match := _COMPONENT.fullmatch(name):
            alternatives = tuple(_tests(part, name) for part in text.split(","))
            found.append(Condition(match[1], alternatives))
    return tuple(found)


def _tests(text: str, name: str) -> tuple[Test, ...]:
    tests = []
    for part in re.split(r"[+ ]", text):  # frameworks read a plus in an address as a space
        head, colon, value = part.partition(":")
        operator = next((one for one in _OPERATORS if colon and one == head), None)
        tests.append(Test("eq", part) if operator is None else Test(operator, value))
        if not tests[-1].value:
            raise QueryError(400, f"{name} 缺少取值", f"{name} needs a value")
    return tuple(tests)


def _known(parameters: Mapping[str, str], known: frozenset[str] | set[str]) -> None:
    for name in parameters:
        if name in _LEFT_OUT:
            raise QueryError(501, f"不提供参数 {name}", f"the parameter {name} is not offered")
        if name not in known and name not in _EXTENSIONS and not _COMPONENT.fullmatch(name):
            raise QueryError(
                400,
                f"没有参数“{name}”，可用的有：{'、'.join(sorted(known))}、c[维度]",
                f'there is no parameter "{name}"; there are: {", ".join(sorted(known))}, c[ID]',
            )


def _format(kind: Kind, parameters: Mapping[str, str], accept: str) -> Format:
    """Return the format of the parameter `format` (for browsers; extend.md), else of the header."""
    name = parameters.get("format")
    if name is None:
        return negotiate(kind, accept)
    version = parameters.get("formatVersion", "*")
    return negotiate(kind, f"{_FORMATS.get(name, name)};version={version}")


def _language(parameters: Mapping[str, str]) -> str | None:
    """Return the language of the parameter `lang`, None to follow the header."""
    text = parameters.get("lang")
    if text is None:
        return None
    language = text.lower().partition("-")[0]
    if language not in LANGUAGES:
        raise QueryError(406, "lang 只能是 zh 或 en", "lang is zh or en")
    return language


def _several(parameters: Mapping[str, str], name: str, default: str) -> tuple[str, ...]:
    return tuple((parameters.get(name) or default).split(","))


def _number(parameters: Mapping[str, str], name: str, least: int = 1) -> int | None:
    text = parameters.get(name)
    if text is None:
        return None
    if not re.fullmatch(r"\d{1,9}", text) or int(text) < least:
        raise QueryError(400, f"{name} 应为正整数", f"{name} is a positive whole number")
    return int(text)


def _time(parameters: Mapping[str, str], name: str) -> datetime | None:
    """Read a time; without a zone it is taken as UTC (a plus in an address reads as a space)."""
    text = parameters.get(name)
    if text is None:
        return None
    try:
        read = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        raise QueryError(
            400,
            f"{name} 应为时间，如 2016-09-30T10:00:00Z",
            f"{name} is a time such as 2016-09-30T10:00:00Z",
        ) from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _too_long() -> QueryError:
    return QueryError(400, "路径部分过多", "the path has too many parts")
