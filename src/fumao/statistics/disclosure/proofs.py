"""Which distances must be kept from whom, and the moves that prove that they are."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from fumao.statistics.disclosure.balance import scale_of
from fumao.statistics.disclosure.moves import Move
from fumao.statistics.disclosure.sensitive import Reason, Rules
from fumao.statistics.disclosure.table import Key, Table

NOBODY = ""  # in particular: an attacker who knows what everybody knows
_ALMOST = 0.999  # the programme's own tolerance
_FINEST = 1e-4  # no distance is less: the programme would not see it


@dataclass(frozen=True, slots=True)
class Need:
    """How far above (or below) its value a hidden cell must be possible; scaled.

    Nothing is hidden below zero, nor below what the attacker itself adds, so that respondents of
    the cell may ask for `less` (unless the table may hold figures below zero).
    """

    key: Key
    up: bool
    amount: float
    less: Mapping[str, float] = field(default_factory=dict)

    def of(self, who: str) -> float:
        """Return the distance that must be kept from somebody."""
        return self.less.get(who, self.amount)

    def met(self, move: Move, who: str) -> bool:
        """Tell whether a move proves that somebody cannot tell the cell."""
        much = move.by.get(self.key, 0.0)
        far = much if self.up else -much
        return who not in move.seen_by and far >= _ALMOST * self.of(who)


def needs(table: Table, rules: Rules, primary: Mapping[Key, tuple[Reason, ...]]) -> Iterator[Need]:
    """Yield what must be kept of the cells hidden by a rule, the widest distances first.

    What is hidden besides is no secret of its own: it may be worked out roughly.
    """
    scale = scale_of(table)
    far = {key: rules.distance(table.cells[key], reasons) for key, reasons in primary.items()}
    for key in sorted(primary, key=lambda one: (-far[one], one)):
        cell, much = table.cells[key], max(float(far[key]) * scale, _FINEST)
        yield Need(key, True, much)
        if table.signed:
            yield Need(key, False, much)
            continue
        down = min(much, float(cell.value) * scale)
        rest = {who: float(cell.value - own) * scale for who, own in cell.parts.items()}
        if down >= _FINEST:
            yield Need(key, False, down, {who: one for who, one in rest.items() if one < down})


class Proofs:
    """Moves that are possible as long as none of their cells is shown."""

    def __init__(self, table: Table) -> None:
        self._alone = table.alone
        self._moves: dict[tuple[Key, bool], list[Move]] = {}

    def add(self, move: Move) -> None:
        """Keep a move."""
        for place in _places(move):
            self._moves.setdefault(place, []).append(move)

    def resting_on(self, key: Key) -> list[Move]:
        """Return the moves in which a cell differs."""
        return [move for up in (True, False) for move in self._moves.get((key, up), ())]

    def drop(self, key: Key) -> None:
        """Forget the moves of a cell that is shown again."""
        touched = {place for move in self.resting_on(key) for place in _places(move)}
        for place in touched:
            self._moves[place] = [one for one in self._moves[place] if key not in one.by]

    def open_to(self, need: Need, without: Key | None = None) -> str | None:
        """Return somebody against whom a distance is not proved, None where there is nobody.

        `without` leaves out the moves of a cell. Who is alone in the cell knows it, and is nobody
        to keep it from.
        """
        moves = [one for one in self._moves.get((need.key, need.up), ()) if without not in one.by]
        left = self._left(need, (one for one in moves if need.met(one, NOBODY)))
        if left is None:
            return NOBODY
        # One that asks for less only, and would else see every move that is wide enough.
        for who in sorted(left):
            if need.of(who) >= _FINEST and not any(need.met(one, who) for one in moves):
                return who
        return None

    def _left(self, need: Need, moves: Iterable[Move]) -> set[str] | None:
        """Return who sees every one of some moves; None where there are no moves."""
        left: set[str] | None = None
        for move in moves:
            left = set(move.seen_by) if left is None else left & move.seen_by
            left.discard(self._alone.get(need.key, NOBODY))
            if not left:
                break
        return left


def _places(move: Move) -> Iterator[tuple[Key, bool]]:
    for key, much in move.by.items():
        yield key, much > 0
