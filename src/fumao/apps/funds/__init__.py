"""Funds: budgets, calls, claims, payments; money that always adds up."""
