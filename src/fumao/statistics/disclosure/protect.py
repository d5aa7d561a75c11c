"""Hide what is sensitive and as much besides as keeps it hidden, then try to work it out.

Cells are hidden by the linear-programming heuristic (Fischetti and Salazar-González, 2000): for
each figure to protect, the cheapest set of cells that lets it differ by its distance, up and down.
The audit plays everybody who could know more: nobody in particular, and each respondent that is
alone in a hidden cell and so knows it. What it can work out too closely is protected as well,
until nothing is left to find.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from fumao.statistics.disclosure.balance import NONE, Balance
from fumao.statistics.disclosure.sensitive import Reason, Rules
from fumao.statistics.disclosure.table import Key, Table

_ALMOST = 0.999  # the programme's own tolerance
_TIDIED = 200  # hidden besides; more would take minutes to try one by one


@dataclass(frozen=True, slots=True)
class Bounds:
    """How closely an outsider can work out a hidden figure; None is without an end."""

    low: Decimal
    high: Decimal | None
    distance: Decimal


@dataclass(frozen=True, slots=True)
class Protected:
    """A table with what is hidden: `primary` by a rule, `secondary` so that no sum undoes it."""

    table: Table
    primary: Mapping[Key, tuple[Reason, ...]]
    secondary: frozenset[Key]
    bounds: Mapping[Key, Bounds]

    def shown(self, key: Key) -> Decimal | None:
        """Return a figure, None where it is hidden; a cell without respondents is zero."""
        if key in self.primary or key in self.secondary:
            return None
        cell = self.table.cells.get(key)
        return cell.value if cell is not None else Decimal(0)


@dataclass(frozen=True, slots=True)
class _Attacker:
    """Who tries to work hidden figures out: a respondent and the cells it alone is in."""

    respondent: str = ""
    known: tuple[Key, ...] = ()


_NOBODY = _Attacker()  # in particular: what everybody knows


def protect(table: Table, rules: Rules) -> Protected:
    """Return the table with everything hidden that the rules and the audit ask for."""
    return _Work(table, rules).done()


class _Work:
    def __init__(self, table: Table, rules: Rules) -> None:
        self.table, self.rules = table, rules
        self.primary = {
            key: reasons
            for key, cell in table.cells.items()
            if (reasons := rules.reasons(cell))
        }  # fmt: skip
        self.hidden = set(self.primary)
        self.whole = Balance(table, table.cells)
        largest = max((float(abs(cell.value)) for cell in table.cells.values()), default=0.0) or 1.0
        self._costs = {
            key: max(float(abs(cell.value)) / largest, NONE) for key, cell in table.cells.items()
        }

    def done(self) -> Protected:
        for key in sorted(self.primary, key=lambda one: (-self.distance(one), one)):
            self._hide_with(key, _NOBODY)
        while broken := list(self._broken()):
            for key, who in broken:
                self._hide_with(key, who)
        self._tidy()
        return Protected(
            self.table,
            self.primary,
            frozenset(self.hidden - set(self.primary)),
            self._bounds(),
        )

    def distance(self, key: Key) -> Decimal:
        return self.rules.distance(self.table.cells[key], self.primary.get(key, ()))

    def _needs(self, key: Key, who: "_Attacker") -> Iterator[tuple[bool, float]]:
        """Yield the scaled distances upwards and downwards that a hidden cell must keep.

        Nothing is hidden below zero, nor below what the attacker itself adds, unless the table may
        hold figures below zero.
        """
        cell, far = self.table.cells[key], float(self.distance(key))
        yield True, far * self.whole.scale
        own = cell.parts.get(who.respondent, Decimal(0))
        floor = far if self.whole.signed else float(abs(cell.value - own))
        down = min(far, floor) * self.whole.scale
        if down > NONE:
            yield False, down

    def _hide_with(self, key: Key, who: "_Attacker") -> None:
        for up, need in self._needs(key, who):
            cost = {one: 0.0 if one in self.hidden else much for one, much in self._costs.items()}
            self.hidden.update(self.whole.cheapest(key, need, cost, who.known, up=up))

    def _broken(self) -> Iterator[tuple[Key, "_Attacker"]]:
        """Yield the figures hidden by a rule that somebody can work out too closely, and who.

        What is hidden besides is no secret of its own: it may be worked out roughly.
        """
        attack = Balance(self.table, sorted(self.hidden))
        for who in (_NOBODY, *self._alone()):
            yield from self._open_to(attack, who)

    def _open_to(self, attack: Balance, who: "_Attacker") -> Iterator[tuple[Key, "_Attacker"]]:
        for key in sorted(self.primary):
            if set(self.table.cells[key].parts) == {who.respondent}:
                continue
            low, high = attack.reach(key, who.known)
            if any((high if up else low) < _ALMOST * need for up, need in self._needs(key, who)):
                yield key, who

    def _tidy(self) -> None:
        """Show again what need not be hidden, the largest figures first.

        The heuristic hides for one figure at a time, and so too much for all of them.
        """
        more = self.hidden - set(self.primary)
        if len(more) > _TIDIED:
            return
        for key in sorted(more, key=lambda one: (-abs(self.table.cells[one].value), one)):
            self.hidden.discard(key)
            if next(self._broken(), None) is not None:
                self.hidden.add(key)

    def _alone(self) -> Iterator["_Attacker"]:
        """Yield the respondents that know a hidden cell because nobody else is in it."""
        known: dict[str, list[Key]] = {}
        for key in sorted(self.hidden):
            if len(parts := self.table.cells[key].parts) == 1:
                known.setdefault(next(iter(parts)), []).append(key)
        for respondent, keys in sorted(known.items()):
            yield _Attacker(respondent, tuple(keys))

    def _bounds(self) -> dict[Key, Bounds]:
        attack = Balance(self.table, sorted(self.hidden))
        found = {}
        for key in attack.keys:
            value, scale = self.table.cells[key].value, attack.scale
            low, high = attack.reach(key)
            found[key] = Bounds(
                value - _decimal(low / scale),
                None if high == float("inf") else value + _decimal(high / scale),
                self.distance(key),
            )
        return found


def _decimal(much: float) -> Decimal:
    return Decimal(repr(round(much, 6)))
