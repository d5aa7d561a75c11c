"""A reform in a YAML file of the packs' form that holds only what changes.

title_zh: 提高人头补助
title_en: More a head
parameters:
  - name: per_hire
    values: [{from: 2017-01-01, value: "6000"}]
rules:
  - name: head_grant
    from: 2017-01-01
    text: hires * per_hire
A name that the rules do not have is added and written in full, as in a pack.
"""

from collections.abc import Callable
from pathlib import Path

from fumao.core.errors import Words
from fumao.packs.parts_rules import child_table, citation, dated, given, parameter, rule
from fumao.packs.problem import PackError, Problem
from fumao.packs.row import Row
from fumao.packs.source import Source
from fumao.rules.definitions import ChildTable, Definitions, Input, Parameter, Rule
from fumao.rules.library import Library
from fumao.rules.overlay import Overlay, ParameterChange, RuleChange
from fumao.rules.problem import Spot

# What cites nothing cites the draft itself.
_DRAFT = "overlay"


def read_overlay(path: Path, library: Library) -> Overlay:
    """Read a reform of the rules in the library; raises PackError with every fault of form."""
    problems: list[Problem] = []
    row = Source(path, path.name, problems).mapping()
    title = Words(
        row.text_or_none("title_zh") or path.stem, row.text_or_none("title_en") or path.stem
    )
    changed, parameters = _parameters(row.rows("parameters"), library, title)
    texts, rules = _rules(row.rows("rules"), library, title)
    added = Definitions(
        _all(row.rows("inputs"), given), _all(row.rows("tables"), child_table), parameters, rules
    )
    row.finish()
    if problems:
        raise PackError(problems)
    return Overlay(title, changed, texts, added)


def _all[T: (Input, ChildTable)](rows: tuple[Row, ...], build: Callable[[Row], T]) -> tuple[T, ...]:
    found = []
    for row in rows:
        found.append(build(row))
        row.finish()
    return tuple(found)


def _parameters(
    rows: tuple[Row, ...], library: Library, title: Words
) -> tuple[tuple[ParameterChange, ...], tuple[Parameter, ...]]:
    changes: list[ParameterChange] = []
    added: list[Parameter] = []
    for row in rows:
        for line in row.rows("values"):
            _cite_draft(line, title)
        old = library.parameters.get(row.text("name"))
        if old is None:
            added.append(parameter(row))
        else:
            values = []
            for line in row.rows("values"):
                values.append(dated(line, old.type, old.shape, old.bound_type))
                line.finish()
            changes.append(ParameterChange(old.name, tuple(values), _spot(row)))
        row.finish()
    return tuple(changes), tuple(added)


def _rules(
    rows: tuple[Row, ...], library: Library, title: Words
) -> tuple[tuple[RuleChange, ...], tuple[Rule, ...]]:
    changes: list[RuleChange] = []
    added: list[Rule] = []
    for row in rows:
        _cite_draft(row, title)
        name = row.text("name")
        if name not in library.versions:
            added.append(rule(row))
        else:
            line, column = row.start("text")
            changes.append(
                RuleChange(
                    name,
                    row.text("text"),
                    citation(row),
                    row.day_or_none("from"),
                    row.day_or_none("to"),
                    _spot(row),
                    Spot(row.place.file, line, column),
                )
            )
        row.finish()
    return tuple(changes), tuple(added)


def _cite_draft(row: Row, title: Words) -> None:
    row.values.setdefault("document", _DRAFT)
    row.values.setdefault("clause", title.zh)


def _spot(row: Row) -> Spot:
    return Spot(row.place.file, row.place.line, 1)
