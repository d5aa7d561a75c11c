"""Funds with their budgets and calls, claims with their lines, payments, and what comes after."""

from fumao.apps.funds.models.after import Clawback, PerformanceReview, Repayment
from fumao.apps.funds.models.claim import LIVE, Approval, Assessment, Claim, ClaimLine, State
from fumao.apps.funds.models.fund import BudgetEntry, Call, Fund, FundYear, Level, Matching
from fumao.apps.funds.models.payment import Payment, PaymentBatch, PaymentOrder

__all__ = [
    "LIVE",
    "Approval",
    "Assessment",
    "BudgetEntry",
    "Call",
    "Claim",
    "ClaimLine",
    "Clawback",
    "Fund",
    "FundYear",
    "Level",
    "Matching",
    "Payment",
    "PaymentBatch",
    "PaymentOrder",
    "PerformanceReview",
    "Repayment",
    "State",
]
