"""Procedures as published, cases with their steps and clocks, outcomes and what follows."""

from fumao.apps.procedures.models.cases import Case, CaseClock, CasePaper, Draft, Objection, StepRun
from fumao.apps.procedures.models.fees import FeeReceipt
from fumao.apps.procedures.models.outcomes import Counter, Duty, Outcome, OutcomeUse
from fumao.apps.procedures.models.versions import OpinionTemplate, ProcedureVersion

__all__ = [
    "Case",
    "CaseClock",
    "CasePaper",
    "Counter",
    "Draft",
    "Duty",
    "FeeReceipt",
    "Objection",
    "OpinionTemplate",
    "Outcome",
    "OutcomeUse",
    "ProcedureVersion",
    "StepRun",
]
