"""What the walk over a tree leaves behind: the value of every part, and what is missing for it."""

from dataclasses import dataclass, field

from fumao.rules.tree import Node
from fumao.rules.types import Value

NOTHING: frozenset[str] = frozenset()


@dataclass(slots=True)
class Step:
    """The value of one node; None is unknown, and `missing` names what would decide it.

    `parts` are the steps below, as far as they were taken: a case whose first condition holds has
    not looked at the others.
    """

    node: Node
    value: Value
    missing: frozenset[str] = NOTHING
    parts: tuple["Step", ...] = field(default=())
