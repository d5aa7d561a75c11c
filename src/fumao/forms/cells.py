"""One field's text read as an exact value, and a value as the text that is kept."""

from datetime import date

from fumao.core.errors import CoreError, Words
from fumao.forms.fields import Field
from fumao.rules.definitions import Input
from fumao.rules.facts import read_fact
from fumao.rules.types import Value


def column_input(column: Field) -> Input:
    if column.type is None:
        raise ValueError("a column is no table")
    return Input(
        column.key, column.label, column.type, column.purpose, column.label, column.least,
        column.most,
    )  # fmt: skip


def read_cell(one: Field, given: object, input_: Input) -> Value:
    text = given.strip() if isinstance(given, str) else given
    if one.long and isinstance(text, str):
        return _long(one, text)
    value = read_fact(text, input_)
    if value is not None and one.options and value not in {o.key for o in one.options}:
        raise CoreError(
            "option",
            f"“{one.label.zh}”没有“{text}”这一项，请从列出的选项中选择",
            f'"{text}" is no choice of "{one.label.en}": choose one of those listed',
        )
    return value


_LONG = 4000


def _long(one: Field, text: str) -> Value:
    if len(text) > _LONG:
        raise CoreError(
            "long",
            f"“{one.label.zh}”最多 {_LONG} 字",
            f'"{one.label.en}" has at most {_LONG} characters',
        )
    return text.replace("\r\n", "\n") or None


def needed_words(one: Field) -> Words:
    return Words(f"请填写“{one.label.zh}”", f'"{one.label.en}" is needed')


def wrong_words(one: Field) -> Words:
    return Words(f"“{one.label.zh}”不符合要求，请核对", f'check "{one.label.en}": it does not fit')


def text_of(value: Value) -> str | None:
    """Return a value as the exact text that is kept: true, 120, 3500000.00, 2016-07-05."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else f"{value}"
