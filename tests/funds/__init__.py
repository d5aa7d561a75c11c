"""Funds: money that always adds up."""
