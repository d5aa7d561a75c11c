"""How the lines of a claim can reach a rule: which of its child tables takes kind, amount, day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from fumao.apps.grants.book import Book
from fumao.core.errors import CoreError
from fumao.packs.codes import scheme
from fumao.rules.definitions import ChildTable

_SOURCES = {"code": "kind", "money": "amount", "date": "dated"}


def feeds_for(
    book: Book, rule: str, day: date
) -> tuple[Mapping[str, Any], Mapping[str, tuple[str, str]]] | None:
    """Return how lines feed a rule and the kinds of expense it knows; None where they cannot."""
    reach = {name.partition(".")[0] for name in book.library.reach[rule]}
    for name in sorted(reach & book.library.tables.keys()):
        fields = _fields(book.library.tables[name])
        if "amount" in fields.values():
            return {"table": name, "fields": fields}, _kinds(book.library.tables[name], day)
    costs = sorted(name for name in reach if name.endswith(("_fee", "_cost")))
    if costs:
        labels = {name: book.library.inputs[name].label for name in costs}
        feeds = {"inputs": {name: [name] for name in costs}}
        return feeds, {name: (words.zh, words.en) for name, words in labels.items()}
    return None


def _fields(table: ChildTable) -> dict[str, str]:
    """Return for each field of a table what a line gives to it; the first of each type counts."""
    found: dict[str, str] = {}
    for one in table.fields:
        source = _SOURCES.get(one.type.kind)
        if source is not None and source not in found.values():
            found[one.name] = source
    return found


def _kinds(table: ChildTable, day: date) -> dict[str, tuple[str, str]]:
    key = next((one.type.of for one in table.fields if one.type.kind == "code"), None)
    if key is None:
        return {"cost": (table.label.zh, table.label.en)}
    try:
        codes = scheme(key, day).codes
    except CoreError:
        return {"cost": (table.label.zh, table.label.en)}
    return {code.code: (code.label.zh, code.label.en) for code in codes}


def rules_with_lines(book: Book, day: date) -> list[str]:
    """Return the rules that compute yuan from lines and are in force on a day."""
    return [
        name
        for name in book.names
        if book.library.rule_types[name].kind == "money"
        and book.library.rule_types[name].of == "CNY"
        and book.library.in_force(name, day) is not None
        and feeds_for(book, name, day) is not None
    ]
