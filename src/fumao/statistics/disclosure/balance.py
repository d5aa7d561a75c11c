"""The additive bonds of a table as a linear programme over what its cells may differ by.

Whoever tries to work out hidden figures knows the shown ones, that totals are sums and that no
figure is below zero. Floats are good enough here: the programme judges distances, and every figure
that is shown stays the exact one of the table.
"""

from collections.abc import Collection, Iterable, Sequence
from itertools import chain

import highspy
import numpy as np

from fumao.statistics.disclosure.table import Key, Table

_LARGEST = 1e6  # the largest figure in the programme
NONE = 1e-6  # less is nothing


def scale_of(table: Table) -> float:
    """Return what figures are multiplied by in a programme, so that none is too large for it."""
    largest = max((abs(cell.value) for cell in table.cells.values()), default=0)
    return _LARGEST / float(largest) if largest else 1.0


def room_below(table: Table, keys: Iterable[Key], scale: float) -> list[float]:
    """Return how far cells may fall: to zero, or without an end where figures may be negative."""
    if table.signed:
        return [np.inf for _ in keys]
    return [float(table.cells[key].value) * scale for key in keys]


def bonds(table: Table, keys: Sequence[Key]) -> list[list[tuple[int, float]]]:
    """Return a row for every total: places among `keys` and weights that come to nothing."""
    place = {key: number for number, key in enumerate(keys)}
    rows = []
    for total, parts in table.relations:
        weights = chain([(total, 1.0)], ((part, -1.0) for part in parts))
        row = [(place[key], weight) for key, weight in weights if key in place]
        if row:
            rows.append(row)
    return rows


def solver_of(
    rows: Sequence[Sequence[tuple[int, float]]], lower: Sequence[float], upper: Sequence[float]
) -> highspy.Highs:
    """Return a solver that holds rows equal to nothing, with the bounds of its columns.

    A row of small programmes that differ by little: each starts where the last one ended.
    """
    made = highspy.HighsLp()
    made.num_col_, made.num_row_ = len(lower), len(rows)
    made.col_cost_ = np.zeros(len(lower))
    made.col_lower_, made.col_upper_ = np.array(lower), np.array(upper)
    made.row_lower_ = made.row_upper_ = np.zeros(len(rows))
    made.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    made.a_matrix_.start_ = np.cumsum([0, *(len(row) for row in rows)])
    made.a_matrix_.index_ = np.array([place for row in rows for place, _ in row])
    made.a_matrix_.value_ = np.array([weight for row in rows for _, weight in row])
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    options: dict[str, str | int | float] = {
        "presolve": "off", "solver": "simplex", "threads": 1,
        "simplex_scale_strategy": 0,  # weights are all one
        "primal_feasibility_tolerance": 1e-9,
    }  # fmt: skip
    for option, value in options.items():
        solver.setOptionValue(option, value)
    solver.passModel(made)
    return solver


class Balance:
    """The attack on some cells of a table, the others being fixed at what they are."""

    def __init__(self, table: Table, free: Iterable[Key]) -> None:
        self.keys = tuple(free)
        self.scale = scale_of(table)
        self._place = {key: number for number, key in enumerate(self.keys)}
        self._least = [-much for much in room_below(table, self.keys, self.scale)]
        self._known: list[int] = []
        most = [np.inf] * len(self.keys)
        self._solver = solver_of(bonds(table, self.keys), self._least, most)
        # Only what is asked for changes: where the last answer lies is allowed again.
        self._solver.setOptionValue("simplex_strategy", 4)

    def reach(self, target: Key, known: Collection[Key] = ()) -> tuple[float, float]:
        """Return how far a cell may lie below and above its value, `known` cells being known."""
        for place in self._known:
            self._solver.changeColBounds(place, self._least[place], np.inf)
        self._known = [self._place[key] for key in known if key in self._place]
        for place in self._known:
            self._solver.changeColBounds(place, 0.0, 0.0)
        place = self._place[target]
        below, above = self._farthest(place, 1.0), self._farthest(place, -1.0)
        self._solver.changeColCost(place, 0.0)
        return below, above

    def _farthest(self, place: int, cost: float) -> float:
        self._solver.changeColCost(place, cost)
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return np.inf
        return abs(self._solver.getInfo().objective_function_value)
