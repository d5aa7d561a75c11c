"""The good rows of an extract read back as cases, with the values the walk over one case takes."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from fumao.rules.batch.extract import KEY, ROW, Extract
from fumao.rules.batch.intake import Intake
from fumao.rules.batch.session import Session, quoted
from fumao.rules.case import Row
from fumao.rules.types import Value

_SOME = 2_000
type Case = tuple[str, dict[str, Value], dict[str, list[Row]]]


def read_cases(session: Session, intake: Intake) -> Iterator[Case]:
    """Yield key, facts and child rows of each case, in the file's order."""
    main = intake.main
    columns = ", ".join(quoted(name) for name in (main.key, *main.layout.columns))
    cursor = session.connection.cursor()
    try:
        cursor.execute(f"SELECT {columns} FROM {main.good} ORDER BY {ROW}")
        while some := cursor.fetchmany(_SOME):
            keys = [str(row[0]) for row in some]
            rows = {
                name: _child_rows(session, child, keys) for name, child in intake.children.items()
            }
            for key, (_, *cells) in zip(keys, some, strict=True):
                facts = _facts(main, cells)
                # a column of the table's name says whether the rows are told; without it they are
                told = {n: by[key] for n, by in rows.items() if facts.pop(n, True)}
                yield key, facts, told
    finally:
        cursor.close()


def _facts(taken: Extract, cells: list[Any]) -> dict[str, Value]:
    return {
        name: _value(cell, column.given.type.scale if column.given.type.is_number else 0)
        for (name, column), cell in zip(taken.layout.columns.items(), cells, strict=True)
    }


def _value(cell: Any, scale: int) -> Value:
    found: Value = cell
    if cell is None or isinstance(cell, bool | str | date):
        return found
    return Decimal(int(cell)).scaleb(-scale) if scale else int(cell)


def _child_rows(session: Session, child: Extract, keys: list[str]) -> Mapping[str, list[Row]]:
    columns = ", ".join(quoted(name) for name in (KEY, *child.layout.columns))
    found: dict[str, list[Row]] = {key: [] for key in keys}
    cursor = session.connection.cursor()
    cursor.execute(
        f"SELECT {columns} FROM {child.good} WHERE {KEY} IN (SELECT unnest(?::VARCHAR[]))"
        f" ORDER BY {ROW}",
        [keys],
    )
    for key, *cells in cursor.fetchall():
        found[key].append(_facts(child, cells))
    cursor.close()
    return found
