"""The additive bonds of a table as a linear programme over what its cells may differ by.

Whoever tries to work out hidden figures knows the shown ones, that totals are sums and that no
figure is below zero. Floats are good enough here: the programme judges distances, and every figure
that is shown stays the exact one of the table.
"""

from collections.abc import Collection, Iterable, Mapping

import highspy
import numpy as np

from fumao.statistics.disclosure.table import Key, Table

_SCALE = 1e6  # the largest figure in the programme
NONE = 1e-6  # less is nothing


class Balance:
    """The programme of some cells of a table, the others fixed at what they are.

    Its columns are the cells' differences up and down from their values: up without an end, down to
    zero at most (without an end where the table may hold figures below zero).
    """

    def __init__(self, table: Table, free: Iterable[Key]) -> None:
        self.keys = tuple(free)
        self.place = {key: number for number, key in enumerate(self.keys)}
        largest = max((abs(cell.value) for cell in table.cells.values()), default=0)
        self.scale = _SCALE / float(largest) if largest else 1.0
        self.signed = any(one < 0 for cell in table.cells.values() for one in cell.parts.values())
        values = [float(abs(table.cells[key].value)) * self.scale for key in self.keys]
        down = [np.inf if self.signed else one for one in values]
        self._most = [np.inf] * len(self.keys) + down
        self._known: list[Key] = []
        self._costs: dict[int, float] = {}
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self._solver.silent()
        # A row of small programmes that differ by little: each starts where the last one ended.
        for option, value in (("presolve", "off"), ("solver", "simplex"), ("threads", 1)):
            self._solver.setOptionValue(option, value)
        self._solver.passModel(self._programme(table))

    def _programme(self, table: Table) -> highspy.HighsLp:
        rows = [entries for total, parts in table.relations if (entries := self._row(total, parts))]
        count = len(self.keys)
        made = highspy.HighsLp()
        made.num_col_, made.num_row_ = 2 * count, len(rows)
        made.col_cost_ = np.zeros(2 * count)
        made.col_lower_ = np.zeros(2 * count)
        made.col_upper_ = np.array(self._most)
        made.row_lower_ = made.row_upper_ = np.zeros(len(rows))
        made.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        both = [
            [(place + shift, weight * sign) for place, weight in row for shift, sign in
             ((0, 1.0), (count, -1.0))]
            for row in rows
        ]  # fmt: skip
        made.a_matrix_.start_ = np.cumsum([0, *(len(row) for row in both)])
        made.a_matrix_.index_ = np.array([place for row in both for place, _ in row])
        made.a_matrix_.value_ = np.array([weight for row in both for _, weight in row])
        return made

    def _row(self, total: Key, parts: Iterable[Key]) -> list[tuple[int, float]]:
        weights = [(total, 1.0), *((part, -1.0) for part in parts)]
        return [(self.place[key], weight) for key, weight in weights if key in self.place]

    def reach(self, target: Key, known: Collection[Key] = ()) -> tuple[float, float]:
        """Return how far a cell may lie below and above its value, `known` cells being known."""
        return self._farthest(target, known, up=False), self._farthest(target, known, up=True)

    def _farthest(self, target: Key, known: Collection[Key], *, up: bool) -> float:
        count, place = len(self.keys), self.place[target]
        self._bound(known)
        there, back = (place, place + count) if up else (place + count, place)
        # One direction alone: up and down at once would be a ray without an end.
        self._solver.changeColBounds(back, 0.0, 0.0)
        self._cost({there: -1.0})
        found = self._solve()
        self._solver.changeColBounds(back, 0.0, self._most[back])
        return np.inf if found is None else found[there]

    def cheapest(
        self,
        target: Key,
        need: float,
        cost: Mapping[Key, float],
        known: Collection[Key],
        *,
        up: bool,
    ) -> list[Key]:
        """Return the cells that must differ as well where a cell is to differ by `need`.

        The ones of least cost; the target itself is left out. `need` is scaled.
        """
        count, place = len(self.keys), self.place[target]
        self._bound(known)
        for column, much in ((place, need if up else 0.0), (place + count, 0.0 if up else need)):
            self._solver.changeColBounds(column, much, much)
        self._cost({
            self.place[key] + side: much
            for key, much in cost.items() for side in (0, count) if much
        })  # fmt: skip
        found = self._solve()
        for column in (place, place + count):
            self._solver.changeColBounds(column, 0.0, self._most[column])
        if found is None:
            raise ArithmeticError(f"no way to hide {target}")  # its totals can always be hidden
        return [
            key
            for n, key in enumerate(self.keys)
            if n != place and found[n] + found[n + count] > NONE
        ]

    def _bound(self, known: Collection[Key]) -> None:
        """Let the known cells differ by nothing, and those that were known before again."""
        for key in self._known:
            for column in self._columns(key):
                self._solver.changeColBounds(column, 0.0, self._most[column])
        self._known = [key for key in known if key in self.place]
        for key in self._known:
            for column in self._columns(key):
                self._solver.changeColBounds(column, 0.0, 0.0)

    def _columns(self, key: Key) -> tuple[int, int]:
        return self.place[key], self.place[key] + len(self.keys)

    def _cost(self, costs: dict[int, float]) -> None:
        for column in self._costs.keys() - costs.keys():
            self._solver.changeColCost(column, 0.0)
        for column, cost in costs.items():
            if self._costs.get(column) != cost:
                self._solver.changeColCost(column, cost)
        self._costs = costs

    def _solve(self) -> list[float] | None:
        """Return the columns of the optimum; None where there is no end to it."""
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return list(self._solver.getSolution().col_value)
