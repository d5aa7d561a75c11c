"""The functions of the language for one case: see functions.py for their meaning."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from fumao.rules.days import add_days, add_months, months_between, years_between
from fumao.rules.definitions import Tiers
from fumao.rules.exact import Number, per_cent, quotient, round_half_up
from fumao.rules.step import NOTHING, Step
from fumao.rules.tree import Call, Name
from fumao.rules.types import Value

if TYPE_CHECKING:
    from fumao.rules.case import Facts, Walk, Walker
    from fumao.rules.typed import Typed


def call_of(walker: "Walker", node: Call, typed: "Typed") -> "Walk":
    """Return the function that takes a case through the call."""
    match node.function:
        case "or_else":
            return _or_else(node, *(walker.walk_of(arg, typed) for arg in node.args))
        case "is_known":
            return _is_known(node, walker.walk_of(node.args[0], typed))
        case "prior" | "received":
            return walker.walk_of(_implied(node), typed)
        case "tier" | "in_list":
            return _looked_up(walker, node, typed)
    walks = [walker.walk_of(arg, typed) for arg in node.args]
    compute = _fixed(node, typed) or _PLAIN[node.function]

    def apply(facts: "Facts") -> Step:
        steps = tuple([walk(facts) for walk in walks])
        if any([step.value is None for step in steps]):
            return Step(node, None, _missing(steps), steps)
        return Step(node, compute(*[step.value for step in steps]), NOTHING, steps)

    return apply


def _missing(steps: tuple[Step, ...]) -> frozenset[str]:
    return NOTHING.union(*[step.missing for step in steps])


def _implied(node: Call) -> Name:
    """Return the input that stands for prior(rule) or received(rule)."""
    name = node.args[0]
    if not isinstance(name, Name):
        raise AssertionError(name)
    return Name(node.span, f"{node.function}_{name.name}")


def _fixed(node: Call, typed: "Typed") -> Callable[..., Value] | None:
    """Return the function where the digits of the result are known before any case."""
    digits = typed.of(node).scale
    match node.function:
        case "round2" | "round_to":
            return lambda value, _digits=0: round_half_up(value, digits)
        case "per_cent":
            return lambda value, rate: per_cent(value, rate, digits)
        case "quotient":
            return lambda over, under, _digits: quotient(over, under, digits)
    return None


def _or_else(node: Call, first: "Walk", second: "Walk") -> "Walk":
    def apply(facts: "Facts") -> Step:
        step = first(facts)
        if step.value is not None:
            return Step(node, step.value, NOTHING, (step,))
        other = second(facts)
        missing = NOTHING if other.value is not None else step.missing | other.missing
        return Step(node, other.value, missing, (step, other))

    return apply


def _is_known(node: Call, walk: "Walk") -> "Walk":
    def apply(facts: "Facts") -> Step:
        step = walk(facts)
        return Step(node, step.value is not None, NOTHING, (step,))

    return apply


def _looked_up(walker: "Walker", node: Call, typed: "Typed") -> "Walk":
    table_node = node.args[1]
    if not isinstance(table_node, Name):
        raise AssertionError(table_node)
    walk = walker.walk_of(node.args[0], typed)
    table = walker.parameters[table_node.name]
    absent = frozenset([table_node.name])

    def apply(facts: "Facts") -> Step:
        step = walk(facts)
        if table is None:
            return Step(node, None, absent | step.missing, (step,))
        if step.value is None:
            return Step(node, None, step.missing, (step,))
        value = step.value
        if isinstance(table, Tiers):
            return Step(node, reached(table, value), NOTHING, (step,))  # type: ignore[arg-type]
        return Step(node, value in table, NOTHING, (step,))  # type: ignore[operator]

    return apply


def reached(table: Tiers, value: Number) -> Number:
    """Return the value of the last tier whose bound is reached."""
    found = table.below
    for tier in table.tiers:
        if value < tier.bound:
            break
        found = tier.value
    return found


_PLAIN: dict[str, Callable[..., Value]] = {
    "min_of": lambda *values: min(values),
    "max_of": lambda *values: max(values),
    "starts_with": lambda text, prefix: str(text).startswith(prefix),
    "days_between": lambda first, last: (last - first).days,
    "months_between": months_between,
    "years_between": years_between,
    "add_days": add_days,
    "add_months": add_months,
    "year_of": lambda day: day.year,
    "month_of": lambda day: date(day.year, day.month, 1),
}
