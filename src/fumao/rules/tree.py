"""The tree of an expression: the one definition that every evaluator walks.

A node knows its span in the text it was read from: an error or an explanation can show the words.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

Comparison = Literal["=", "<>", "<", "<=", ">", ">="]
Sign = Literal["+", "-", "*"]
Gathering = Literal["sum_of", "count_of", "any_of", "all_of"]


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression; `span` is (start, end) in its text and no part of its sense."""

    span: tuple[int, int] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """A value written in the text: true, 0, 1.5, '离岸', date '2016-07-05', month '2016-07'."""

    value: bool | int | Decimal | str | date
    month: bool = False


@dataclass(frozen=True, slots=True)
class Name(Node):
    """An input, a parameter or another rule."""

    name: str


@dataclass(frozen=True, slots=True)
class Field(Node):
    """A field of a row of a child table: invoices.amount."""

    table: str
    name: str


@dataclass(frozen=True, slots=True)
class And(Node):
    """a and b and c."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    """a or b or c."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not(Node):
    """not a."""

    part: Node


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """a >= b."""

    op: Comparison
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """a in ('x', 'y')."""

    value: Node
    items: tuple[Constant, ...]


@dataclass(frozen=True, slots=True)
class Sum(Node):
    """a + b, a - b, a * b."""

    op: Sign
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Minus(Node):
    """-a."""

    part: Node


@dataclass(frozen=True, slots=True)
class Case(Node):
    """case when a then b … else z end; the else is never left out."""

    branches: tuple[tuple[Node, Node], ...]
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function with a fixed meaning: functions.py lists them."""

    function: str
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Gather(Node):
    """A figure over the rows of a child table: sum_of(invoices.amount, invoices.kind = 'a')."""

    kind: Gathering
    table: str
    value: Node | None
    where: Node | None


def parts_of(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly below."""
    match node:
        case And(parts=parts) | Or(parts=parts):
            return parts
        case Not(part=part) | Minus(part=part):
            return (part,)
        case Compare(left=left, right=right) | Sum(left=left, right=right):
            return (left, right)
        case In(value=value, items=items):
            return (value, *items)
        case Case(branches=branches, otherwise=otherwise):
            return (*(part for branch in branches for part in branch), otherwise)
        case Call(args=args):
            return args
        case Gather(value=value, where=where):
            return tuple(part for part in (value, where) if part is not None)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield the node and all below it, from above."""
    yield node
    for part in parts_of(node):
        yield from walk(part)


def fits(node: Node, high: int, many: int) -> bool:
    """Tell whether the tree has at most so many nodes on a path and in all, without recursion."""
    count, level = 0, [node]
    for _ in range(high):
        count += len(level)
        level = [part for above in level for part in parts_of(above)]
        if not level or count > many:
            break
    return not level and count <= many


def names_in(node: Node) -> frozenset[str]:
    """Return the inputs, parameters and rules that the expression names."""
    return frozenset(part.name for part in walk(node) if isinstance(part, Name))
