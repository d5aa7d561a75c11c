"""The guards as data: what must hold of a new row, what it adds to, whose totals those are."""
# ruff: noqa: S608 - the names in these statements are our own

from dataclasses import dataclass

from fumao.apps.funds.models.claim import LIVE


@dataclass(frozen=True, slots=True)
class Check:
    """A condition on NEW (and OLD) that must hold, else the row is refused with `words`."""

    table: str
    acts: str  # "INSERT", "UPDATE", "DELETE": one or several
    holds: str
    words: str


@dataclass(frozen=True, slots=True)
class Move:
    """Statements that follow a new row, or an update where `when` holds."""

    table: str
    act: str
    statements: tuple[str, ...]
    when: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """Columns that only moves may change, each with the sum it must be."""

    table: str
    sums: dict[str, str]


_LIVE = ", ".join(f"'{state}'" for state in sorted(LIVE))
_DRAFT = "(SELECT state FROM funds_claim WHERE id = {row}.claim_id) = 'draft'"
_YEAR_OF_CLAIM = (
    "(SELECT k.fund_year_id FROM funds_claim c JOIN funds_call k ON k.id = c.call_id"
    " WHERE c.id = NEW.claim_id)"
)
_SAME_LINE = " AND ".join(
    f"NEW.{name} = OLD.{name}"
    for name in (
        "claim_id", "position", "kind", "invoice_code", "invoice_number", "invoice_line",
        "invoice_key", "dated", "amount",
    )
)  # fmt: skip

CHECKS = (
    Check(
        "funds_fundyear", "INSERT", "NEW.budget = 0 AND NEW.committed = 0 AND NEW.paid = 0",
        "a fund year begins with nothing",
    ),
    Check(
        "funds_fundyear", "UPDATE", "NEW.fund_id = OLD.fund_id AND NEW.year = OLD.year",
        "a fund year stays what it is",
    ),
    Check("funds_call", "INSERT", "NEW.committed = 0", "a call begins with nothing committed"),
    Check(
        "funds_call", "UPDATE",
        "NEW.fund_year_id = OLD.fund_year_id AND NEW.number = OLD.number",
        "a call stays in its fund year",
    ),
    Check(
        "funds_claim", "INSERT",
        "NEW.state = 'draft' AND NEW.computed IS NULL AND NEW.approved = 0 AND NEW.ordered = 0"
        " AND NEW.paid = 0 AND NEW.clawed = 0 AND NEW.repaid = 0",
        "a claim begins as a draft",
    ),
    Check(
        "funds_claim", "UPDATE",
        "NEW.call_id = OLD.call_id AND NEW.enterprise_id = OLD.enterprise_id"
        " AND NEW.number = OLD.number AND (OLD.state = 'draft' OR NEW.asked = OLD.asked)",
        "a claim stays what was asked for",
    ),
    Check(
        "funds_claim", "UPDATE",
        "NEW.state = OLD.state OR OLD.state NOT IN ('refused', 'withdrawn', 'closed')",
        "a claim that has ended stays ended",
    ),
    Check(
        "funds_claim", "UPDATE",
        "NEW.computed IS NOT DISTINCT FROM OLD.computed OR NEW.computed IS NOT DISTINCT FROM"
        " (SELECT a.computed FROM funds_assessment a WHERE a.claim_id = NEW.id"
        " ORDER BY a.id DESC LIMIT 1)",
        "an amount is computed by an assessment",
    ),
    Check(
        "funds_claimline", "INSERT", f"{_DRAFT.format(row='NEW')} AND NOT NEW.live",
        "lines are added to drafts",
    ),
    Check(
        "funds_claimline", "UPDATE", f"{_DRAFT.format(row='OLD')} OR ({_SAME_LINE})",
        "lines of a submitted claim stay what they are",
    ),
    Check(
        "funds_claimline", "UPDATE",
        "NEW.live = EXISTS (SELECT 1 FROM funds_claim WHERE id = NEW.claim_id"
        f" AND state IN ({_LIVE}))",
        "a line lives as long as its claim",
    ),
    Check(
        "funds_claimline", "DELETE", _DRAFT.format(row="OLD"),
        "lines of a submitted claim stay on record",
    ),
    Check(
        "funds_approval", "INSERT", f"NEW.fund_year_id = {_YEAR_OF_CLAIM}",
        "an approval is of the fund year of its claim",
    ),
    Check(
        "funds_approval", "INSERT",
        "NEW.amount < 0 OR NOT EXISTS (SELECT 1 FROM funds_claim"
        " WHERE id = NEW.claim_id AND assessed_by_id = NEW.by_id)",
        "who assessed does not approve",
    ),
    Check(
        "funds_paymentorder", "INSERT",
        f"(SELECT fund_year_id FROM funds_paymentbatch WHERE id = NEW.batch_id) = {_YEAR_OF_CLAIM}",
        "an order is of the fund year of its batch",
    ),
    Check(
        "funds_paymentorder", "INSERT",
        "NOT EXISTS (SELECT 1 FROM funds_approval a JOIN funds_paymentbatch b"
        " ON b.id = NEW.batch_id AND b.by_id = a.by_id WHERE a.claim_id = NEW.claim_id)",
        "who approved does not pay",
    ),
    Check(
        "funds_payment", "INSERT",
        "EXISTS (SELECT 1 FROM funds_paymentorder o JOIN funds_paymentbatch b ON b.id = o.batch_id"
        " WHERE o.id = NEW.order_id AND o.claim_id = NEW.claim_id"
        " AND b.fund_year_id = NEW.fund_year_id AND NEW.amount = CASE NEW.result"
        " WHEN 'paid' THEN o.amount WHEN 'failed' THEN 0 ELSE -o.amount END)",
        "a payment is that of its order",
    ),
    Check(
        "funds_payment", "INSERT",
        "NEW.result <> 'returned' OR EXISTS (SELECT 1 FROM funds_payment p"
        " WHERE p.order_id = NEW.order_id AND p.result = 'paid')",
        "only what was paid comes back",
    ),
    Check(
        "funds_repayment", "INSERT",
        "EXISTS (SELECT 1 FROM funds_clawback k WHERE k.id = NEW.clawback_id"
        " AND k.claim_id = NEW.claim_id AND k.amount >= NEW.amount + COALESCE((SELECT SUM(r.amount)"
        " FROM funds_repayment r WHERE r.clawback_id = k.id), 0))",
        "no more is repaid than was ordered",
    ),
)  # fmt: skip

_OF_CLAIM = " WHERE id = NEW.claim_id"
_OF_YEAR = " WHERE id = NEW.fund_year_id"
# Always in this order: claim, call, year. Whoever locks several claims does so by their keys first.
MOVES = (
    Move(
        "funds_budgetentry", "INSERT",
        (f"UPDATE funds_fundyear SET budget = budget + NEW.amount{_OF_YEAR}",),
    ),
    Move(
        "funds_approval", "INSERT",
        (
            f"UPDATE funds_claim SET approved = approved + NEW.amount{_OF_CLAIM}",
            "UPDATE funds_call SET committed = committed + NEW.amount"
            " WHERE id = (SELECT call_id FROM funds_claim WHERE id = NEW.claim_id)",
            f"UPDATE funds_fundyear SET committed = committed + NEW.amount{_OF_YEAR}",
        ),
    ),
    Move(
        "funds_paymentorder", "INSERT",
        (f"UPDATE funds_claim SET ordered = ordered + NEW.amount{_OF_CLAIM}",),
    ),
    Move(
        "funds_payment", "INSERT",
        (
            "UPDATE funds_claim SET paid = paid + NEW.amount, ordered = ordered -"
            " CASE NEW.result WHEN 'paid' THEN 0 ELSE (SELECT o.amount FROM funds_paymentorder o"
            f" WHERE o.id = NEW.order_id) END{_OF_CLAIM}",
            f"UPDATE funds_fundyear SET paid = paid + NEW.amount{_OF_YEAR}",
        ),
    ),
    Move(
        "funds_clawback", "INSERT",
        (f"UPDATE funds_claim SET clawed = clawed + NEW.amount{_OF_CLAIM}",),
    ),
    Move(
        "funds_repayment", "INSERT",
        (f"UPDATE funds_claim SET repaid = repaid + NEW.amount{_OF_CLAIM}",),
    ),
    Move(
        "funds_claim", "UPDATE",
        (
            f"UPDATE funds_claimline SET live = (NEW.state IN ({_LIVE}))"
            " WHERE claim_id = NEW.id",
        ),
        when=f"(OLD.state IN ({_LIVE})) <> (NEW.state IN ({_LIVE}))",
    ),
)  # fmt: skip


def _sum(table: str, key: str) -> str:
    return f"COALESCE((SELECT SUM(t.amount) FROM funds_{table} t WHERE t.{key} = NEW.id), 0)"


TOTALS = (
    Totals(
        "funds_fundyear",
        {
            "budget": _sum("budgetentry", "fund_year_id"),
            "committed": _sum("approval", "fund_year_id"),
            "paid": _sum("payment", "fund_year_id"),
        },
    ),
    Totals(
        "funds_call",
        {
            "committed": "COALESCE((SELECT SUM(c.approved) FROM funds_claim c"
            " WHERE c.call_id = NEW.id), 0)"
        },
    ),
    Totals(
        "funds_claim",
        {
            "approved": _sum("approval", "claim_id"),
            "ordered": _sum("paymentorder", "claim_id")
            + " - COALESCE((SELECT SUM(o.amount) FROM funds_payment p JOIN funds_paymentorder o"
            " ON o.id = p.order_id WHERE p.claim_id = NEW.id AND p.result <> 'paid'), 0)",
            "paid": _sum("payment", "claim_id"),
            "clawed": _sum("clawback", "claim_id"),
            "repaid": _sum("repayment", "claim_id"),
        },
    ),
)
