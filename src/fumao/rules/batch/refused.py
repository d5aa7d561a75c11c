"""The rows that were set aside: where, which cell, and why, in the user's words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from fumao.core.errors import CoreError, Words
from fumao.rules.batch.extract import KEY, ROW, Extract
from fumao.rules.batch.intake import Intake
from fumao.rules.batch.lines import CELLS
from fumao.rules.batch.session import Session
from fumao.rules.facts import read_fact

_SOME = 10_000
HEAD = {
    "zh": ("文件", "行号", "列", "值", "原因"),
    "en": ("file", "row", "column", "value", "reason"),
}


@dataclass(frozen=True, slots=True)
class Refused:
    """One reason for setting a row aside; the row number counts as the file's program does."""

    file: str
    row: int
    column: str
    value: str
    reason: Words


def refused_rows(session: Session, intake: Intake) -> Iterator[Refused]:
    """Yield every reason, file by file and by row; a row with three faults has three."""
    main = intake.main
    yield from _faulty(session, main)
    yield from _doubled(session, main)
    for name, child in intake.children.items():
        yield from _faulty(session, child)
        yield from _strangers(session, main, child)
        yield from _with_bad_child(session, main, child, name)


def count_refused(session: Session, main: Extract) -> int:
    """Count the rows of the main file that are not computed, blank lines aside."""
    rows = f"SELECT count(*) FROM {main.rows} WHERE NOT _blank"
    good = f"SELECT count(*) FROM {main.good}"
    return int(session.run(f"SELECT ({rows}) - ({good})")[0][0])


def has_refused(session: Session, intake: Intake) -> bool:
    """Tell whether any row of any file was set aside."""
    return next(refused_rows(session, intake), None) is not None


def _rows(session: Session, sql: str) -> Iterator[tuple[Any, ...]]:
    cursor = session.connection.cursor()
    try:
        cursor.execute(sql)
        while some := cursor.fetchmany(_SOME):
            yield from some
    finally:
        cursor.close()


def _faulty(session: Session, taken: Extract) -> Iterator[Refused]:
    reasons = _reasons(taken)
    header, shown = taken.table.header, taken.table.shown
    places = taken.layout.places
    for row, (mark, *cells) in _rows(
        session, f"SELECT {ROW}, _bad FROM {taken.faulty} ORDER BY {ROW}"
    ):
        if mark is not None:
            yield Refused(shown, row, "", *_of_record(mark, len(header)))
            continue
        for place, cell, reason in zip(places, cells, reasons, strict=True):
            if cell is not None:
                yield Refused(shown, row, header[place], cell, reason(cell))


def _of_record(mark: str, width: int) -> tuple[str, Words]:
    code, _, text = mark.partition("|")
    if code.startswith(CELLS):
        count = code.removeprefix(CELLS).strip()
        return text, Words(
            f"此行有 {count} 格，表头有 {width} 格",
            f"this row has {count} cells, the header {width}",
        )
    return text, Words("引号没有配对", "a quotation mark is not closed")


def _reasons(taken: Extract) -> list[Callable[[str], Words]]:
    found: list[Callable[[str], Words]] = []
    if taken.layout.key is not None:
        found.append(_of_key)

    def of_cell(name: str) -> Callable[[str], Words]:
        column = taken.layout.columns[name]
        given = column.given

        def reason(cell: str) -> Words:
            try:
                if not column.power:
                    read_fact(cell, given)
            except CoreError as error:
                return error.words
            return Words(
                f"“{given.label.zh}”的值“{cell[:40]}”写法不能确定；请写全数字或日期，并核对单位",
                f'"{cell[:40]}" is not certain for "{given.label.en}";'
                " write number or date in full and check its unit",
            )

        return reason

    return found + [of_cell(name) for name in taken.layout.columns]


def _of_key(cell: str) -> Words:
    if not cell:
        return Words("缺主键", "the key is missing")
    return Words("主键应为 200 字以内的文字", "a key is a text of at most 200 characters")


def _doubled(session: Session, taken: Extract) -> Iterator[Refused]:
    if taken.doubled is None:
        return
    sql = (
        f"SELECT {ROW}, {KEY}, count(*) OVER (PARTITION BY {KEY}) FROM {taken.rows}"
        f" WHERE {KEY} IN (FROM {taken.doubled}) AND NOT _blank ORDER BY {ROW}"
    )
    for row, key, count in _rows(session, sql):
        reason = Words(
            f"主键重复：共 {count} 行，无法判断以哪一行为准",
            f"the key stands in {count} rows; which one is right cannot be told",
        )
        yield Refused(taken.table.shown, row, taken.key_name, key, reason)


def _strangers(session: Session, main: Extract, child: Extract) -> Iterator[Refused]:
    """Yield the child rows whose key no row of the main file has."""
    sql = (
        f"SELECT {ROW}, {KEY} FROM {child.rows} AS c WHERE {KEY} IS NOT NULL AND _bad IS NULL"
        f" AND NOT EXISTS (SELECT 1 FROM {main.rows} AS m WHERE m.{KEY} = c.{KEY})"
        f" ORDER BY {ROW}"
    )
    reason = Words("主文件中没有这个主键", "no row of the main file has this key")
    for row, key in _rows(session, sql):
        yield Refused(child.table.shown, row, child.key_name, key, reason)


def _with_bad_child(
    session: Session, main: Extract, child: Extract, table: str
) -> Iterator[Refused]:
    """Yield the rows set aside because a row that belongs to them cannot be read."""
    if child.aside not in main.set_aside:
        return
    sql = (
        f"SELECT {ROW}, {KEY} FROM {main.rows} WHERE {KEY} IN (FROM {child.aside})"
        f" AND NOT _blank ORDER BY {ROW}"
    )
    reason = Words(
        f"“{table}”中有属于它的行不能读，少算会出错",
        f"a row of “{table}” that belongs to it cannot be read; without it the sum is wrong",
    )
    for row, key in _rows(session, sql):
        yield Refused(main.table.shown, row, "", key, reason)
