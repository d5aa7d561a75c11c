"""A checked set of definitions: the only way from a pack to an answer.

library = Library(definitions)      # raises RuleError with every fault and its place
rules = library.at(date(2016, 10, 14))
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from fumao.core.errors import Words
from fumao.rules.definitions import (
    Budget,
    ChildTable,
    Definitions,
    Input,
    Parameter,
    Rule,
    in_force,
)
from fumao.rules.exclusions import net_rules
from fumao.rules.parse import parse
from fumao.rules.problem import RuleError, RuleProblem
from fumao.rules.tree import Call, Name, Node, walk
from fumao.rules.typed import Scope, Typed
from fumao.rules.types import BOOL

if TYPE_CHECKING:
    from fumao.rules.ruleset import RuleSet


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a rule, read and typed; `uses` are the rules it needs first."""

    rule: Rule
    tree: Node
    typed: Typed
    uses: frozenset[str]


class Library:
    """Checked definitions; `inputs` holds the implied ones too: prior_<rule>, received_<rule>."""

    def __init__(self, definitions: Definitions) -> None:
        from fumao.rules.check import check_definitions  # noqa: PLC0415 - it reads a Library

        self.definitions = definitions
        self.inputs: Mapping[str, Input] = {i.name: i for i in definitions.inputs}
        self.tables: Mapping[str, ChildTable] = {t.name: t for t in definitions.tables}
        self.parameters: Mapping[str, Parameter] = {p.name: p for p in definitions.parameters}
        self.budgets: Mapping[str, Budget] = {b.name: b for b in definitions.budgets}
        rules = (*definitions.rules, *net_rules(definitions))
        self.rule_types = {rule.name: rule.type for rule in rules}
        self.versions, problems = _read(rules, self._scope())
        self.implied: Mapping[str, Input] = self._implied()
        self.inputs = {**self.inputs, **self.implied}
        problems += check_definitions(self)
        if problems:
            raise RuleError(
                sorted(problems, key=lambda p: (p.spot.file, p.spot.line, p.spot.column))
            )

    def _scope(self) -> Scope:
        names = {name: given.type for name, given in self.inputs.items()}
        return Scope(
            {**names, **self.rule_types},
            self.parameters,
            self.tables,
            frozenset(self.rule_types),
        )

    def _implied(self) -> dict[str, Input]:
        """Return the inputs that `prior(rule)`, `received(rule)` and `once` bring."""
        found: dict[str, Input] = {}
        for version in self.all_versions():
            if version.rule.once:
                found |= _received(self._newest(version.rule.name))
            for function, name in of_other_times(version.tree):
                if name in self.versions:
                    brought = _received if function == "received" else _prior
                    found |= brought(self._newest(name))
        return found

    def _newest(self, name: str) -> Rule:
        return self.versions[name][-1].rule

    def all_versions(self) -> Iterator[Version]:
        """Yield every version of every rule."""
        for versions in self.versions.values():
            yield from versions

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Return the names of the rules, each after those it uses; a circle is left out."""
        waiting = {name: self.used(name) for name in self.versions}
        found: list[str] = []
        while ready := [n for n, uses in waiting.items() if not uses & waiting.keys()]:
            found += ready
            for name in ready:
                del waiting[name]
        return tuple(found)

    def at(self, day: date) -> "RuleSet":
        """Return the rules as they are on the day."""
        from fumao.rules.ruleset import RuleSet  # noqa: PLC0415 - it holds a Library

        return RuleSet(self, day)

    def in_force(self, name: str, day: date) -> Version | None:
        """Return the version of a rule that holds on the day."""
        for version in self.versions[name]:
            if in_force(version.rule.valid_from, version.rule.valid_to, day):
                return version
        return None

    @cached_property
    def reach(self) -> Mapping[str, frozenset[str]]:
        """Return for each rule the inputs it reads, directly or through other rules."""
        return self._reached({name: self.used(name) for name in self.versions})

    @cached_property
    def reach_over_years(self) -> Mapping[str, frozenset[str]]:
        """Return the same with what rules read through prior(): a result of last year counts."""
        used = {name: set(self.used(name)) for name in self.versions}
        for version in self.all_versions():
            for function, name in of_other_times(version.tree):
                if function == "prior":
                    used[version.rule.name].add(name)
        return self._reached(used)

    def used(self, name: str) -> frozenset[str]:
        """Return the rules that any version of a rule uses."""
        return frozenset().union(*(version.uses for version in self.versions[name]))

    def _reached(self, used: Mapping[str, Set[str]]) -> Mapping[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        direct = {
            name: frozenset().union(*(direct_inputs(self, version) for version in versions))
            for name, versions in self.versions.items()
        }
        for name in self.versions:
            waiting, through = [name], {name}
            while waiting:
                further = used[waiting.pop()] & self.versions.keys() - through
                through |= further
                waiting += further
            found[name] = frozenset().union(*(direct[n] for n in through))
        return found


def of_other_times(tree: Node) -> Iterator[tuple[str, str]]:
    """Yield each prior(rule) and received(rule) as ("prior", rule), ("received", rule)."""
    for node in walk(tree):
        match node:
            case Call(function="prior" | "received" as function, args=(Name(name=name),)):
                yield function, name


def direct_inputs(library: Library, version: Version) -> frozenset[str]:
    """Return the inputs, and the fields of child tables as table.field, that a version reads."""
    from fumao.rules.tree import Field, Gather  # noqa: PLC0415

    seen: set[str] = set()
    for node in walk(version.tree):
        match node:
            case Name(name=name) if name in library.inputs:
                seen.add(name)
            case Field(table=table, name=name):
                seen.add(f"{table}.{name}")
            case Gather(table=table):
                seen.add(table)
            case Call(function="prior" | "received" as function, args=(Name(name=name),)):
                seen.add(f"{function}_{name}")
    if version.rule.once:
        seen.add(f"received_{version.rule.name}")
    return frozenset(seen)


def _read(
    rules: tuple[Rule, ...], scope: Scope
) -> tuple[dict[str, tuple[Version, ...]], list[RuleProblem]]:
    found: dict[str, list[Version]] = {}
    problems: list[RuleProblem] = []
    for rule in rules:
        try:
            tree = parse(rule.text, rule.text_spot)
        except RuleError as error:
            problems += error.problems
            continue
        typed = Typed(rule.text, rule.text_spot, scope)
        typed.read(tree)
        problems += typed.problems
        found.setdefault(rule.name, []).append(Version(rule, tree, typed, _uses(tree, scope)))
    for versions in found.values():
        versions.sort(key=lambda v: v.rule.valid_from or date.min)
    return {name: tuple(versions) for name, versions in found.items()}, problems


def _uses(tree: Node, scope: Scope) -> frozenset[str]:
    apart = {
        id(node.args[0])
        for node in walk(tree)
        if isinstance(node, Call) and node.function in ("prior", "received")
    }
    return frozenset(
        node.name
        for node in walk(tree)
        if isinstance(node, Name) and node.name in scope.rules and id(node) not in apart
    )


def _received(rule: Rule) -> dict[str, Input]:
    name = f"received_{rule.name}"
    label = Words(f"此前已享受：{rule.label.zh}", f"Received before: {rule.label.en}")
    source = Words("拨付台账", "Payments register")
    return {name: Input(name, label, BOOL, "administration", source, spot=rule.spot)}


def _prior(rule: Rule) -> dict[str, Input]:
    name = f"prior_{rule.name}"
    label = Words(f"上一年度：{rule.label.zh}", f"Year before: {rule.label.en}")
    source = Words("上一年度的计算结果", "Result of the year before")
    return {name: Input(name, label, rule.type, "administration", source, spot=rule.spot)}
