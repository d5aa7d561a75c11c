"""What a respondent changed in a later round: old and new beside each other, cell by cell."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from fumao.apps.surveys.compare import aligned, lines
from fumao.forms.fields import Field


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
    fields: Iterable[Field],
    old: Mapping[str, object],
    new: Mapping[str, object],
    pinned: Collection[str],
) -> list[Change]:
    """Return the cells that changed or were pinned, in the order of the form.

    Rows put in or taken out stand for themselves (compare.aligned). `pinned` has fields, columns
    (executions.amount_usd) and cells (executions.0.amount_usd).
    """
    return [one for one in _cells(fields, old, new, pinned) if one.pinned or not one.same]


def _cells(
    fields: Iterable[Field],
    old: Mapping[str, object],
    new: Mapping[str, object],
    pinned: Collection[str],
) -> Iterator[Change]:
    for field in fields:
        if not field.is_table:
            values = old.get(field.key), new.get(field.key)
            yield Change(field.key, None, field, None, *values, field.key in pinned)
            continue
        before, after = lines(old.get(field.key)), lines(new.get(field.key))
        for was, now in aligned(before, after):
            for column in field.columns:
                place = was if now is None else now
                # A return pins the rows it saw: those of the round before.
                named = {f"{field.key}.{was}.{column.key}", f"{field.key}.{column.key}"}
                yield Change(
                    f"{field.key}.{place}.{column.key}", field, column, (place or 0) + 1,
                    before[was].get(column.key) if was is not None else None,
                    after[now].get(column.key) if now is not None else None,
                    bool(named & set(pinned)),
                )  # fmt: skip
