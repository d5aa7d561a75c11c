"""The expressions of a form as rules, with what they use of the packs' own rules."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from fumao.core.errors import Words
from fumao.forms.fields import ALWAYS, Field
from fumao.rules.definitions import ChildTable, Citation, Definitions, Input, Parameter, Rule
from fumao.rules.parse import parse
from fumao.rules.problem import RuleError, Spot
from fumao.rules.tree import Call, Gather, Name, Node, walk
from fumao.rules.tree import Field as RowField
from fumao.rules.types import Type

# The name of its rule, text, clause and place.
type Expression = tuple[str, str, Citation, Spot]


def rule_name(kind: str, key: str) -> str:
    """Return the name of the rule that an expression becomes."""
    return f"{kind}_{key.replace('-', '_')}"


def context_facts(rows: Iterable[tuple[str, str, str, Type]]) -> tuple[Input, ...]:
    """Return facts that the system knows beside the form: name, label zh and en, type."""
    system = Words("系统", "System")
    return tuple(
        Input(name, Words(zh, en), type_, "administration", system) for name, zh, en, type_ in rows
    )


def of_fields(fields: Iterable[Field], main: Citation) -> Iterator[Expression]:
    """Yield the expressions of fields: when they show, when they are needed, what they fulfil."""
    for one in fields:
        for kind, text in (
            ("visible", one.visible), ("required", one.required), ("check", one.check),
        ):  # fmt: skip
            if text and text != ALWAYS:
                yield rule_name(kind, one.key), text, main, one.spots.get(kind, one.spot)


def inputs_of(fields: Iterable[Field]) -> tuple[Input, ...]:
    """Return the fields that are no tables as inputs of rules."""
    return tuple(_input(one) for one in fields if one.type is not None)


def tables_of(fields: Iterable[Field]) -> tuple[ChildTable, ...]:
    """Return the fields that hold rows as tables of rules."""
    return tuple(_table(one) for one in fields if one.type is None)


def _input(one: Field) -> Input:
    if one.type is None:
        raise ValueError(f"{one.key} is a table")
    name = one.given or one.key
    label = one.label
    return Input(name, label, one.type, one.purpose, label, one.least, one.most, spot=one.spot)


def _table(one: Field) -> ChildTable:
    # Rows are read by the keys of the columns, also where `input` gives label and type.
    columns = tuple(replace(_input(column), name=column.key) for column in one.columns)
    return ChildTable(one.key, one.label, columns, one.spot)


def with_used(
    own: Definitions, packs: Definitions, context: Iterable[Input], also: Iterable[str] = ()
) -> Definitions:
    """Return a form's own definitions with what they use of the packs'.

    `context` are facts known beside the form, `also` names of the packs' rules asked in any case.
    """
    named = {one.name for one in own.inputs} | {one.name for one in own.tables}
    wanted = names_of(rule.text for rule in own.rules) | set(also)
    used = needed(packs, wanted - named)
    inputs = {one.name: one for one in (*context, *used.inputs, *own.inputs)}
    tables = {one.name: one for one in (*used.tables, *own.tables)}
    return Definitions(
        tuple(inputs.values()),
        tuple(tables.values()),
        used.parameters + own.parameters,
        used.rules + own.rules,
    )


def names_of(texts: Iterable[str]) -> set[str]:
    """Return the names that expressions mention, leaving out what cannot be read."""
    found: set[str] = set()
    for text in texts:
        try:
            found |= _mentioned(parse(text, Spot()))
        except RuleError:
            continue  # the library will say what is wrong with it
    return found


def names_in(text: str) -> frozenset[str]:
    """Return the names an expression mentions; none where it cannot be read."""
    return frozenset(names_of([text])) if text and text != ALWAYS else frozenset()


def _mentioned(tree: Node) -> set[str]:
    found: set[str] = set()
    for node in walk(tree):
        match node:
            case Name(name=name):
                found.add(name)
            case RowField(table=table) | Gather(table=table):
                found.add(table)
            case Call(function="in_list" | "tier"):
                found |= {part.name for part in node.args if isinstance(part, Name)}
    return found


def needed(packs: Definitions, names: Iterable[str]) -> Definitions:
    """Return the part of the packs' definitions that these names lead to, and no more."""
    rules: dict[str, list[Rule]] = {}
    for rule in packs.rules:
        rules.setdefault(rule.name, []).append(rule)
    seen: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for rule in rules.get(name, ()):
            waiting |= names_of([rule.text]) - seen
    parameters: tuple[Parameter, ...] = tuple(p for p in packs.parameters if p.name in seen)
    return Definitions(
        tuple(one for one in packs.inputs if one.name in seen),
        tuple(one for one in packs.tables if one.name in seen),
        parameters,
        tuple(replace(one) for one in packs.rules if one.name in seen),
    )
