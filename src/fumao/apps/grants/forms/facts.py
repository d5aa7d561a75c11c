"""The facts of a case as a form sends them: exact values, what is wrong, and the draft as typed.

A field is named `f.<input>`; a row of a child table has fields `r.<table>.<number>.<field>`. What
cannot be read is unknown to the rules, stays in the form as typed, and says at its field why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.http import QueryDict

from fumao.apps.grants.book import Book
from fumao.core.errors import CoreError
from fumao.core.schemes import Code
from fumao.packs.codes import scheme
from fumao.rules.definitions import ChildTable, Input
from fumao.rules.facts import read_fact
from fumao.rules.tree import Compare, Constant, In, Name, walk
from fumao.rules.types import Value

FACT, ROW, NONE = "f.", "r.", "none."
MOST_ROWS = 200  # of one child table
LONGEST = 400  # characters of one field; the rules take 200


@dataclass
class Facts:
    """What was sent: `values` and `rows` for the rules, the rest to draw the form again."""

    values: dict[str, Value] = field(default_factory=dict)
    rows: dict[str, list[dict[str, Value]]] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)  # by field name, as sent
    typed_rows: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)  # by field name: f.staff, r.bills.0.sum
    empty: set[str] = field(default_factory=set)  # child tables said to hold nothing


def read_facts(sent: QueryDict, book: Book, day: date, lang: str) -> Facts:
    """Return the facts in a form; names that no rule knows are passed over."""
    facts = Facts()
    library = book.library
    for name in sent:
        if name.startswith(FACT) and (given := library.inputs.get(name.removeprefix(FACT))):
            facts.typed[given.name] = typed = str(sent[name])[:LONGEST]
            value = _value(facts, name, typed, given, Reader(book, day, lang))
            if value is not None:
                facts.values[given.name] = value
    for table in library.tables.values():
        _read_table(facts, sent, table, Reader(book, day, lang))
    return facts


@dataclass(frozen=True, slots=True)
class Reader:
    """With what a field is read: the code lists of a day, the language of what is wrong."""

    book: Book
    day: date
    lang: str


def _value(facts: Facts, name: str, raw: str, given: Input, reader: Reader) -> Value:
    try:
        value = read_fact(raw.strip(), given)
    except CoreError as error:
        facts.errors[name] = error.message(reader.lang)
        return None
    if given.type.kind == "code" and isinstance(value, str):
        try:
            known = scheme(given.type.of or "", reader.day).find(value, reader.day)
        except CoreError:
            return value  # a list that no pack ships cannot be held against it
        if known is None:
            words = (
                f"代码表中没有“{value}”" if reader.lang == "zh" else f'"{value}" is not on the list'
            )
            facts.errors[name] = words
            return None
    return value


def _read_table(facts: Facts, sent: QueryDict, table: ChildTable, reader: Reader) -> None:
    if sent.get(f"{NONE}{table.name}"):
        facts.empty.add(table.name)
        facts.rows[table.name] = []
        return
    typed = typed_rows(sent, table)
    if not typed:
        return
    facts.typed_rows[table.name] = typed
    rows = []
    for number, line in enumerate(typed):
        read = {
            given.name: _value(
                facts, f"{ROW}{table.name}.{number}.{given.name}", line[given.name], given, reader
            )
            for given in table.fields
        }
        if any(text.strip() for text in line.values()):
            rows.append(read)
    if rows:
        facts.rows[table.name] = rows


def typed_rows(sent: QueryDict, table: ChildTable) -> list[dict[str, str]]:
    """Return the rows as sent, numbered anew; a row taken out is left out."""
    head = f"{ROW}{table.name}."
    numbers: dict[str, None] = {}
    for name in sent:
        if name.startswith(head):
            numbers[name.removeprefix(head).partition(".")[0]] = None
    dropped = sent.get("drop", "")
    kept = [n for n in list(numbers)[:MOST_ROWS] if dropped != f"{table.name}.{n}"]
    rows = [
        {one.name: sent.get(f"{head}{n}.{one.name}", "")[:LONGEST] for one in table.fields}
        for n in kept
    ]
    if sent.get("add") == table.name and len(rows) < MOST_ROWS:
        rows.append({one.name: "" for one in table.fields})
    return rows


MOST_CHOICES = 120


def choices(given: Input, book: Book, day: date) -> Sequence[Code]:
    """Return the codes to choose from for an input: those as long as the rules hold it against.

    Empty where the list is not shipped or too long for a menu: the code is then typed.
    """
    if given.type.kind != "code":
        return ()
    try:
        codes = scheme(given.type.of or "", day).valid(day)
    except CoreError:
        return ()
    lengths = _lengths(book).get(given.name)
    if lengths and len(codes) > MOST_CHOICES:
        codes = [code for code in codes if len(code.code) in lengths]
    return codes if len(codes) <= MOST_CHOICES else ()


@lru_cache(maxsize=4)
def _lengths(book: Book) -> Mapping[str, frozenset[int]]:
    """Return how long the codes are that each input is compared with in any rule."""
    found: dict[str, set[int]] = {}
    for version in book.library.all_versions():
        for node in walk(version.tree):
            match node:
                case Compare(left=Name(name=name), right=Constant(value=str(code))):
                    found.setdefault(name, set()).add(len(code))
                case In(value=Name(name=name), items=items):
                    found.setdefault(name, set()).update(len(str(item.value)) for item in items)
    for name, listed in book.listed_parameters.items():
        for parameter in listed:
            for dated in book.library.parameters[parameter].values:
                if isinstance(dated.value, tuple):
                    found.setdefault(name, set()).update(len(code) for code in dated.value)
    return {name: frozenset(lengths) for name, lengths in found.items()}
