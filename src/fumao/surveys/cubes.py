"""The fields behind a survey's cube, and what is wrong with its `cube` section."""

from collections.abc import Iterator

from fumao.forms.fields import Field
from fumao.rules.problem import RuleProblem, Spot
from fumao.surveys.definitions import Survey, SurveyCube
from fumao.surveys.fault import fault

_NUMBERS = ("int", "dec", "money")
_PLACES = 2  # cells hold hundredths
# What the cells of every form have beside its own columns.
_TAKEN = ("period", "respondent", "n")


def dimension_fields(survey: Survey, cube: SurveyCube) -> dict[str, Field]:
    """Return what a dimension may be: columns of the table of rows, and fields of the form."""
    return {one.key: one for one in survey.form if one.type is not None} | _columns(survey, cube)


def measure_fields(survey: Survey, cube: SurveyCube) -> dict[str, Field]:
    """Return what a measure may be: with a table its columns alone.

    A field beside the table would be counted once for every row.
    """
    return _columns(survey, cube) if cube.rows else dimension_fields(survey, cube)


def _columns(survey: Survey, cube: SurveyCube) -> dict[str, Field]:
    return {
        column.key: column
        for table in survey.form if table.is_table and table.key == cube.rows
        for column in table.columns
    }  # fmt: skip


def cube_faults(survey: Survey) -> Iterator[RuleProblem]:
    """Yield every fault of the `cube` section by its place."""
    cube = survey.cube
    if cube is None:
        return
    if cube.rows and all(one.key != cube.rows or not one.is_table for one in survey.form):
        yield fault(
            "cube_rows", _spot(cube, "rows"),
            (f"没有表“{cube.rows}”", f'there is no table "{cube.rows}"'),
            ("写一个表的 key；不写则每份报表一行", "write the key of a table, or leave it out"),
        )  # fmt: skip
        return
    if not cube.measures:
        yield fault(
            "cube_measures", cube.spot, ("没有指标", "there are no measures"),
            ("写 measures", "write `measures`"),
        )  # fmt: skip
    yield from _dimensions(survey, cube)
    yield from _measures(survey, cube)
    yield from _repeated(cube)


def _dimensions(survey: Survey, cube: SurveyCube) -> Iterator[RuleProblem]:
    known = dimension_fields(survey, cube)
    for name in cube.dimensions:
        one = known.get(name)
        if one is None:
            yield _unknown(cube, "dimensions", name)
        elif one.long or (one.type is not None and one.type.kind in _NUMBERS):
            yield fault(
                "cube_dimension", _spot(cube, "dimensions"),
                (f"“{name}”不能作维度：数字和长文本不分类",
                 f'"{name}" is no dimension: numbers and long texts tell nothing apart'),
                ("写代码、选项或文字字段", "write a field with a code, a choice or a text"),
            )  # fmt: skip


def _measures(survey: Survey, cube: SurveyCube) -> Iterator[RuleProblem]:
    known = measure_fields(survey, cube)
    for name in cube.measures:
        one = known.get(name)
        if one is None:
            yield _unknown(cube, "measures", name)
        elif one.type is None or one.type.kind not in _NUMBERS or one.type.scale > _PLACES:
            yield fault(
                "cube_measure", _spot(cube, "measures"),
                (f"“{name}”不能作指标：指标是至多两位小数的数字",
                 f'"{name}" is no measure: measures are numbers of at most two digits after the '
                 "point"),
                ("写 int、money 或 dec(2) 字段", "write a field of int, money or dec(2)"),
            )  # fmt: skip


def _unknown(cube: SurveyCube, part: str, name: str) -> RuleProblem:
    where = ("表中没有列", "the table has no column") if cube.rows else ("没有字段", "no field")
    return fault(
        "cube_field", _spot(cube, part),
        (f"{where[0]}“{name}”", f'{where[1]} "{name}"'),
        ("写表的列；维度也可写表外的字段",
         "write a column of the table; a dimension may be a field beside it"),
    )  # fmt: skip


def _repeated(cube: SurveyCube) -> Iterator[RuleProblem]:
    seen = set(_TAKEN)
    for name in (*cube.respondent, *cube.dimensions, *cube.measures):
        if name in seen:
            yield fault(
                "cube_twice", cube.spot,
                (f"列名“{name}”重复或已为系统所用",
                 f'the column "{name}" is named twice, or is one of the system'),
                ("每列只写一次；与系统列同名的字段请改名", "name each once; rename the field"),
            )  # fmt: skip
        seen.add(name)


def _spot(cube: SurveyCube, part: str) -> Spot:
    return cube.spots.get(part, cube.spot)
