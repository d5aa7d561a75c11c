"""From a survey's `cube` section to statistics: columns of batches, shape of the cube, rows.

Surveys and statistics do not know each other; this is where one is told in the words of the other.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from fumao.core.errors import CoreError
from fumao.packs.load import SHIPPED
from fumao.packs.surveys import load_surveys
from fumao.statistics.batches import RESPONDENT, Cell, Columns
from fumao.statistics.cube import Shape
from fumao.surveys.cubes import measure_fields
from fumao.surveys.definitions import Survey, SurveyCube

_DIGITS = 18  # of an amount, two of them after the point
type Filed = Mapping[str, object]  # exact texts by key, rows of tables as lists of such


def columns_of(survey: Survey) -> Columns:
    """Return the columns of a survey's batches; raises CoreError where it has no cube."""
    cube = _cube(survey)
    fields = measure_fields(survey, cube)
    whole = {name for name in cube.measures if (t := fields[name].type) and t.kind == "int"}
    types = dict.fromkeys((*cube.respondent, *cube.dimensions), "TEXT")
    for name in cube.measures:
        types[name] = "BIGINT" if name in whole else f"DECIMAL({_DIGITS},2)"
    return Columns(types)


def shape_of(survey: Survey) -> Shape:
    """Return the shape of a survey's cube; raises CoreError where it has none."""
    cube = _cube(survey)
    return Shape(survey.key, (*cube.respondent, *cube.dimensions), cube.measures)


def shapes(root: Path = SHIPPED) -> dict[str, Shape]:
    """Return the shapes of all surveys that have a cube, by the key of the survey."""
    surveys = (one.survey for one in load_surveys(root))
    return {one.key: shape_of(one) for one in surveys if one.cube is not None}


def rows_of(
    survey: Survey, respondent: str, known: Mapping[str, str | None], filed: Filed
) -> Iterator[dict[str, Cell]]:
    """Yield the rows of a filing for a batch; one without figures where it has nothing in it.

    `known` is what the system knows of the respondent, by the names the cube asks for.
    """
    cube = _cube(survey)
    some = list(_rows(cube, filed))
    columns = measure_fields(survey, cube)
    if not some:
        yield {RESPONDENT: respondent}
    for row in some:
        yield {
            RESPONDENT: respondent,
            **{name: known.get(name) for name in cube.respondent},
            **{
                name: _text((row if name in columns else filed).get(name))
                for name in cube.dimensions
            },
            **{name: _number(row.get(name)) for name in cube.measures},
        }


def _rows(cube: SurveyCube, filed: Filed) -> Iterable[Filed]:
    if not cube.rows:
        return [filed]
    rows = filed.get(cube.rows)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _text(given: object) -> str | None:
    return None if given is None or given == "" else str(given)


def _number(given: object) -> Decimal | None:
    text = _text(given)
    return None if text is None else Decimal(text)


def _cube(survey: Survey) -> SurveyCube:
    if survey.cube is None:
        raise CoreError(
            "no_cube",
            f"“{survey.title.zh}”没有 cube 一节，不能汇总；请在定义中写明维度和指标",
            f'"{survey.title.en}" has no section `cube`: say its dimensions and measures',
        )
    return survey.cube
