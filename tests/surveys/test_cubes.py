"""From the `cube` of the shipped register to batches and cells, by hand."""

from decimal import Decimal
from functools import cache

import pytest

from fumao.core.errors import CoreError
from fumao.packs.cubes import columns_of, rows_of, shape_of, shapes
from fumao.packs.surveys import load_surveys, read_survey
from fumao.surveys.definitions import Survey
from tests.surveys.test_lint import CUBE, TEXT


@cache
def execution() -> Survey:
    (survey,) = [one.survey for one in load_surveys() if one.survey.key == "outsourcing-execution"]
    return survey


def test_columns_and_shape_of_the_register_of_work() -> None:
    texts = ("area", "park", "service_class", "country", "shore")
    assert columns_of(execution()).types == dict.fromkeys(texts, "TEXT") | {
        "amount_usd": "DECIMAL(18,2)",
        "amount_cny": "DECIMAL(18,2)",
    }
    shape = shape_of(execution())
    assert (shape.form, shape.dimensions) == ("outsourcing-execution", texts)
    assert shape.measures == ("amount_usd", "amount_cny")
    assert shapes()["outsourcing-execution"] == shape


def test_the_rows_of_a_filing() -> None:
    work = {"service_class": "WB.ITO.L01", "country": "JP", "shore": "offshore"}
    filed = {"executions": [work | {"amount_usd": "60000.5", "amount_cny": ""}]}
    (row,) = rows_of(execution(), "a", {"area": "350203", "park": None}, filed)
    assert row == {
        "respondent": "a", "area": "350203", "park": None, **work,
        "amount_usd": Decimal("60000.5"), "amount_cny": None,
    }  # fmt: skip
    # A month without work still replaces what was filed before.
    assert list(rows_of(execution(), "a", {}, {"executions": []})) == [{"respondent": "a"}]


def test_without_a_table_a_filing_is_one_row() -> None:
    survey = read_survey(TEXT + CUBE)
    assert columns_of(survey).types == {"area": "TEXT", "counted_on": "TEXT", "staff": "BIGINT"}
    (row,) = rows_of(survey, "a", {"area": "E"}, {"staff": "7", "counted_on": "2020-12-31"})
    assert row == {"respondent": "a", "area": "E", "counted_on": "2020-12-31", "staff": 7}


def test_a_survey_without_a_cube_is_told() -> None:
    with pytest.raises(CoreError) as told:
        shape_of(read_survey(TEXT))
    assert told.value.code == "no_cube"
