"""Values of a form as a page prints them: words for choices and codes, money with its unit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from fumao.core.errors import CoreError
from fumao.forms.fields import Field
from fumao.packs import codes
from fumao.rules.facts import read_value
from fumao.rules.shown import shown_value


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """A field as it is printed; a table has heads and rows, all else one text."""

    key: str
    label: str
    text: str
    long: bool
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    defect: str
    confidence: str
    sensitive: bool


def shown_fields(
    fields: Iterable[Field], data: Mapping[str, object], day: date, language: str
) -> list[ShownAnswer]:
    """Return the fields that `data` holds, as they are printed."""
    return [shown_answer(one, data[one.key], day, language) for one in fields if one.key in data]


def shown_answer(
    field: Field, value: object, day: date, language: str, defect: str = ""
) -> ShownAnswer:
    """Return one field as it is printed, with what an office found wrong with it."""
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    if field.is_table:
        heads = tuple(column.label.say(language) for column in field.columns)
        lines = value if isinstance(value, list) else []
        rows = tuple(
            tuple(text_of(column, line.get(column.key), day, language) for column in field.columns)
            for line in lines
        )
    return ShownAnswer(
        field.key,
        field.label.say(language),
        "" if field.is_table else text_of(field, value, day, language),
        field.long,
        heads,
        rows,
        defect,
        field.confidence,
        field.sensitive,
    )


def text_of(field: Field, value: object, day: date, language: str) -> str:
    """Return one value as text; nothing for a blank."""
    if value is None or value == "" or field.type is None:
        return ""
    for option in field.options:
        if option.key == value:
            return option.name.say(language)
    kind, text = field.type.kind, str(value)
    if field.long:
        return text
    if kind == "code":
        return _code(field.type.of or "", text, day, language)
    return shown_value(read_value(text, field.type), field.type, language)


@lru_cache(maxsize=4096)
def _code(scheme: str, code: str, day: date, language: str) -> str:
    try:
        found = codes.scheme(scheme, day).find(code, day)
    except CoreError:
        return code
    return found.label.say(language) if found is not None else code
