"""Answers of the read interface: a query, the data sets that may be seen, the bytes to send."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from fumao.statistics.sdmx.availability import available, available_json, available_xml
from fumao.statistics.sdmx.csv_data import data_csv
from fumao.statistics.sdmx.dataset import TIME, DataSet
from fumao.statistics.sdmx.errors import QueryError
from fumao.statistics.sdmx.json_data import data_json
from fumao.statistics.sdmx.json_structure import structure_json
from fumao.statistics.sdmx.media import Format
from fumao.statistics.sdmx.query import (
    ALL,
    AvailabilityQuery,
    DataQuery,
    Query,
    Reference,
    StructureQuery,
)
from fumao.statistics.sdmx.select import Selection, select, whole
from fumao.statistics.sdmx.structure import (
    Artefact,
    Structures,
    narrowed,
    related,
    structures,
    stubbed,
)
from fumao.statistics.sdmx.xml_data import data_xml
from fumao.statistics.sdmx.xml_structure import structure_xml


@dataclass(frozen=True, slots=True)
class Answer:
    """What a view sends: 200 with a body, or 204 where nothing meets the query.

    `released` is the time of the newest data set in it, for Last-Modified.
    """

    status: int
    media_type: str
    body: bytes
    released: datetime | None = None


def respond(query: Query, datasets: Iterable[DataSet], language: str = "zh") -> Answer:
    """Answer a query over the data sets that may be seen; raises QueryError.

    Of several vintages of a flow the newest counts, with `asOf` the newest of that time.
    `language` picks the names where a format has room for one (labels, best matches); the `lang`
    of a query goes before it.
    """
    seen = _as_of(datasets, getattr(query, "as_of", None))
    match query:
        case DataQuery():
            return _data(query, _flows(query.flow, seen), query.language or language)
        case AvailabilityQuery():
            return _availability(query, _flows(query.flow, seen))
        case StructureQuery():
            return _structure(query, seen, query.language or language)


def write_data(dataset: DataSet, format: Format, language: str = "zh", at: str = TIME) -> bytes:
    """Return a whole data set as a file, laid out by a dimension at the observation."""
    return _written(whole(dataset, at), format, language)


def write_structure(dataset: DataSet, format: Format, language: str = "zh") -> bytes:
    """Return all structures of a data set as a file."""
    return _structures(structures((dataset,)), format, dataset, language)


def _as_of(datasets: Iterable[DataSet], time: datetime | None) -> tuple[DataSet, ...]:
    """Return of every flow and version the newest vintage, released up to a time."""
    newest: dict[tuple[str, str, str], DataSet] = {}
    for one in sorted(datasets, key=lambda each: each.released):
        if time is None or one.released <= time:
            newest[one.agency.id, one.id, one.version] = one
    return tuple(newest.values())


def _flows(asked: Reference, seen: Sequence[DataSet]) -> tuple[DataSet, ...]:
    found = asked.flows(seen)
    if not found:
        known = ", ".join(f"{one.agency.id}/{one.id}/{one.version}" for one in seen)
        raise QueryError(
            404,
            f"没有这个数据流，可用的有：{known or '无'}",
            f"there is no such flow; there are: {known or 'none'}",
        )
    return found


def _data(query: DataQuery, flows: Sequence[DataSet], language: str) -> Answer:
    after = query.updated_after
    changed = [one for one in flows if after is None or one.released > after]
    selections = [one for one in (select(each, query) for each in changed) if one.observations]
    media_type = query.format.media_type
    if not selections:
        return Answer(204, media_type, b"")
    if len(selections) > 1:
        raise QueryError(
            501,
            f"一次只能查询一个数据流，本次有 {len(selections)} 个，请写明机构、标识和版本",
            f"one flow at a time, this query has {len(selections)}: name agency, id and version",
        )
    body = _written(selections[0], query.format, language)
    return Answer(200, media_type, body, selections[0].dataset.released)


def _written(selection: Selection, format: Format, language: str) -> bytes:
    match format.syntax:
        case "csv":
            return data_csv(selection, format, language).encode()
        case "json":
            return data_json(selection, format.version, language).encode()
        case "xml":
            return data_xml(selection, format.version)


def _availability(query: AvailabilityQuery, flows: Sequence[DataSet]) -> Answer:
    after = query.updated_after
    found = [available(one, query) for one in flows if after is None or one.released > after]
    kept = [one for one in found if one.observations]
    if not kept:
        return Answer(204, query.format.media_type, b"")
    body = available_xml(kept) if query.format.syntax == "xml" else available_json(kept).encode()
    newest = max(one.dataset.released for one in kept)
    return Answer(200, query.format.media_type, body, newest)


def _structure(query: StructureQuery, seen: Sequence[DataSet], language: str) -> Answer:
    all_ = structures(seen)
    found = [one for one in all_.artefacts if _meant(query, one, all_)]
    kept = related(all_, found, query.references)
    if not kept.artefacts:
        return Answer(204, query.format.media_type, b"")
    chosen = {one.urn for one in found}
    shown = Structures(tuple(_detailed(query, one, one.urn in chosen) for one in kept.artefacts))
    newest = max(seen, key=lambda one: one.released)
    body = _structures(shown, query.format, newest, language)
    return Answer(200, query.format.media_type, body, newest.released)


def _meant(query: StructureQuery, one: Artefact, all_: Structures) -> bool:
    if query.kind not in (ALL, one.kind) or not query.artefact.names(one.agency, one.id):
        return False
    there = (
        other.version
        for other in all_.of(one.kind)
        if (other.agency, other.id) == (one.agency, one.id)
    )
    # The standard gives agency schemes the version 1.0 and no other.
    return one.kind == "agencyscheme" or one.version in query.artefact.versions_of(there)


def _detailed(query: StructureQuery, one: Artefact, chosen: bool) -> Artefact:
    """Return an artefact with as much as `detail` asks for, and the items asked for."""
    if "stubs" in query.detail and (query.detail.startswith("all") or not chosen):
        return stubbed(one)
    if chosen and one.items and ALL not in query.items:
        return narrowed(one, query.items)
    return one


def _structures(found: Structures, format: Format, newest: DataSet, language: str) -> bytes:
    agency, prepared = newest.agency.id, newest.released
    if format.syntax == "xml":
        return structure_xml(found, format.version, agency, prepared)
    return structure_json(found, format.version, agency, prepared, language).encode()
