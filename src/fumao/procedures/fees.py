"""A fee as a procedure declares it, and what one case owes of it; without one it is free.

Both are plain records: `charging` works amounts out of a filing, `charges` says what they keep from
going on, `acts_fees` what may be done about them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from fumao.core.errors import Words
from fumao.rules.definitions import Citation, Confidence
from fumao.rules.problem import Spot

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee, charged where `when` holds; an empty `when` is always.

    `amount` is an expression that gives money in CNY, `words` say the same to applicants. `due` is
    the step that nobody passes, nor any after it, before the fee is paid or waived.
    """

    key: str
    title: Words
    words: Words
    amount: str
    due: str
    cite: Citation
    when: str = ""
    confidence: Confidence = "seen"
    spot: Spot = field(default=Spot(), compare=False)
    spots: Mapping[str, Spot] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Charge:
    """What a case owes of one fee, in yuan to the fen, and what became of it.

    `amount` is that of the last filing; `by` are the persons who filed. `receipts` are the numbers
    of the receipts (财政票据) of what was received.
    """

    fee: str
    amount: Decimal
    received: Decimal = ZERO
    waived: Decimal = ZERO
    refunded: Decimal = ZERO
    receipts: tuple[str, ...] = ()
    by: tuple[int, ...] = ()

    @property
    def kept(self) -> Decimal:
        """Return what was received and not paid back."""
        return self.received - self.refunded

    @property
    def owed(self) -> Decimal:
        """Return what is still to be paid while the case goes on."""
        return max(ZERO, self.amount - self.waived - self.kept)

    @property
    def over(self) -> Decimal:
        """Return what was paid above the amount, which a correction may have lowered."""
        return max(ZERO, self.kept - max(ZERO, self.amount - self.waived))
