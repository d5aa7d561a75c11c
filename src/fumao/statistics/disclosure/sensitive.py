"""Which figures may not be shown: too few respondents, one that dominates, one that is guessed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from fumao.statistics.disclosure.table import Cell

Reason = Literal["few", "dominance", "prior"]


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a release; a rule that is None is not applied.

    least: fewer respondents are hidden. dominance: hidden where the `largest` of them hold more
    than `share` of the figure. prior (the p % rule): hidden where the second largest can work out
    the largest to within this share. `margin`: how close a hidden figure may be worked out.
    `finest` is the least distance kept in any case, in the unit of the table, so that a zero of one
    respondent is protected too.
    """

    least: int | None = 3
    largest: int = 1
    share: Decimal | None = Decimal("0.70")
    prior: Decimal | None = Decimal("0.10")
    margin: Decimal = Decimal("0.10")
    finest: Decimal = Decimal(1)

    def reasons(self, cell: Cell) -> tuple[Reason, ...]:
        """Return why a cell may not be shown; nothing where it may.

        What counts is the size of a contribution: a correction downwards tells as much.
        """
        sizes = _sizes(cell)
        return self.reasons_of(len(sizes), sum(sizes, Decimal(0)), sizes)

    def reasons_of(
        self, respondents: int, total: Decimal, sizes: Sequence[Decimal]
    ) -> tuple[Reason, ...]:
        """Return the same by how many respondents there are, the sum of the sizes of their
        contributions, and the largest of these in order: two, and `largest` where that is more."""
        if not respondents:
            return ()
        found: list[Reason] = []
        if self.least is not None and respondents < self.least:
            found.append("few")
        if self.share is not None and sum(sizes[: self.largest]) > self.share * total:
            found.append("dominance")
        if self.prior is not None and total - sum(sizes[:2]) < self.prior * sizes[0]:
            found.append("prior")
        return tuple(found)

    def distance(self, cell: Cell, reasons: Iterable[Reason]) -> Decimal:
        """Return how far from its value a hidden cell's bounds must stay, either way.

        The levels are those of the rules themselves (Hundepool and others, Statistical Disclosure
        Control, 2012, table 4.4): what a wider figure would need to pass its rule.
        """
        sizes = _sizes(cell)
        total = sum(sizes, Decimal(0))
        wanted = [self.margin * abs(cell.value), self.finest]
        if "dominance" in reasons and self.share is not None:
            wanted.append(sum(sizes[: self.largest], Decimal(0)) / self.share - total)
        if "prior" in reasons and self.prior is not None:
            wanted.append(self.prior * sizes[0] - (total - sum(sizes[:2], Decimal(0))))
        return max(wanted)


def _sizes(cell: Cell) -> list[Decimal]:
    """Return the sizes of the contributions, the largest first."""
    return sorted((abs(one) for one in cell.parts.values()), reverse=True)
