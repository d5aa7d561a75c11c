"""Moves: other figures that a table could hold as well, all that is shown being the same.

A move in which a hidden cell differs by its distance, and no cell that an attacker knows differs at
all, is the proof that this attacker cannot tell the cell: it need not be asked again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import highspy
import numpy as np

from fumao.statistics.disclosure.balance import NONE, bonds, room_below, scale_of, solver_of
from fumao.statistics.disclosure.table import Key, Table


@dataclass(frozen=True, slots=True, eq=False)
class Move:
    """What cells differ by (scaled), and who would see it: whoever is alone in one of them."""

    by: Mapping[Key, float]
    seen_by: frozenset[str]


class Moves:
    """The cheapest moves of some cells of a table, the others being fixed at what they are.

    A cell has two columns, up and down from its value, so that both cost something.
    """

    def __init__(self, table: Table, costs: Mapping[Key, float]) -> None:
        self.table = table
        self.keys = tuple(costs)
        self.scale = scale_of(table)
        self._place = {key: number for number, key in enumerate(self.keys)}
        self._shut: set[Key] = set()
        count = len(self.keys)
        self._most = [np.inf] * count + room_below(table, self.keys, self.scale)
        rows = [
            [*row, *((place + count, -weight) for place, weight in row)]
            for row in bonds(table, self.keys)
        ]
        self._solver = solver_of(rows, [0.0] * (2 * count), self._most)
        for key, cost in costs.items():
            self.price(key, cost)

    def shut(self, key: Key) -> None:
        """Let a cell differ by nothing until it is opened."""
        self._shut.add(key)
        self.fix([key])

    def open(self, key: Key) -> None:
        """Let a cell that was shut differ again."""
        self._shut.remove(key)
        self.free([key])

    def price(self, key: Key, cost: float) -> None:
        """Say what a cell costs for each unit it differs by."""
        for column in self._columns(key):
            self._solver.changeColCost(column, cost)

    def fix(self, keys: Iterable[Key]) -> None:
        """Let cells differ by nothing."""
        for key in keys:
            if key in self._place:
                for column in self._columns(key):
                    self._solver.changeColBounds(column, 0.0, 0.0)

    def free(self, keys: Iterable[Key]) -> None:
        """Let cells differ again, but those that are shut."""
        for key in keys:
            if key in self._place and key not in self._shut:
                for column in self._columns(key):
                    self._solver.changeColBounds(column, 0.0, self._most[column])

    def cheapest(self, target: Key, amount: float) -> Move | None:
        """Return the cheapest move in which a cell differs by an amount; None where there is none.

        The amount is scaled, below zero for downwards.
        """
        up, down = self._columns(target)
        self._solver.changeColBounds(up, max(amount, 0.0), max(amount, 0.0))
        self._solver.changeColBounds(down, max(-amount, 0.0), max(-amount, 0.0))
        self._solver.run()
        found = self._solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        made = self._move() if found else None
        self.free([target])
        return made

    def mirrored(self, move: Move) -> Move | None:
        """Return a move the other way; None where a figure would fall too far."""
        by = {key: -much for key, much in move.by.items()}
        count = len(self.keys)
        if any(-much > self._most[self._place[key] + count] for key, much in by.items()):
            return None
        return Move(by, move.seen_by)

    def _move(self) -> Move:
        columns = np.array(self._solver.getSolution().col_value)
        count = len(self.keys)
        by = columns[:count] - columns[count:]
        places = np.flatnonzero(np.abs(by) > NONE)
        moved = {self.keys[place]: float(by[place]) for place in places}
        alone = self.table.alone
        return Move(moved, frozenset(alone[key] for key in moved if key in alone))

    def _columns(self, key: Key) -> tuple[int, int]:
        return self._place[key], self._place[key] + len(self.keys)
