"""Fields of a form as their page shows them: widget, value, source and what is wrong."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from fumao.core.errors import CoreError, Words
from fumao.forms.fields import ALWAYS, Field
from fumao.forms.form import Reading
from fumao.packs import codes

_LISTED = 80  # codes of a scheme that fit a menu
_BLANK = 3  # blank rows of a table
_YES = (("true", Words("是", "Yes")), ("false", Words("否", "No")))
_UNITS = {"CNY": Words("元", "yuan"), "USD": Words("美元", "US dollars")}

type Choices = tuple[tuple[str, str], ...]  # key and words


@dataclass(frozen=True, slots=True)
class Cell:
    """One input: its name in the form, widget, value, choices, and what is wrong with it.

    `listed` names the list of suggestions that the cells of a column share.
    """

    name: str
    label: str
    widget: str
    value: str
    choices: Choices
    unit: str
    fault: str
    required: bool
    listed: str


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of the form; a table has columns and rows of cells instead of one cell.

    `columns` are blank cells: head, widget and choices of each column.
    """

    field: Field
    cell: Cell
    visible: bool
    hint: str
    source: str
    columns: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    fault: str

    @property
    def heads(self) -> tuple[str, ...]:
        """Return the heads of a table."""
        return tuple(column.label for column in self.columns)


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form holds: raw texts as read on a day, and what is said of fields and cells.

    `faults` go by field or table.row.column; `sources` say where a value comes from; `defects`
    are what an office found wrong.
    """

    data: Mapping[str, object]
    reading: Reading
    day: date
    faults: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    defects: Mapping[str, str] = field(default_factory=dict)


def form_fields(fields: Iterable[Field], filled: Filled, language: str) -> Iterator[FormField]:
    """Yield the fields of a form that was read on a day, with what is wrong and known."""
    for one in fields:
        key, faults = one.key, filled.faults
        own_fault = faults.get(key, "") if one.is_table else ""
        yield FormField(
            one,
            cell_of(one, key, filled, language, required=key in filled.reading.required),
            key in filled.reading.visible,
            one.hint.say(language) if one.hint else "",
            filled.sources.get(key, ""),
            tuple(_columns(one, filled, language)),
            tuple(_rows(one, filled, language)) if one.is_table else (),
            filled.defects.get(key, "") or own_fault,
        )


def _columns(table: Field, filled: Filled, language: str) -> Iterator[Cell]:
    for column in table.columns:
        name = f"{table.key}.{column.key}"
        yield _cell(column, name, name, None, filled, language)


def _rows(table: Field, filled: Filled, language: str) -> Iterator[tuple[Cell, ...]]:
    value = filled.data.get(table.key)
    lines = list(value) if isinstance(value, list) else []
    for place, line in enumerate([*lines, *([{}] * _BLANK)]):
        yield tuple(
            _cell(
                column, f"{table.key}.{place}.{column.key}", f"{table.key}.{column.key}",
                line.get(column.key), filled, language,
            )
            for column in table.columns
        )  # fmt: skip


def cell_of(one: Field, name: str, filled: Filled, language: str, *, required: bool) -> Cell:
    """Return the input of a field that is no column."""
    return _cell(one, name, name, filled.data.get(name), filled, language, required)


def _cell(  # noqa: PLR0913, PLR0917 - a cell is what it is called, holds and suffers from
    one: Field,
    name: str,
    listed: str,
    value: object,
    filled: Filled,
    language: str,
    required: bool | None = None,
) -> Cell:
    widget, choices = widget_of(one, filled.day, language)
    return Cell(
        name,
        one.label.say(language),
        widget,
        "" if value is None or isinstance(value, list) else str(value),
        choices,
        unit_of(one, language),
        filled.faults.get(name, ""),
        one.required == ALWAYS if required is None else required,
        listed,
    )


def unit_of(one: Field, language: str) -> str:
    """Return the currency that the amounts of a field stand in, empty for all other fields."""
    if one.type is None or one.type.kind != "money":
        return ""
    currency = one.type.of or ""
    return _UNITS.get(currency, Words(currency, currency)).say(language)


def widget_of(one: Field, day: date, language: str) -> tuple[str, Choices]:
    """Return the widget of a field and what its menu lists."""
    if one.type is None:
        return "table", ()
    if one.options:
        return "menu", tuple((o.key, o.name.say(language)) for o in one.options)
    kind = one.type.kind
    if kind == "bool":
        return "menu", tuple((key, words.say(language)) for key, words in _YES)
    if kind == "code":
        found = listed_codes(one.type.of or "", day, language)
        return ("menu" if len(found) <= _LISTED else "listed"), found
    plain = {"date": "date", "month": "month", "text": "long" if one.long else "text"}
    return plain.get(kind, "number"), ()


@lru_cache(maxsize=256)
def listed_codes(scheme: str, day: date, language: str) -> Choices:
    """Return the codes of a scheme that are valid on a day; none for a scheme unknown then."""
    try:
        found = codes.scheme(scheme, day)
    except CoreError:
        return ()
    return tuple((one.code, one.label.say(language)) for one in found.valid(day))
