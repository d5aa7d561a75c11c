"""Rows of the fees of a procedure made into records."""

from fumao.packs.parts_route import spot, spots
from fumao.packs.parts_rules import citation
from fumao.packs.row import Row
from fumao.procedures.fees import Fee
from fumao.rules.definitions import Confidence


def fee(row: Row) -> Fee:
    """Make a fee; it cites its own clause, for nobody pays on the ground of another."""
    confidence: Confidence = row.choice("confidence", Confidence, "seen")
    return Fee(
        key=row.text("key"),
        title=row.words("title"),
        words=row.words("words"),
        amount=row.text("amount"),
        due=row.text("due"),
        cite=citation(row),
        when=row.text_or_none("when") or "",
        confidence=confidence,
        spot=spot(row),
        spots=spots(row, "amount", "due", "when"),
    )
