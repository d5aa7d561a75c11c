"""What a respondent changed in a later round: old and new beside each other, cell by cell."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from fumao.forms.fields import Field
from fumao.surveys.definitions import Survey


@dataclass(frozen=True, slots=True)
class Change:
    """A cell whose text differs, or that was pinned by the return and stayed as it was.

    `row` is the line of a table from 1 on, None for a single field; `old` and `new` are the texts
    as filed, None for a blank.
    """

    key: str
    table: Field | None
    field: Field
    row: int | None
    old: object
    new: object
    pinned: bool

    @property
    def same(self) -> bool:
        """Tell whether a pinned cell was left as it was."""
        return self.old == self.new


def changes(
    survey: Survey, old: Mapping[str, object], new: Mapping[str, object], pinned: Collection[str]
) -> list[Change]:
    """Return the cells that changed or were pinned, in the order of the form.

    Rows are compared by their place. `pinned` has fields, columns (executions.amount_usd) and
    cells (executions.0.amount_usd).
    """
    return [one for one in _cells(survey, old, new, pinned) if one.pinned or not one.same]


def _cells(
    survey: Survey, old: Mapping[str, object], new: Mapping[str, object], pinned: Collection[str]
) -> Iterator[Change]:
    for field in survey.form:
        if not field.is_table:
            values = old.get(field.key), new.get(field.key)
            yield Change(field.key, None, field, None, *values, field.key in pinned)
            continue
        before, after = _lines(old.get(field.key)), _lines(new.get(field.key))
        for place in range(max(len(before), len(after))):
            for column in field.columns:
                key = f"{field.key}.{place}.{column.key}"
                values = _at(before, place, column.key), _at(after, place, column.key)
                held = bool({key, f"{field.key}.{column.key}"} & set(pinned))
                yield Change(key, field, column, place + 1, *values, held)


def _lines(given: object) -> list[Mapping[str, object]]:
    return [line for line in given if isinstance(line, Mapping)] if isinstance(given, list) else []


def _at(lines: list[Mapping[str, object]], place: int, column: str) -> object:
    return lines[place].get(column) if place < len(lines) else None
