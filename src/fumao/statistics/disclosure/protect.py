"""Hide what is sensitive and as much besides as keeps it hidden, then try to work it out.

Cells are hidden by the linear-programming heuristic (Fischetti and Salazar-González, 2000): for
each figure to protect, the cheapest set of cells that lets it differ by its distance, up and down.
It must differ for everybody who could know more: nobody in particular, and each respondent that is
alone in a cell and so knows it. The moves found on the way are kept: they prove that a figure is
safe, so only what no move proves yet is asked of the programme.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from fumao.statistics.disclosure.balance import Balance
from fumao.statistics.disclosure.moves import Move, Moves
from fumao.statistics.disclosure.proofs import Need, Proofs, needs
from fumao.statistics.disclosure.sensitive import Reason, Rules
from fumao.statistics.disclosure.table import Key, Table

# What a cell costs for each unit it differs by: its share of the largest figure, but at least this;
# hidden ones nearly nothing, so that a move takes no more of them than it needs.
_LEAST, _HIDDEN = 1e-3, 1e-5
_TRIED = 1_000_000  # programmes times hidden cells: half a minute


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


def protect(table: Table, rules: Rules, kept: Collection[Key] = ()) -> Protected:
    """Return the table with everything hidden that the rules and the audit ask for.

    `kept` cells stay hidden whatever these ask: another table of the same cells hides them.
    """
    primary = {
        key: reasons
        for key, cell in table.cells.items()
        if (reasons := rules.reasons(cell))
    }  # fmt: skip
    work = _Work(table, primary, tuple(needs(table, rules, primary)), kept)
    work.hide()
    work.tidy()
    bounds = _bounds(table, rules, primary, work.hidden)
    return Protected(table, primary, frozenset(work.hidden - set(primary)), bounds)


class _Work:
    """The cells that are hidden so far, and the moves that prove that it is enough."""

    def __init__(
        self,
        table: Table,
        primary: Mapping[Key, tuple[Reason, ...]],
        asked: tuple[Need, ...],
        kept: Collection[Key],
    ) -> None:
        self.table, self.needs = table, asked
        self.stay = set(primary) | (set(kept) & table.cells.keys())
        self.hidden = set(self.stay)
        self.proofs = Proofs(table)
        self._asked_by: dict[Key, Need] = {}  # for what a cell was hidden besides
        self._programmes = 0
        self._known: dict[str, list[Key]] = {}
        for key, who in table.alone.items():
            self._known.setdefault(who, []).append(key)

    def hide(self) -> None:
        """Hide as much besides as every distance needs, against everybody."""
        moves = Moves(self.table, self._costs())
        for need in self.needs:
            before = set(self.hidden)
            if not self._prove(need, moves):
                raise ArithmeticError(f"no way to hide {need.key}")  # its totals can always be
            for key in self.hidden - before:
                moves.price(key, _HIDDEN)
                self._asked_by[key] = need

    def _costs(self) -> dict[Key, float]:
        largest = max((abs(cell.value) for cell in self.table.cells.values()), default=1) or 1
        return {
            key: _HIDDEN if key in self.hidden else max(float(abs(cell.value) / largest), _LEAST)
            for key, cell in self.table.cells.items()
        }

    def _prove(self, need: Need, moves: Moves, without: Key | None = None) -> bool:
        """Find moves until a distance is proved against everybody; False where there is none."""
        while (who := self.proofs.open_to(need, without)) is not None:
            known = self._known.get(who, ())
            amount = need.of(who) if need.up else -need.of(who)
            moves.fix(known)
            found = moves.cheapest(need.key, amount)
            self._programmes += 1
            moves.free(known)
            if found is None:
                return False
            if not need.met(found, who):
                raise ArithmeticError(f"figures of {need.key} are too far apart to judge")
            self._keep(found, moves)
        return True

    def _keep(self, move: Move, moves: Moves) -> None:
        self.proofs.add(move)
        self.hidden.update(move.by)
        other = moves.mirrored(move)
        if other is not None:
            self.proofs.add(other)

    def tidy(self) -> None:
        """Show again what need not be hidden, the largest figures first.

        Cells are hidden for one figure at a time, and so too many for all of them. Tried as long as
        the table allows: the number of programmes is bounded, by the size of what each solves.
        """
        last = self._programmes + _TRIED // max(len(self.hidden), 1)
        moves = Moves(self.table, dict.fromkeys(sorted(self.hidden), 1.0))
        cells = self.table.cells
        more = self.hidden - self.stay
        for key in sorted(more, key=lambda one: (-abs(cells[one].value), one)):
            if self._programmes > last:
                break
            moves.shut(key)
            if self._spared(key, moves):
                self.proofs.drop(key)
                self.hidden.remove(key)
            else:
                moves.open(key)

    def _spared(self, key: Key, moves: Moves) -> bool:
        """Tell whether all that rests on a hidden cell can be proved without it."""
        resting = {
            (one, much > 0)
            for move in self.proofs.resting_on(key) for one, much in move.by.items()
        }  # fmt: skip
        asked = [need for need in self.needs if (need.key, need.up) in resting]
        # What it was hidden for will most likely miss it.
        asked.sort(key=lambda need: need is not self._asked_by.get(key))
        return all(self._prove(need, moves, key) for need in asked)


def _bounds(
    table: Table, rules: Rules, primary: Mapping[Key, tuple[Reason, ...]], hidden: set[Key]
) -> dict[Key, Bounds]:
    attack = Balance(table, sorted(hidden))
    found = {}
    for key in attack.keys:
        cell, scale = table.cells[key], attack.scale
        low, high = attack.reach(key)
        found[key] = Bounds(
            cell.value - _decimal(low / scale),
            None if high == float("inf") else cell.value + _decimal(high / scale),
            rules.distance(cell, primary.get(key, ())),
        )
    return found


def _decimal(much: float) -> Decimal:
    return Decimal(repr(round(much, 6)))
