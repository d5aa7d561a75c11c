"""Where in a form something is, in words: a field, or a cell of a table."""

from collections.abc import Iterable

from fumao.core.errors import Words
from fumao.forms.fields import Field


def place_words(fields: Iterable[Field], key: str, language: str) -> str:
    """Return how a field or a cell (table.row.column, rows from 0) is called; the key where none
    is.
    """
    name, _dot, rest = key.partition(".")
    found = next((one for one in fields if one.key == name), None)
    if found is None:
        return key
    row, _dot, column = rest.partition(".")
    if not row.isdecimal():
        return found.label.say(language)
    number = int(row) + 1
    words = Words(f"第 {number} 行", f"row {number}").say(language)
    head = next((one.label.say(language) for one in found.columns if one.key == column), "")
    return " ".join(part for part in (found.label.say(language), words, head) if part)
