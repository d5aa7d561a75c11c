"""The rules of a library on one day: parameters fixed, rules in force, answers for a case."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

from fumao.rules.case import Facts, Row, Walk, Walker
from fumao.rules.definitions import Dated, Rule, in_force
from fumao.rules.exact import to_scale
from fumao.rules.library import Library, Version
from fumao.rules.step import NOTHING, Step
from fumao.rules.tree import Name
from fumao.rules.types import Value

Status = Literal["decided", "needs_information", "undefined", "not_in_force"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule says of a case: a decided value, or what is missing for it.

    `undefined` is unknown although nothing asked for is missing: a quotient by zero, or a rule or
    parameter that is not in force, which `blocked` names.
    """

    name: str
    status: Status
    value: Value
    missing: frozenset[str]
    blocked: frozenset[str]
    rule: Rule
    step: Step | None


class RuleSet:
    """A library on one day."""

    def __init__(self, library: Library, day: date) -> None:
        self.library, self.day = library, day
        self.dated: Mapping[str, Dated | None] = {
            name: next((d for d in p.values if in_force(d.valid_from, d.valid_to, day)), None)
            for name, p in library.parameters.items()
        }
        self.versions: Mapping[str, Version | None] = {
            name: library.in_force(name, day) for name in library.order
        }
        self._orders: dict[tuple[str, ...], tuple[str, ...]] = {}  # asked before: a form asks again

    @cached_property
    def parameters(self) -> Mapping[str, object]:
        """Return the parameters' values; None where there is none on the day."""
        return {name: None if d is None else d.value for name, d in self.dated.items()}

    @cached_property
    def _walks(self) -> Mapping[str, Walk]:
        walker = Walker(self.parameters, frozenset(self.library.rule_types), self.day)
        return {
            name: walker.walk_of(version.tree, version.typed)
            for name, version in self.versions.items()
            if version is not None
        }

    def needed(self, names: Iterable[str]) -> frozenset[str]:
        """Return the rules named and all that they use."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            version = self.versions.get(name)
            if name not in found:
                found.add(name)
                waiting += version.uses if version is not None else ()
        return frozenset(found)

    def answers(
        self,
        values: Mapping[str, Value],
        rows: Mapping[str, Sequence[Row] | None] | None = None,
        names: Iterable[str] | None = None,
    ) -> dict[str, Answer]:
        """Return the answer of every rule (or those named) for one case, with its steps."""
        facts = Facts(values, rows or {})
        order = self.library.order if names is None else self._in_order(tuple(names))
        return {name: self._answer(name, facts) for name in order}

    def _in_order(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return the rules named and all that they use, each after those it uses."""
        found = self._orders.get(names)
        if found is None:
            wanted = self.needed(names)
            found = tuple(name for name in self.library.order if name in wanted)
            self._orders[names] = found
        return found

    def _answer(self, name: str, facts: Facts) -> Answer:
        version = self.versions[name]
        if version is None:
            newest = self.library.versions[name][-1]
            facts.done[name] = Step(newest.tree, None, frozenset([name]))
            blocked = frozenset([name])
            return Answer(name, "not_in_force", None, NOTHING, blocked, newest.rule, None)
        step = self._taken(version, facts)
        facts.done[name] = step
        if step.value is not None:
            return Answer(name, "decided", step.value, NOTHING, NOTHING, version.rule, step)
        blocked = frozenset(
            item for item in step.missing
            if item in self.library.parameters or item in self.library.rule_types
        )  # fmt: skip
        missing = step.missing - blocked
        status: Status = "needs_information" if missing else "undefined"
        return Answer(name, status, None, missing, blocked, version.rule, step)

    def _taken(self, version: Version, facts: Facts) -> Step:
        """Take the case through the rule; one that pays once only is zero for who received it.

        Whether it was received is asked only where there is something to pay.
        """
        rule = version.rule
        step = self._walks[rule.name](facts)
        if rule.type.is_number and isinstance(step.value, int | Decimal):
            exact = to_scale(step.value, rule.type.scale)
            step = Step(step.node, exact, NOTHING, step.parts)
        if not rule.once or step.value == 0:
            return step
        mark = f"received_{rule.name}"
        received = facts.values.get(mark)
        asked = Name((0, 0), mark)
        if received:
            nothing = to_scale(0, rule.type.scale)
            return Step(version.tree, nothing, NOTHING, (Step(asked, received),))
        if received is None and step.value is not None:
            unknown = frozenset([mark])
            return Step(version.tree, None, unknown, (Step(asked, None, unknown),))
        return step
