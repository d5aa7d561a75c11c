"""Figures beside those of earlier periods, and sums of the rows of a table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from fumao.apps.formpages.inputs import Filled
from fumao.apps.formpages.shown import text_of
from fumao.apps.surveys.compare import per_cent
from fumao.forms.fields import Field
from fumao.rules.types import Type

_NUMBERS = ("int", "dec", "money")


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure's earlier values in words, and the change against each (empty where unknown)."""

    previous: str
    year_ago: str
    change: str
    year_change: str


def is_number(kind: Type | None) -> bool:
    """Tell whether values of a type can be added up and compared over time."""
    return kind is not None and kind.kind in _NUMBERS


def compared(
    one: Field, now: object, before: Mapping[str, Mapping[str, object]], day: date, language: str
) -> Compared:
    """Return a figure beside those of the period before and of the same period last year."""
    texts = {name: before.get(name, {}).get(one.key) for name in ("previous", "year_ago")}
    return Compared(
        text_of(one, texts["previous"], day, language),
        text_of(one, texts["year_ago"], day, language),
        _change(now, texts["previous"]),
        _change(now, texts["year_ago"]),
    )


def _change(now: object, before: object) -> str:
    found = per_cent(str(now).replace(",", "") if now else None, before)
    return "" if found is None else f"{found:+,}%".replace("-", "−")


def column_sums(table: Field, filled: Filled, language: str) -> tuple[str, ...]:
    """Return the sum of each column that holds numbers, empty for the others."""
    rows = filled.reading.rows.get(table.key, [])
    return tuple(
        text_of(column, str(_sum(row.get(column.key) for row in rows)), filled.day, language)
        if is_number(column.type) else ""
        for column in table.columns
    )  # fmt: skip


def _sum(values: Iterable[object]) -> Decimal:
    total = Decimal(0)
    for value in values:
        try:
            total += Decimal(str(value)) if value is not None else 0
        except InvalidOperation:
            continue
    return total
