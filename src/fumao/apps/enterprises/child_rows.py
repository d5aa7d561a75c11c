"""Rows of a child table as people write them, read into exact texts, with what is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fumao.apps.enterprises.rolls.lines import read_day
from fumao.apps.enterprises.vocabulary import exact_text
from fumao.core.errors import CoreError, Words
from fumao.core.schemes import Code
from fumao.packs.codes import scheme
from fumao.rules.definitions import ChildTable, Input
from fumao.rules.facts import read_fact

SOME = 12  # codes named in a refusal

type Row = dict[str, str]
type Wrong = dict[tuple[int, str], Words]  # by place of the row and name of the field


def read_rows(
    table: ChildTable, raw: Sequence[Mapping[str, object]], day: date
) -> tuple[list[Row], Wrong]:
    """Return the rows that say anything, and what is wrong with which cell of those given.

    A field left blank is unknown and left out; a row of blanks is no row. Codes are those of the
    lists on `day`.
    """
    rows: list[Row] = []
    wrong: Wrong = {}
    for place, line in enumerate(raw):
        row: Row = {}
        for given in table.fields:
            try:
                value = read_cell(given, line.get(given.name), day)
            except CoreError as error:
                wrong[place, given.name] = error.words
            else:
                if value is not None:
                    row[given.name] = value
        if row:
            rows.append(row)
    return rows, wrong


def read_cell(given: Input, raw: object, day: date) -> str | None:
    """Return the exact text of a cell, None where it is blank; raises CoreError.

    A code may be written as its label, a day as bureaus write it.
    """
    if isinstance(raw, str):
        raw = raw.strip()
        if given.type.kind == "date":
            raw = read_day(raw) or raw
    value = read_fact(raw, given)
    if value is None:
        return None
    text = exact_text(value)
    codes = codes_of(given, day)
    if not codes or any(code.code == text for code in codes):
        return text
    named = [code.code for code in codes if text in (code.label.zh, code.label.en)]
    if len(named) == 1:
        return named[0]
    some = [f"{code.code} {code.label.zh}" for code in codes[:SOME]]
    raise CoreError(
        "code",
        f"“{given.label.zh}”没有“{text}”这个代码，可填 {'、'.join(some)}",
        f'"{text}" is no code of "{given.label.en}"; there are '
        + ", ".join(f"{code.code} {code.label.en}" for code in codes[:SOME]),
    )


def codes_of(given: Input, day: date) -> Sequence[Code]:
    """Return the codes a field may have; none where it has no list or the list is not shipped."""
    if given.type.kind != "code":
        return ()
    try:
        return scheme(given.type.of or "", day).valid(day)
    except CoreError:
        return ()


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as a page prints it: one text a field of its table, — where it is unknown."""

    number: int
    cells: list[tuple[str, str, bool]]  # label, text, whether a number


def shown_rows(table: ChildTable, rows: Sequence[Row], day: date) -> Iterator[ShownRow]:
    """Yield rows in the page's language."""
    language = get_language() or "zh"
    codes = {
        given.name: {code.code: code.label.say(language) for code in codes_of(given, day)}
        for given in table.fields
    }
    for number, row in enumerate(rows, 1):
        yield ShownRow(
            number,
            [
                (
                    given.label.say(language),
                    _shown(given, row.get(given.name), codes[given.name]),
                    given.type.is_number,
                )
                for given in table.fields
            ],
        )


def _shown(given: Input, text: str | None, codes: Mapping[str, str]) -> str:
    if text is None:
        return "—"
    if given.type.kind == "bool":
        return _("是") if text == "true" else _("否")
    if given.type.is_number:
        return f"{Decimal(text):,f}"
    return codes.get(text, text)
