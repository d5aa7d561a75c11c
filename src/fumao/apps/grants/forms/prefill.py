"""What the register knows put into the form where the person has not said otherwise.

A field `was.<name>` beside each prefilled one holds what it was filled with. Where the person left
it so, it follows the register: to another day's facts when the day is changed. What was typed
over, also a field that was emptied, stays as the person left it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.http import QueryDict

from fumao.apps.enterprises.models import Fact, FactRows
from fumao.apps.grants.forms.facts import FACT, NONE, ROW, typed_rows
from fumao.apps.grants.queries.in_view import Known
from fumao.rules.definitions import ChildTable
from fumao.rules.facts import read_fact
from fumao.rules.library import Library
from fumao.rules.shown import shown_value
from fumao.rules.types import Value

WAS = "was."
DRAWN = 40  # rows of a table that are drawn in the form; more are counted without being drawn


@dataclass(frozen=True, slots=True)
class Told:
    """What the register says of one question, and whether the person has typed over it."""

    value: str
    source: str
    when: str
    confidence: str
    was: str
    changed: bool = False
    counted: int | None = None  # rows taken as they are, not drawn


@dataclass(slots=True)
class Prefilled:
    """The form with what the register knows; `told` by name of the question.

    `fresh` names fields whose content is not what the browser holds; `rows` are those of tables
    too long to be drawn.
    """

    sent: QueryDict
    told: dict[str, Told] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)
    rows: dict[str, list[dict[str, Value]]] = field(default_factory=dict)


def prefill(
    sent: QueryDict, known: Known, names: Iterable[str], library: Library, lang: str
) -> Prefilled:
    """Return the form with the facts and rows of the register that the rules asked for may read."""
    wanted = set(names)
    filled = Prefilled(sent.copy())
    for name in sorted(wanted & library.inputs.keys()):
        _fact(filled, name, known.facts.get(name), library, lang)
    for name in sorted(wanted & library.tables.keys()):
        _rows(filled, library.tables[name], known.tables.get(name), lang)
    return filled


def _fact(filled: Prefilled, name: str, fact: Fact | None, library: Library, lang: str) -> None:
    sent, given = filled.sent, library.inputs[name]
    typed, was = sent.get(f"{FACT}{name}"), sent.get(f"{WAS}{name}")
    untouched = typed is None or (was is not None and typed == was)
    if untouched and (fact is not None or was is not None):
        new = fact.value if fact is not None else ""
        if typed is not None and typed != new:
            filled.fresh.add(f"{FACT}{name}")
        sent[f"{FACT}{name}"] = new
    if fact is not None:
        shown = shown_value(read_fact(fact.value, given), given.type, lang)
        filled.told[name] = _told(fact, shown, fact.value, changed=not untouched)


def _told(stated: Fact | FactRows, value: str, was: str, *, changed: bool) -> Told:
    when: str | date | None = stated.period or stated.as_of
    return Told(value, stated.source, str(when), str(stated.get_confidence_display()), was, changed)


def _rows(filled: Prefilled, table: ChildTable, stated: FactRows | None, lang: str) -> None:
    sent, name = filled.sent, table.name
    typed = typed_rows(sent, table)
    own = bool(typed) or f"{NONE}{name}" in sent
    asked = sent.get("add") == name or sent.get("drop", "").startswith(f"{name}.")
    was = sent.get(f"{WAS}{name}")
    touched = own and (asked or was is None or was != digest(typed))
    if touched or (asked and not own):
        if stated is not None:
            filled.told[name] = _told(stated, _count(stated, lang), was or "", changed=True)
        return
    _clear(sent, table)
    if stated is None:
        return
    rows = [{one.name: row.get(one.name, "") for one in table.fields} for row in stated.rows]
    filled.told[name] = _told(stated, _count(stated, lang), digest(rows), changed=False)
    if len(rows) > DRAWN:
        filled.told[name] = replace(filled.told[name], counted=len(rows))
        filled.rows[name] = [
            {one.name: read_fact(row[one.name], one) for one in table.fields} for row in rows
        ]
    elif rows:
        for number, row in enumerate(rows):
            for one in table.fields:
                sent[f"{ROW}{name}.{number}.{one.name}"] = row[one.name]
    else:
        sent[f"{NONE}{name}"] = "1"


def _clear(sent: QueryDict, table: ChildTable) -> None:
    for key in [key for key in sent if key.startswith(f"{ROW}{table.name}.")]:
        del sent[key]
    sent.pop(f"{NONE}{table.name}", None)


def _count(stated: FactRows, lang: str) -> str:
    return f"{stated.count} 行" if lang == "zh" else f"{stated.count} rows"


def digest(rows: Sequence[Mapping[str, str]]) -> str:
    """Return a short name for rows as they stand in the form."""
    text = json.dumps(rows, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
