"""What the form asks: answered questions where they stood, then those that decide most."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from fumao.apps.grants.book import Book
from fumao.apps.grants.forms.facts import FACT, NONE, ROW, Facts, choices
from fumao.apps.grants.forms.prefill import Told
from fumao.apps.grants.queries.calculation import Entitlement
from fumao.core.money import Money
from fumao.rules.definitions import ChildTable, Input
from fumao.rules.shown import unit_name
from fumao.rules.types import Type

ALWAYS = 4  # of the most useful questions stand in view
OPEN_AT_ONCE = 8  # unanswered questions in view; the others wait below them
Shape = Literal["truth", "menu", "number", "text", "rows"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One control: a question of its own, or a field of a row."""

    name: str
    id: str
    shape: Shape
    label: str
    hint: str
    source: str
    unit: str
    sample: str
    typed: str
    error: str
    menu: Sequence[tuple[str, str]] = ()
    told: Told | None = None  # what the register says


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the form; `decides` is how many results wait for it.

    `told` is what the register says of a child table.
    """

    name: str
    anchor: str
    cell: Cell | None
    decides: int
    answered: bool
    label: str
    rows: Sequence[Sequence[Cell]] = ()
    said_empty: bool = False
    empty_name: str = ""
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions in view, those the register answers, and those that can wait."""

    asked: list[Question] = field(default_factory=list)
    known: list[Question] = field(default_factory=list)
    later: list[Question] = field(default_factory=list)

    @property
    def answered(self) -> int:
        """Return how many are answered."""
        return sum(one.answered for one in (*self.asked, *self.known))

    @property
    def changed(self) -> int:
        """Return how many answers of the register the person has typed over."""
        told = [one.cell.told if one.cell else one.told for one in self.known]
        return sum(one.changed for one in told if one is not None)

    @property
    def in_view(self) -> frozenset[str]:
        """Return the names of those in view."""
        return frozenset(one.name for one in self.asked)

    @property
    def open(self) -> int:
        """Return how many still matter."""
        return sum(not one.answered for one in (*self.asked, *self.known, *self.later))


@dataclass(frozen=True, slots=True)
class Drawn:
    """How the form is drawn: for which day, in which language, with what the register says."""

    day: date
    lang: str
    told: Mapping[str, Told] = field(default_factory=dict)


def questions(
    book: Book, told: Iterable[Entitlement], facts: Facts, stood: Sequence[str], drawn: Drawn
) -> Questions:
    """Return the questions; `stood` are the names in view before, which stay in their places."""
    waiting = _waiting(book, told)
    asked_for = {*stood, *list(waiting)[:ALWAYS]}
    answered = [name for name, text in facts.typed.items() if text.strip()]
    answered += [name for name in book.library.tables if _table_answered(name, facts)]
    before = [n for n in dict.fromkeys(stood) if n in waiting or n in answered]
    order = dict.fromkeys([*before, *answered, *waiting, *drawn.told])
    found = Questions()
    opened = 0
    for name in order:
        one = _question(book, name, facts, drawn, waiting.get(name, 0))
        if one is None:
            continue
        if name in drawn.told:
            found.known.append(one)
            continue
        opened += not one.answered
        in_view = one.answered or name in asked_for or opened <= OPEN_AT_ONCE
        (found.asked if in_view else found.later).append(one)
    return found


def _waiting(book: Book, told: Iterable[Entitlement]) -> dict[str, int]:
    """Return what is missing with the number of results that wait for it, the most first.

    Of equal ones that which stands alone first: one answer and a result is decided.
    """
    counts: dict[str, int] = {}
    alone: dict[str, int] = {}
    for one in told:
        names = {missing.partition(".")[0] for missing in one.answer.missing}
        for name in names:
            counts[name] = counts.get(name, 0) + 1
            alone[name] = min(alone.get(name, len(names)), len(names))
    place = {name: n for n, name in enumerate([*book.library.inputs, *book.library.tables])}
    order = sorted(counts, key=lambda name: (-counts[name], alone[name], place.get(name, 0)))
    return {name: counts[name] for name in order}


def _table_answered(name: str, facts: Facts) -> bool:
    return name in facts.empty or name in facts.typed_rows or name in facts.rows


def _question(book: Book, name: str, facts: Facts, drawn: Drawn, decides: int) -> Question | None:
    table = book.library.tables.get(name)
    if table is not None:
        return _rows(book, table, facts, drawn, decides)
    given = book.library.inputs.get(name)
    if given is None:
        return None
    typed = facts.typed.get(name, "")
    cell = _cell(book, given, f"{FACT}{name}", typed, facts, drawn)
    cell = replace(cell, told=drawn.told.get(name))
    return Question(name, f"q-{name}", cell, decides, bool(typed.strip()), cell.label)


def _rows(book: Book, table: ChildTable, facts: Facts, drawn: Drawn, decides: int) -> Question:
    rows = [
        [
            _cell(book, one, f"{ROW}{table.name}.{n}.{one.name}", line[one.name], facts, drawn)
            for one in table.fields
        ]
        for n, line in enumerate(facts.typed_rows.get(table.name, []))
    ]
    return Question(
        table.name, f"q-{table.name}", None, decides, _table_answered(table.name, facts),
        table.label.say(drawn.lang), rows, table.name in facts.empty, f"{NONE}{table.name}",
        drawn.told.get(table.name),
    )  # fmt: skip


def _cell(book: Book, given: Input, name: str, typed: str, facts: Facts, drawn: Drawn) -> Cell:
    codes = choices(given, book, drawn.day)
    menu = [(code.code, code.label.say(drawn.lang)) for code in codes]
    if menu and typed and typed not in {code for code, _words in menu}:
        menu.append((typed, ""))  # the register may know a code that no rule asks for
    return Cell(
        name=name,
        id=name.replace(".", "-"),
        shape="menu" if codes else _SHAPES.get(given.type.kind, "text"),
        label=given.label.say(drawn.lang),
        hint=given.question.say(drawn.lang) if given.question else "",
        source=given.source.say(drawn.lang),
        unit=_unit(given.type, drawn.lang),
        sample=_SAMPLES.get(given.type.kind, ""),
        typed=typed,
        error=facts.errors.get(name, ""),
        menu=menu,
    )


_ONE = Decimal(1)
_SHAPES: dict[str, Shape] = {"bool": "truth", "int": "number", "dec": "number", "money": "number"}
_SAMPLES = {"date": "2016-09-01", "month": "2016-09"}


def _unit(type_: Type, lang: str) -> str:
    if type_.kind == "money" and type_.of is not None:
        return Money(_ONE, type_.of).show(lang, places=0).strip("1 ")
    return unit_name(type_.unit, lang) if type_.unit else ""
