"""What leaves this system for statistics: one measure of a cube by its dimensions, protected."""

from collections.abc import Iterator

import duckdb
from django.conf import settings

from fumao.apps.orgs.models import Area
from fumao.apps.orgs.service import subtree
from fumao.core.periods import Period
from fumao.packs.cubes import shapes
from fumao.statistics.batches import Batches
from fumao.statistics.cube import Cube, tree_of
from fumao.statistics.disclosure import Protected, Record, Rules, Table, protect
from fumao.statistics.exchange import DataSet, Source

TOTAL = "_T"
_AREA = "area"  # where a respondent stood: a dimension of every cube
_UNKNOWN = "_U"  # respondents that say no code: counted in the totals


def protected_rows(
    one: DataSet, source: Source, period: Period, within: Area
) -> list[dict[str, str | None]]:
    """Return an area's rows of a period, totals first; a figure that is withheld is None.

    The figures of other cities are not this grant's to give. Every figure of few respondents, or
    that would betray one, is hidden, and as many more as keep it hidden (统计法 art. 28). No rows
    where nothing was accepted yet.
    """
    records = _records(one, source, period, within)
    if not records:
        return []
    places = range(len(one.keys))
    trees = [tree_of({record.key[place]: None for record in records}) for place in places]
    return list(_rows(one, source, protect(Table(trees, records), Rules())))


def _records(one: DataSet, source: Source, period: Period, within: Area) -> list[Record]:
    shape = shapes()[source.survey]
    areas = set(subtree(within).values_list("code", flat=True))
    by = [column.key for column in one.keys]
    with duckdb.connect() as connection:
        cube = Cube(connection, [shape])
        batches = Batches(settings.BATCHES_ROOT)
        cube.compile_period(batches, shape.form, period.code)
        found = cube.records(shape.form, source.measure, [_AREA, *by], {"period": period.code})
    return [
        Record(tuple(code or _UNKNOWN for code in record.key[1:]), record.respondent, record.value)
        for record in found if record.key[0] in areas
    ]  # fmt: skip


def _rows(one: DataSet, source: Source, table: Protected) -> Iterator[dict[str, str | None]]:
    for key in sorted(table.table.cells, key=lambda key: (-key.count(TOTAL), key)):
        figure = table.shown(key)
        row: dict[str, str | None] = {
            column.key: code for column, code in zip(one.keys, key, strict=True)
        }
        row[source.measure] = f"{figure:.2f}" if figure is not None else None
        yield row
