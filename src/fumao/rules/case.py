"""The evaluator for one case: a walk over the tree with exact numbers and three-valued logic.

Every node of a rule becomes a function from a case to a `Step` once; a case then costs one call a
node. Unknown is neither false nor zero: `and` is decided by a false part, `or` by a true one, all
else is unknown where a part is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from fumao.rules.case_calls import call_of
from fumao.rules.exact import add, multiply, negate, subtract
from fumao.rules.step import NOTHING, Step
from fumao.rules.tree import (
    And,
    Call,
    Case,
    Compare,
    Constant,
    Field,
    Gather,
    In,
    Minus,
    Name,
    Node,
    Not,
    Or,
    Sum,
)
from fumao.rules.typed import Typed, is_share
from fumao.rules.types import Value

type Row = Mapping[str, Value]
type Walk = Callable[["Facts"], Step]


@dataclass(slots=True)
class Facts:
    """A case: its known inputs, rows of child tables (None: table unknown), rules done so far."""

    values: Mapping[str, Value]
    rows: Mapping[str, Sequence[Row] | None] = field(default_factory=dict)
    done: dict[str, Step] = field(default_factory=dict)
    row: Row | None = None


class Walker:
    """Turns the trees of rules into functions, with the parameters of one day put in."""

    def __init__(self, parameters: Mapping[str, object], rules: frozenset[str], day: date) -> None:
        self.parameters, self.rules, self.day = parameters, rules, day

    def walk_of(self, node: Node, typed: Typed) -> Walk:
        """Return the function that takes a case through the node."""
        match node:
            case Constant(value=value):
                return _constant(node, value)
            case Name(name=name):
                return self._name(node, name)
            case Field(name=name, table=table):
                return _field(node, name, f"{table}.{name}")
            case And(parts=parts) | Or(parts=parts):
                walks = [self.walk_of(part, typed) for part in parts]
                return _logic(node, walks, isinstance(node, Or))
            case Not(part=part):
                return _strict(node, [self.walk_of(part, typed)], _not)
            case Case():
                return self._case(node, typed)
            case Gather():
                return self._gather(node, typed)
            case Compare(left=left) if is_share(left):
                return self._share(node, typed)
            case Call():
                return call_of(self, node, typed)
            case _:
                return self._plain(node, typed)

    def _plain(self, node: Node, typed: Typed) -> Walk:
        match node:
            case Compare(op=op, left=left, right=right):
                walks = [self.walk_of(left, typed), self.walk_of(right, typed)]
                return _strict(node, walks, _COMPARE[op])
            case Sum(op=op, left=left, right=right):
                walks = [self.walk_of(left, typed), self.walk_of(right, typed)]
                return _strict(node, walks, _SUM[op])
            case Minus(part=part):
                return _strict(node, [self.walk_of(part, typed)], negate)
            case In(value=value, items=items):
                listed = frozenset(item.value for item in items)
                return _strict(node, [self.walk_of(value, typed)], lambda v: v in listed)
        raise AssertionError(node)

    def _name(self, node: Node, name: str) -> Walk:
        if name in self.parameters:
            return _constant(node, self.parameters[name], name)
        if name in self.rules:
            return lambda facts: _of_rule(node, facts.done[name])
        missing = frozenset([name])

        def read(facts: Facts) -> Step:
            value = facts.values.get(name)
            return Step(node, value, NOTHING if value is not None else missing)

        return read

    def _case(self, node: Case, typed: Typed) -> Walk:
        branches = [
            (self.walk_of(condition, typed), self.walk_of(value, typed))
            for condition, value in node.branches
        ]
        otherwise = self.walk_of(node.otherwise, typed)

        def choose(facts: Facts) -> Step:
            taken: list[Step] = []
            follow = otherwise
            for condition, value in branches:
                step = condition(facts)
                taken.append(step)
                if step.value is None:
                    return Step(node, None, step.missing, tuple(taken))
                if step.value:
                    follow = value
                    break
            chosen = follow(facts)
            return Step(node, chosen.value, chosen.missing, (*taken, chosen))

        return choose

    def _share(self, node: Compare, typed: Typed) -> Walk:
        """Compare part with proportion x whole; a share of nothing compares false."""
        left = node.left
        if not isinstance(left, Call):
            raise AssertionError(left)
        walks = [self.walk_of(part, typed) for part in (*left.args, node.right)]
        compare = _COMPARE[node.op]

        def judge(facts: Facts) -> Step:
            steps = tuple([walk(facts) for walk in walks])
            part, whole, proportion = (step.value for step in steps)
            if whole is not None and whole <= 0:  # type: ignore[operator]
                return Step(node, False, NOTHING, steps)
            if part is None or whole is None or proportion is None:
                return Step(node, None, _missing(steps), steps)
            return Step(node, compare(part, multiply(proportion, whole)), NOTHING, steps)  # type: ignore[arg-type]

        return judge

    def _gather(self, node: Gather, typed: Typed) -> Walk:
        value = None if node.value is None else self.walk_of(node.value, typed)
        where = None if node.where is None else self.walk_of(node.where, typed)
        missing = frozenset([node.table])

        def gather(facts: Facts) -> Step:
            rows = facts.rows.get(node.table)
            if rows is None:
                return Step(node, None, missing)
            outer = facts.row
            steps = []
            for row in rows:
                facts.row = row
                held = where(facts) if where is not None else None
                steps.append((held, value(facts) if value is not None else None))
            facts.row = outer
            return _gathered(node, steps)

        return gather


def _constant(node: Node, value: object, name: str | None = None) -> Walk:
    step = Step(node, value, NOTHING if value is not None or name is None else frozenset([name]))  # type: ignore[arg-type]
    return lambda _facts: step


def _of_rule(node: Node, done: Step) -> Step:
    return Step(node, done.value, done.missing)


def _field(node: Node, name: str, shown: str) -> Walk:
    missing = frozenset([shown])

    def read(facts: Facts) -> Step:
        value = facts.row.get(name) if facts.row is not None else None
        return Step(node, value, NOTHING if value is not None else missing)

    return read


def _logic(node: Node, walks: list[Walk], stop: bool) -> Walk:
    """`or` is decided by a true part (stop), `and` by a false one, whatever else is unknown."""

    def judge(facts: Facts) -> Step:
        steps = tuple([walk(facts) for walk in walks])
        unknown = False
        for step in steps:
            if step.value is stop:
                return Step(node, stop, NOTHING, steps)
            unknown = unknown or step.value is None
        if not unknown:
            return Step(node, not stop, NOTHING, steps)
        return Step(node, None, _missing(steps), steps)

    return judge


def _missing(steps: Sequence[Step]) -> frozenset[str]:
    return NOTHING.union(*[step.missing for step in steps if step.value is None])


def _strict(node: Node, walks: list[Walk], compute: Callable[..., Value]) -> Walk:
    """Unknown where any part is unknown, else what `compute` makes of the parts."""

    def apply(facts: Facts) -> Step:
        steps = tuple([walk(facts) for walk in walks])
        for step in steps:
            if step.value is None:
                return Step(node, None, _missing(steps), steps)
        return Step(node, compute(*[step.value for step in steps]), NOTHING, steps)

    return apply


def _not(value: bool) -> bool:
    return not value


_COMPARE: dict[str, Callable[..., bool]] = {
    "=": lambda a, b: bool(a == b),
    "<>": lambda a, b: bool(a != b),
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
}
_SUM = {"+": add, "-": subtract, "*": multiply}


def _gathered(node: Gather, rows: list[tuple[Step | None, Step | None]]) -> Step:
    """Fold the rows: a row whose condition or value is unknown leaves the figure unknown."""
    conditions = [held for held, _ in rows if held is not None]
    if node.kind in ("any_of", "all_of"):
        return _quantified(node, conditions, node.kind == "any_of")
    chosen = [value for held, value in rows if held is None or held.value is True]
    steps = (*conditions, *(value for value in chosen if value is not None))
    if any(step.value is None for step in steps):
        return Step(node, None, _missing(steps), steps)
    if node.kind == "count_of":
        return Step(node, len(chosen), NOTHING, steps)
    total: int | Decimal = 0
    for step in steps[len(conditions) :]:
        total = add(total, step.value)  # type: ignore[arg-type]
    return Step(node, total, NOTHING, steps)


def _quantified(node: Gather, conditions: list[Step], stop: bool) -> Step:
    steps = tuple(conditions)
    if any(step.value is stop for step in steps):
        return Step(node, stop, NOTHING, steps)
    if any(step.value is None for step in steps):
        return Step(node, None, _missing(steps), steps)
    return Step(node, not stop, NOTHING, steps)
