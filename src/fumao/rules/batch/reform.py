"""A reform and what it leaves as it is, side by side in one set of rules.

Only the rules that a reform touches on the day stand twice: as they are, and under another name as
they would be. One query then gives both, and what is the same is computed once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from fumao.core.errors import CoreError
from fumao.rules.definitions import Definitions, Parameter, Rule
from fumao.rules.library import Library, Version
from fumao.rules.overlay import Overlay, overlaid
from fumao.rules.ruleset import RuleSet
from fumao.rules.tree import Call, Name, Node, names_in, walk
from fumao.rules.types import Type


@dataclass(frozen=True, slots=True)
class Pair:
    """A rule before and after: its names in the combined rules, None where it is not in force."""

    name: str
    type: Type
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Combined:
    """The rules of both sides on the day, and the pairs that differ."""

    rules: RuleSet
    reformed: RuleSet
    pairs: tuple[Pair, ...]


def combine(base: RuleSet, overlay: Overlay) -> Combined:
    """Lay a reform over the rules of a day; raises RuleError for a faulty one, CoreError where
    nothing changes on the day.
    """
    reformed = Library(overlaid(base.library.definitions, overlay)).at(base.day)
    parameters = _changed_parameters(base, reformed)
    touched = _touched(base, reformed, parameters)
    if not touched:
        raise CoreError(
            "no_change",
            f"改革方案在 {base.day} 没有改变任何规则；请查起始日期或换 --on",
            f"The reform changes no rule on {base.day}; check its first day, or use another --on",
        )
    names = _new_names(base, reformed, [*parameters, *touched])
    library = Library(_definitions(base, reformed, names))
    pairs = tuple(
        Pair(
            name,
            reformed.library.rule_types[name],
            name if _version(base, name) is not None else None,
            names[name] if reformed.versions[name] is not None else None,
        )
        for name in touched
    )
    return Combined(library.at(base.day), reformed, pairs)


def _version(rules: RuleSet, name: str) -> Version | None:
    return rules.versions.get(name)


def _changed_parameters(base: RuleSet, reformed: RuleSet) -> list[str]:
    return [
        name
        for name, value in reformed.parameters.items()
        if name not in base.parameters or base.parameters[name] != value
    ]


def _touched(base: RuleSet, reformed: RuleSet, parameters: list[str]) -> list[str]:
    """Return the rules that differ on the day, each after those it uses."""
    found: list[str] = []
    changed = set(parameters)
    for name in reformed.library.order:
        old, new = _version(base, name), reformed.versions[name]
        if old is None and new is None:
            continue
        if old is None or new is None or old.rule.text != new.rule.text:
            differs = True
        else:
            differs = bool(names_in(new.tree) & changed)
        if differs:
            found.append(name)
            changed.add(name)
    return found


def _new_names(base: RuleSet, reformed: RuleSet, changed: list[str]) -> Mapping[str, str]:
    """Return the name that each changed thing has beside its old self; a new one keeps its own."""
    old = {*base.library.parameters, *base.library.versions}
    taken = {*old, *reformed.library.parameters, *reformed.library.versions}
    taken |= {*base.library.inputs, *reformed.library.inputs, *reformed.library.tables}
    free = (name for name in _numbered() if name not in taken)
    return {name: next(free) if name in old else name for name in changed}


def _numbered() -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"after_{number}"


def _definitions(base: RuleSet, reformed: RuleSet, names: Mapping[str, str]) -> Definitions:
    old, new = base.library.definitions, reformed.library.definitions
    parameters: list[Parameter] = list(old.parameters)
    parameters += [replace(p, name=names[p.name]) for p in new.parameters if p.name in names]
    rules: list[Rule] = list(old.rules)
    for name in names:
        version = _version(reformed, name)
        if version is not None:
            rules.append(_renamed(version, names))
    return Definitions(new.inputs, new.tables, tuple(parameters), tuple(rules), old.exclusions)


def _renamed(version: Version, names: Mapping[str, str]) -> Rule:
    """Return the rule under its new name, reading what is changed under new names.

    Who was paid before is told by the old name: a copy pays once if its original does.
    """
    rule = version.rule
    text = with_names(rule.text, version.tree, names)
    if rule.once and names[rule.name] != rule.name:
        paid = f"received({rule.name})"
        # whether it was paid before is asked only where there is something to pay
        text = f"case when {paid} or ({text}) = 0 then 0 else ({text}) end"
        return replace(rule, name=names[rule.name], text=text, once=False)
    return replace(rule, name=names[rule.name], text=text)


def with_names(text: str, tree: Node, names: Mapping[str, str]) -> str:
    """Return an expression with other names for what it reads; in prior(), received() none."""
    kept = {
        id(node.args[0])
        for node in walk(tree)
        if isinstance(node, Call) and node.function in ("prior", "received")
    }
    places = sorted(
        (
            (node.span, names[node.name])
            for node in walk(tree)
            if isinstance(node, Name) and node.name in names and id(node) not in kept
        ),
        reverse=True,
    )
    for (start, end), name in places:
        text = f"{text[:start]}{name}{text[end:]}"
    return text
