"""Two rounds of a report side by side: which figures changed, which rows came and went."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from typing import Any

from fumao.forms.fields import Field

type Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What was said of a field or a cell before and after; None where there was no such row.

    `row` is the row's number from 1 after the change (before it, for a row taken out), 0 for a
    field that is no table.
    """

    field: Field
    column: Field | None
    row: int
    before: object
    after: object


def changes(
    fields: Iterable[Field], before: Mapping[str, object], after: Mapping[str, object]
) -> Iterator[Change]:
    """Yield every difference of two kept reports, in the order of the form."""
    for one in fields:
        old, new = before.get(one.key), after.get(one.key)
        if one.is_table:
            yield from _rows(one, lines(old), lines(new))
        elif not _same(old, new):
            yield Change(one, None, 0, old, new)


def aligned(before: Sequence[Row], after: Sequence[Row]) -> Iterator[tuple[int | None, int | None]]:
    """Yield which row of the one is which row of the other, None where it has no counterpart."""
    old, new = [_told(row) for row in before], [_told(row) for row in after]
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        shared = min(b - a, d - c) if tag == "replace" else (b - a if tag == "equal" else 0)
        yield from ((a + n, c + n) for n in range(shared))
        yield from ((n, None) for n in range(a + shared, b))
        yield from ((None, n) for n in range(c + shared, d))


def _told(row: Row) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((key, str(text)) for key, text in row.items() if text not in (None, "")))


def _rows(table: Field, before: Sequence[Row], after: Sequence[Row]) -> Iterator[Change]:
    for old, new in aligned(before, after):
        for column in table.columns:
            was = before[old].get(column.key) if old is not None else None
            now = after[new].get(column.key) if new is not None else None
            if not _same(was, now):
                place = new if new is not None else old
                yield Change(table, column, (place or 0) + 1, was, now)


def _same(one: object, other: object) -> bool:
    return (one or None) == (other or None) or _number(one) == _number(other) is not None


def _number(text: object) -> Decimal | None:
    try:
        return Decimal(str(text)) if text not in (None, "") else None
    except InvalidOperation:
        return None


def lines(value: object) -> list[Row]:
    """Return the rows of a kept table; none where there is no table."""
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def per_cent(now: object, before: object) -> Decimal | None:
    """Return the change in per cent, one digit; None where a figure is missing or was zero."""
    new, old = _number(now), _number(before)
    if new is None or not old:
        return None
    return ((new - old) / abs(old) * 100).quantize(Decimal("0.1"))
