"""A table of figures with its margins, and the respondents behind every cell."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import product

from fumao.core.errors import CoreError

# One code for each dimension, in their order.
type Key = tuple[str, ...]


class Tree:
    """The codes of one dimension: every code has a parent but the root, which is the total."""

    def __init__(self, parents: Mapping[str, str]) -> None:
        roots = set(parents.values()) - set(parents)
        if len(roots) != 1:
            raise _no_tree("一个维度应有且只有一个合计", "a dimension has one total")
        self.root = roots.pop()
        self._parents = dict(parents)
        self.children: dict[str, tuple[str, ...]] = {}
        for child, parent in parents.items():
            self.children[parent] = (*self.children.get(parent, ()), child)
        for code in parents:
            if self.root not in self.path(code):
                raise _no_tree(f"{code} 不在合计之下", f"{code} is not below the total")

    def path(self, code: str) -> tuple[str, ...]:
        """Return a code and all above it; raises CoreError for a code that is not there."""
        if code != self.root and code not in self._parents:
            raise _no_tree(f"维度中没有代码 {code}", f"the dimension has no code {code}")
        found = [code]
        while found[-1] in self._parents and len(found) <= len(self._parents):
            found.append(self._parents[found[-1]])
        return tuple(found)


def _no_tree(zh: str, en: str) -> CoreError:
    return CoreError("table_dimension", zh, en)


@dataclass(frozen=True, slots=True)
class Record:
    """What one respondent adds to one cell."""

    key: Key
    respondent: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure and what each respondent adds to it."""

    value: Decimal
    parts: Mapping[str, Decimal]


class Table:
    """Every cell that has a respondent, margins included; cells without any are zero and shown."""

    def __init__(self, trees: Iterable[Tree], records: Iterable[Record]) -> None:
        self.trees = tuple(trees)
        parts: dict[Key, dict[str, Decimal]] = {}
        for one in records:
            if len(one.key) != len(self.trees):
                raise _no_tree(
                    "记录的维度数与表不符", "a record has other dimensions than the table"
                )
            paths = (tree.path(code) for tree, code in zip(self.trees, one.key, strict=True))
            for key in product(*paths):
                cell = parts.setdefault(key, {})
                cell[one.respondent] = cell.get(one.respondent, Decimal(0)) + one.value
        self.cells = {
            key: Cell(sum(found.values(), Decimal(0)), found) for key, found in parts.items()
        }

    @cached_property
    def signed(self) -> bool:
        """Tell whether figures may be below zero: some respondent's is."""
        return any(one < 0 for cell in self.cells.values() for one in cell.parts.values())

    @cached_property
    def alone(self) -> Mapping[Key, str]:
        """Return the cells that one respondent is alone in, and so knows, with who it is."""
        return {
            key: next(iter(cell.parts))
            for key, cell in self.cells.items() if len(cell.parts) == 1
        }  # fmt: skip

    @cached_property
    def relations(self) -> tuple[tuple[Key, tuple[Key, ...]], ...]:
        """Return every total with the cells that add up to it, cells without a respondent left out.

        Any two cells of the table are bound to one another by these alone.
        """
        return tuple(self._relations())

    def since(self, before: "Table") -> "Table":
        """Return what the same cells differ by from an earlier table: whoever changed in them."""
        found = Table(self.trees, ())
        for key in dict.fromkeys([*self.cells, *before.cells]):
            now, was = (one.cells.get(key) for one in (self, before))
            parts = dict(now.parts) if now is not None else {}
            for who, much in was.parts.items() if was is not None else ():
                parts[who] = parts.get(who, Decimal(0)) - much
            changed = {who: much for who, much in parts.items() if much}
            if changed:
                found.cells[key] = Cell(sum(changed.values(), Decimal(0)), changed)
        return found

    def _relations(self) -> Iterator[tuple[Key, tuple[Key, ...]]]:
        for key in self.cells:
            for place, (tree, code) in enumerate(zip(self.trees, key, strict=True)):
                if code not in tree.children:
                    continue
                below = ((*key[:place], child, *key[place + 1 :]) for child in tree.children[code])
                yield key, tuple(one for one in below if one in self.cells)
