"""Enterprises, their facts, and rolls of enterprises under review."""

from fumao.apps.enterprises.models.facts import (
    ADMINISTRATIVE,
    STATISTICAL,
    Confidence,
    CurrentFacts,
    Fact,
    FactRows,
    Purpose,
    Stated,
)
from fumao.apps.enterprises.models.register import (
    Contact,
    Enterprise,
    EnterpriseName,
    Residence,
    Succession,
)
from fumao.apps.enterprises.models.rolls import Roll, RollRow

__all__ = [
    "ADMINISTRATIVE",
    "STATISTICAL",
    "Confidence",
    "Contact",
    "CurrentFacts",
    "Enterprise",
    "EnterpriseName",
    "Fact",
    "FactRows",
    "Purpose",
    "Residence",
    "Roll",
    "RollRow",
    "Stated",
    "Succession",
]
